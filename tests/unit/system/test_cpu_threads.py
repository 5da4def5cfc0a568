"""The threads of the models."""

from __future__ import annotations

import pytest

from appliance.system.cpu_threads import model_threads


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (64, 4)])
def test_audio_keeps_a_core_where_it_can(cores: int, threads: int) -> None:
    assert model_threads(0, cores) == threads


@pytest.mark.parametrize(("wanted", "cores", "threads"), [(1, 4, 1), (4, 4, 4), (16, 4, 4), (3, 1, 1)])
def test_who_wants_a_number_gets_it_up_to_the_cores(wanted: int, cores: int, threads: int) -> None:
    assert model_threads(wanted, cores) == threads


def test_without_a_number_of_cores_this_machine_counts() -> None:
    assert model_threads(0) >= 1
