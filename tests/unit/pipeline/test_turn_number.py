"""The numbers by which work is cancelled and held, and the threads of the models."""

from __future__ import annotations

import pytest

from appliance.items import EndOfReply, Frame, Listen, Sentence, Transcript
from appliance.pipeline.turn_number import TurnNumber
from appliance.system.cpu_threads import model_threads
from tests.unit.scripted import frame_samples, heard


def test_only_work_of_the_present_turn_is_not_stale() -> None:
    turn = TurnNumber()
    assert [turn.advance(), turn.advance()] == [1, 2]
    assert [turn.is_stale(Sentence(number, 0, "x")) for number in (1, 2, 3)] == [True, False, True]


def test_work_of_its_answer_is_not_stale_either_until_that_is_dropped_or_replaced() -> None:
    turn = TurnNumber()
    user = turn.advance()
    first = turn.begin_answer(is_confirmed=False)
    second = turn.begin_answer(is_confirmed=False)
    assert [turn.is_stale(Sentence(number, 0, "x")) for number in (user, first, second)] == [False, True, False]
    turn.drop_answer()
    assert [turn.is_stale(Sentence(number, 0, "x")) for number in (user, first, second)] == [False, True, True]
    assert (turn.current, turn.answer) == (user, 0)
    assert turn.begin_answer(is_confirmed=True) > second, "no number comes twice"


def test_a_new_turn_makes_the_answer_to_the_old_one_stale() -> None:
    turn = TurnNumber()
    turn.advance()
    answer = turn.begin_answer(is_confirmed=True)
    turn.advance()
    assert turn.is_stale(Sentence(answer, 0, "x"))


def test_of_an_unconfirmed_answer_nothing_is_heard_and_no_more_than_a_clause_is_made() -> None:
    turn = TurnNumber()
    turn.advance()
    answer = turn.begin_answer(is_confirmed=False)
    transcript, sentence = Transcript(answer, heard("What is blue?")), Sentence(answer, 0, "The sky,")
    assert turn.is_unheard(sentence)
    assert [turn.is_held(transcript, delivered) for delivered in (0, 1, 2)] == [False, False, True]
    assert not turn.is_held(sentence, 1), "its speech is made"
    turn.confirm_answer()
    assert not turn.is_unheard(sentence)
    assert not turn.is_held(transcript, 2)


def test_an_unconfirmed_answer_can_be_made_to_rest() -> None:
    turn = TurnNumber()
    turn.advance()
    sentence = Sentence(turn.begin_answer(is_confirmed=False), 0, "The sky,")
    turn.suspend_answer(True)
    assert turn.is_held(sentence, 0)
    turn.suspend_answer(False)
    assert not turn.is_held(sentence, 0)
    turn.suspend_answer(True)
    turn.confirm_answer()
    assert not turn.is_held(sentence, 0)


def test_what_belongs_to_the_turn_itself_is_never_held() -> None:
    turn = TurnNumber()
    user = turn.advance()
    turn.begin_answer(is_confirmed=False)
    assert not turn.is_unheard(EndOfReply(user))
    assert not turn.is_held(EndOfReply(user), 1)


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
