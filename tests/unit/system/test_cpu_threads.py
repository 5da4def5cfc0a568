"""How many threads a model gets."""

from __future__ import annotations

import pytest

from appliance.system.cpu_threads import model_threads


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (64, 4)])
def test_a_core_is_left_for_audio_where_there_are_enough(cores: int, threads: int) -> None:
    assert model_threads(0, cores) == threads


@pytest.mark.parametrize(("wanted", "cores", "threads"), [(1, 4, 1), (4, 4, 4), (16, 4, 4), (3, 1, 1)])
def test_a_number_that_is_asked_for_is_taken_up_to_the_cores(wanted: int, cores: int, threads: int) -> None:
    assert model_threads(wanted, cores) == threads


def test_without_a_number_of_cores_those_of_this_machine_count() -> None:
    assert model_threads(0) >= 1
