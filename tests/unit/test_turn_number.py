"""The number by which work is cancelled, and the threads of the models."""

from __future__ import annotations

import pytest

from appliance.items import Frame, Listen, Sentence
from appliance.threads import model_threads
from appliance.turn_number import TurnNumber
from tests.unit.scripted import frame_samples


def test_only_work_of_the_present_turn_is_not_stale() -> None:
    turn = TurnNumber()
    assert [turn.advance(), turn.advance()] == [1, 2]
    assert [turn.is_stale(Sentence(number, 0, "x")) for number in (1, 2, 3)] == [True, False, True]


def test_frames_and_commands_are_never_stale() -> None:
    turn = TurnNumber()
    turn.advance()
    assert not turn.is_stale(Frame(frame_samples(1), 0.0))
    assert not turn.is_stale(Listen(7))


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (64, 4)])
def test_audio_keeps_a_core_where_it_can(cores: int, threads: int) -> None:
    assert model_threads(0, cores) == threads


@pytest.mark.parametrize(("wanted", "cores", "threads"), [(1, 4, 1), (4, 4, 4), (16, 4, 4), (3, 1, 1)])
def test_who_wants_a_number_gets_it_up_to_the_cores(wanted: int, cores: int, threads: int) -> None:
    assert model_threads(wanted, cores) == threads


def test_without_a_number_of_cores_this_machine_counts() -> None:
    assert model_threads(0) >= 1
