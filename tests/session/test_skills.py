"""Skills in a session: they answer before the language model, and what they promise is done once, or never."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from appliance.errors import StorageUnavailable
from appliance.intents import Action, Answer, Intent
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.plugged import eventually
from tests.session.rig import SessionRig, rig
from tests.session.test_preemptive_replies import (
    HALF,
    WHOLE,
    DecodesByLength,
    RecordingModel,
    in_real_time,
    pausing,
    say,
)
from tests.unit.watched_thread import TIMEOUT_S

LONG = "I shall do that at once, and tell you at some length that I am doing it, as long as it takes."


class Doing:
    """A skill that answers every transcript with the same words, and notes for which of them it has acted."""

    def __init__(self, text: str = "Done.", **options: Any) -> None:
        self.done: list[str] = []
        self.acted = threading.Event()
        self.asked: list[str] = []
        self._text = text
        self._options = options

    def answer(self, transcript: str) -> Answer | None:
        self.asked.append(transcript)
        options = dict(self._options)
        urgent = options.pop("is_urgent", False)
        action = Action("do it", lambda: self._act(transcript), is_urgent=urgent)
        return Answer(Intent("doing", "do", {"what": transcript}), self._text, action, **options)

    def _act(self, transcript: str) -> None:
        self.done.append(transcript)
        self.acted.set()


@pytest.fixture
def doing() -> Doing:
    return Doing()


@pytest.fixture
def asked(doing: Doing) -> Iterator[tuple[SessionRig, Doing, RecordingModel]]:
    model = RecordingModel()
    with rig(skills=lambda: doing, language_model=lambda: model) as r:
        yield r, doing, model


def test_a_skill_answers_and_the_language_model_is_not_asked(asked: tuple[SessionRig, Doing, RecordingModel]) -> None:
    r, doing, model = asked
    r.say()
    r.recorder.wait_for_turns(1)
    assert doing.acted.wait(TIMEOUT_S)
    (turn,) = r.recorder.turns
    assert (turn.outcome, turn.skill) == (Outcome.ANSWERED, "doing")
    assert model.asked == []
    assert r.session.history[0].assistant == "Done."
    assert r.session.last_reply == "Done."
    assert len(doing.done) == 1


def test_what_no_skill_knows_is_for_the_language_model() -> None:
    class KnowsNothing:
        def answer(self, transcript: str) -> Answer | None:
            return None

    model = RecordingModel()
    with rig(skills=KnowsNothing, language_model=lambda: model) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].skill is None
        assert model.asked


def test_nothing_is_done_for_a_preemptive_reply_that_is_discarded(doing: Doing) -> None:
    with rig(recognizer=DecodesByLength, skills=lambda: doing) as r:
        say(r, pausing(0.2))
        r.recorder.wait_for_turns(1)
        assert doing.acted.wait(TIMEOUT_S)
        assert {HALF, WHOLE} <= set(doing.asked)
        assert doing.done == [WHOLE]


def test_nothing_is_done_for_a_turn_that_is_taken_back(doing: Doing) -> None:
    with rig(devices=in_real_time(), recognizer=DecodesByLength, skills=lambda: doing) as r:
        say(r, pausing(0.9))
        r.recorder.wait_for_turns(1)
        assert doing.acted.wait(TIMEOUT_S)
        assert r.recorder.turns[0].false_starts == 1
        assert doing.done == [WHOLE]


def test_an_urgent_action_is_done_with_the_first_sound_and_the_turn_is_not_taken_back() -> None:
    doing = Doing(is_urgent=True)
    with rig(devices=in_real_time(), recognizer=DecodesByLength, skills=lambda: doing) as r:
        say(r, pausing(0.9))
        r.recorder.wait_for_turns(1)
        assert doing.acted.wait(TIMEOUT_S)
        assert (r.recorder.turns[0].false_starts, doing.done) == (0, [HALF])


def test_an_interruption_after_the_first_sound_does_what_was_promised() -> None:
    doing = Doing(LONG)
    with rig(devices=in_real_time(), skills=lambda: doing) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        r.session.cancel()
        assert doing.acted.wait(TIMEOUT_S)
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        assert len(doing.done) == 1


def test_an_interruption_before_the_first_sound_does_nothing() -> None:
    doing = Doing()
    answering, may_answer = threading.Event(), threading.Event()

    class Slow:
        def answer(self, transcript: str) -> Answer | None:
            answering.set()
            assert may_answer.wait(TIMEOUT_S)
            return doing.answer(transcript)

    with rig(VoiceSessionConfig(preemptive_replies=False), skills=Slow) as r:
        r.say()
        assert answering.wait(TIMEOUT_S)
        r.recorder.wait_for_state(SessionState.PROCESSING)
        r.session.cancel()
        may_answer.set()
        r.recorder.wait_for_turns(1)
        r.session.ask("And again?")
        r.recorder.wait_for_turns(2)
        assert doing.acted.wait(TIMEOUT_S)
        assert doing.done == ["And again?"]


def test_an_answer_without_words_is_an_answer(doing: Doing) -> None:
    silent = Doing("")
    with rig(skills=lambda: silent) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        assert silent.acted.wait(TIMEOUT_S)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        assert "speaking" not in r.recorder.states


def test_after_a_question_of_its_own_it_listens() -> None:
    with rig(skills=lambda: Doing("Really?", listens_after=True)) as r:
        r.say()
        r.recorder.wait_for_turns(1)
        r.recorder.wait_for_state(SessionState.LISTENING)


def test_who_was_told_that_it_is_done_hears_that_it_is_not() -> None:
    class Failing(Doing):
        def _act(self, transcript: str) -> None:
            raise StorageUnavailable("skills.json: the disk is full; free some space")

    with rig(skills=Failing) as r:
        r.say()
        r.recorder.wait_for_turns(2)
        assert [str(error) for error in r.recorder.of("error")] == ["skills.json: the disk is full; free some space"]
        r.recorder.wait_for_state(SessionState.CONNECTED)


def test_a_failure_is_said_after_a_long_answer_too() -> None:
    class Failing(Doing):
        def _act(self, transcript: str) -> None:
            raise StorageUnavailable("skills.json: the disk is full; free some space")

    with rig(devices=in_real_time(), skills=lambda: Failing(LONG)) as r:
        r.say()
        r.recorder.wait_for_turns(2)
        first, second = r.recorder.turns
        assert (first.outcome, second.outcome) == (Outcome.ANSWERED, Outcome.ANSWERED)
        assert second.reply_audio_s > 0


def test_a_failure_is_said_where_it_listens_for_what_may_follow_the_answer() -> None:
    class Failing(Doing):
        def _act(self, transcript: str) -> None:
            raise StorageUnavailable("skills.json: the disk is full; free some space")

    with rig(VoiceSessionConfig(follow_up_s=60), devices=in_real_time(), skills=Failing) as r:
        r.say()
        r.recorder.wait_for_turns(2)
        assert r.recorder.turns[1].reply_audio_s > 0


def test_what_was_promised_is_done_although_the_session_ends() -> None:
    doing = Doing(LONG)
    with rig(devices=in_real_time(), skills=lambda: doing) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        r.session.disconnect()
    assert len(doing.done) == 1


def test_who_is_asked_back_may_type_the_answer() -> None:
    doing = Doing("Really?", listens_after=True)
    with rig(skills=lambda: doing) as r:
        r.session.ask("Shut down.")
        r.recorder.wait_for_state(SessionState.LISTENING)
        r.session.ask("Yes.")
        r.recorder.wait(lambda: "Yes." in r.recorder.of("final"))
        eventually(lambda: doing.done == ["Shut down.", "Yes."])


def test_closing_the_microphone_need_not_silence_the_answer() -> None:
    with rig(devices=in_real_time(), skills=lambda: Doing(LONG)) as r:
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        r.session.mute(stops=False)
        r.recorder.wait_for_turns(1)
        assert (r.recorder.turns[0].outcome, r.session.is_muted) == (Outcome.ANSWERED, True)


def test_a_typed_question_goes_the_same_way(asked: tuple[SessionRig, Doing, RecordingModel]) -> None:
    r, doing, _ = asked
    r.session.ask("Flip a coin.")
    r.recorder.wait_for_turns(1)
    assert doing.acted.wait(TIMEOUT_S)
    assert (r.recorder.of("final"), doing.done) == (["Flip a coin."], ["Flip a coin."])
    assert r.session.history[0].user == "Flip a coin."


def done_after_a_pause_of(pause_s: float) -> list[str]:
    """Return for which words an action was carried out, after a correction that came behind a pause."""
    half, whole = "Set a timer for five minutes.", "Set a timer for five minutes, no, ten minutes."
    doing = Doing()
    with rig(devices=in_real_time(), recognizer=lambda: DecodesByLength(half, whole), skills=lambda: doing) as r:
        say(r, pausing(pause_s))
        r.recorder.wait_for_turns(1)
        assert doing.acted.wait(TIMEOUT_S)
    return [words.removeprefix("Set a timer for ") for words in doing.done]


@pytest.mark.thorough
def test_five_no_ten_makes_one_timer_of_ten_however_long_the_pause_is() -> None:
    """Twenty pauses, from one in which nothing is begun to one in which the answer is heard already."""
    with ThreadPoolExecutor(5) as pool:
        done = list(pool.map(done_after_a_pause_of, np.linspace(0.1, 1.05, 20)))
    assert done == [["five minutes, no, ten minutes."]] * 20
