"""After an answer it listens for a while without being called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.session.turn_controller import follow_up_s
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.rig import Devices, SessionRig, Talkative, rig, tone, vowel

CONFIG = VoiceSessionConfig(resume_s=0.0, follow_up_s=0.8, nobody_spoke_s=60)


def devices() -> Devices:
    return Devices(WavMicrophone(), WavLoudspeaker(), hears_itself=False, has_earcons=True)


def ask(r: SessionRig) -> None:
    r.session.start_listening()
    r.microphone.play(tone(1.2))
    r.recorder.wait_for_turns(1)


class UnderstandsLongOnes(SimulatedRecognizer):
    """Finds no words in less than two seconds."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        heard = super().transcribe(samples, cancelled)
        return heard if len(samples) > 2 * CAPTURE_RATE_HZ or not heard else replace(heard, text="")


def test_who_is_not_understood_at_all_is_asked_back_if_they_have_called_and_otherwise_not() -> None:
    with rig(CONFIG, devices=devices(), recognizer=UnderstandsLongOnes) as r:
        r.session.start_listening()
        r.microphone.play(vowel(2.2))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        r.microphone.play(vowel(1.0))
        r.recorder.wait(lambda: r.recorder.states[-1] == "connected")
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.ANSWERED]
        r.session.start_listening()
        r.microphone.play(vowel(1.0))
        r.recorder.wait_for_turns(2)
        assert r.recorder.turns[1].outcome is Outcome.ASKED_BACK
        r.recorder.wait_for_state(SessionState.LISTENING)
        r.microphone.play(vowel(1.0))
        r.recorder.wait_for_state(SessionState.CONNECTED)
        assert len(r.recorder.turns) == 2, "once in a row"


def test_a_question_after_the_answer_needs_no_call() -> None:
    with rig(CONFIG, devices=devices()) as r:
        ask(r)
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        r.microphone.play(tone(1.2))
        r.recorder.wait_for_turns(2)
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.ANSWERED, Outcome.ANSWERED]


def test_where_nobody_speaks_it_ends_by_itself_and_is_no_turn() -> None:
    with rig(CONFIG, devices=devices()) as r:
        ask(r)
        r.recorder.wait(lambda: r.recorder.states[-1] == "connected" and r.recorder.states.count("listening") == 2)
        assert len(r.recorder.turns) == 1


def test_somebody_farther_away_is_not_taken_for_the_user() -> None:
    with rig(CONFIG, devices=devices()) as r:
        ask(r)
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        r.microphone.play(tone(1.2, level=0.02))
        r.recorder.wait(lambda: r.recorder.states[-1] == "connected")
        assert len(r.recorder.turns) == 1


def test_what_follows_up_does_not_set_the_measure_for_itself() -> None:
    """Somebody a little farther away is taken for the user, but who is as far behind them is not."""
    with rig(CONFIG, devices=devices()) as r:
        ask(r)
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        r.microphone.play(tone(1.2, level=0.08))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 3)
        assert len(r.recorder.turns) == 2
        r.microphone.play(tone(1.2, level=0.032))
        r.recorder.wait(lambda: r.recorder.states[-1] == "connected")
        assert len(r.recorder.turns) == 2


class HearsNothingOver(SimulatedRecognizer):
    """A recogniser that finds no words in anything short."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        heard = super().transcribe(samples, cancelled)
        return heard if len(samples) > CAPTURE_RATE_HZ or not heard else replace(heard, text="", written="")


def test_a_cough_over_the_answer_does_not_set_the_measure() -> None:
    with rig(CONFIG, devices=devices(), language_model=Talkative, recognizer=HearsNothingOver) as r:
        r.session.start_listening()
        r.microphone.play(tone(1.2, level=0.1))
        r.recorder.wait_for_state(SessionState.SPEAKING)
        r.microphone.play(tone(0.3, level=0.9))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
        r.recorder.wait_for_state(SessionState.LISTENING)
        r.microphone.play(tone(1.2, level=0.1))
        r.recorder.wait_for_turns(2)


def test_it_does_not_go_on_for_ever_where_nobody_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.session.turn_controller.MOST_FOLLOW_UPS", 1)
    with rig(CONFIG, devices=devices()) as r:
        for turns in (2, 4):
            r.session.start_listening()
            r.microphone.play(tone(1.2))
            r.recorder.wait(lambda: r.recorder.states[-1] == "listening" and len(r.recorder.turns) == turns - 1)  # noqa: B023
            r.microphone.play(tone(1.2))
            r.recorder.wait_for_turns(turns)
            r.recorder.wait_for_state(SessionState.CONNECTED)


def test_a_tap_calls_it_anew() -> None:
    with rig(CONFIG.model_copy(update={"follow_up_s": 30.0}), devices=devices()) as r:
        ask(r)
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        r.session.tap()
        assert r.session.state is SessionState.LISTENING
        r.session.tap()
        r.recorder.wait_for_turns(2)
        assert r.recorder.turns[1].outcome is Outcome.NOTHING_SAID, "this time it was called"


def test_off_it_does_not_listen() -> None:
    for off in (0.0, "auto"):
        with rig(CONFIG.model_copy(update={"follow_up_s": off}), devices=devices()) as r:
            ask(r)
            r.recorder.wait_for_state(SessionState.CONNECTED)
            assert r.recorder.states.count("listening") == 1


def test_whoever_was_asked_something_has_more_time() -> None:
    for asks in ("Which lamp?", "Which lamp? ", 'Did you say "lamp?"'):
        assert follow_up_s(5.0, asks) == 10.0
    for tells in ("It is on.", "", "Is it? It is."):
        assert follow_up_s(5.0, tells) == 5.0


class UnsureOnceAsked(SimulatedRecognizer):
    """Is sure of the first thing that is said alone."""

    is_asked = False

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        heard = super().transcribe(samples, cancelled)
        return replace(heard, confidence=0.4) if self.is_asked and heard else heard


def test_who_is_asked_back_in_what_follows_is_listened_to() -> None:
    recognizer = UnsureOnceAsked()
    config = CONFIG.model_copy(update={"ask_back_below": 0.5})
    with rig(config, devices=devices(), recognizer=lambda: recognizer) as r:
        r.session.start_listening()
        r.microphone.play(vowel(1.2))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        recognizer.is_asked = True
        r.microphone.play(vowel(1.2))
        r.recorder.wait_for_turns(2)
        assert [turn.outcome for turn in r.recorder.turns] == [Outcome.ANSWERED, Outcome.ASKED_BACK]
        r.recorder.wait_for_state(SessionState.LISTENING)
