"""Somebody speaks in the first moment of a reply: a stop word ends it, anything else goes on with the question."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest

from appliance.adapters.simulated import VOICE_RATE_HZ, SimulatedRecognizer
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.intents import Answer, Intent
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.session import interruptions
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.polling import poll_until
from tests.session.rig import Devices, SessionRig, Talkative, rig, vowel
from tests.session.test_skills import LONG, Doing
from tests.unit.watched_thread import TIMEOUT_S

CONFIG = VoiceSessionConfig(resume_s=3.0, follow_up_s=0.0)
BUSY_S = 1.0
"""What a busy recogniser takes."""


class Listener(SimulatedRecognizer):
    """Understands a question first, then `first`, and what a longer sound is as `then`; notes how long each was."""

    def __init__(self, first: str, then: str = "", takes_s: float = 0.0) -> None:
        super().__init__()
        self.is_replied_to = False
        self.lengths_s: list[float] = []
        self._first, self._then, self._takes_s = first, then or first, takes_s

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        if not self.is_replied_to:
            return super().transcribe(samples, cancelled)
        length_s = len(samples) / CAPTURE_RATE_HZ
        self.lengths_s.append(length_s)
        time.sleep(self._takes_s)
        text = self._then if length_s > 1.2 else self._first
        return TranscriptionSegment(text, 0.0, length_s, 0.9, "en", is_final=False)


def gapped(first_s: float, gap_s: float, then_s: float) -> Samples:
    """Return a voice with a gap in it, as a comma makes."""
    return np.concatenate([vowel(first_s), np.zeros(int(gap_s * CAPTURE_RATE_HZ), dtype=np.int16), vowel(then_s)])


def devices() -> Devices:
    return Devices(WavMicrophone(), WavLoudspeaker(), hears_itself=False)


def ask(r: SessionRig, listener: Listener) -> None:
    r.session.start_listening()
    r.microphone.play(vowel(1.6))
    r.recorder.wait_for_state(SessionState.SPEAKING)
    listener.is_replied_to = True


def test_a_stop_word_ends_the_reply_and_is_not_added_to_the_question() -> None:
    listener = Listener("Stop.")
    with rig(CONFIG, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.5))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.recorder.wait(lambda: r.recorder.of("final")[-1] == "Stop.")
        r.session.cancel()


class OnlyStops:
    """Knows a stop word, to which it says nothing."""

    def answer(self, transcript: str) -> Answer | None:
        return Answer(Intent("control", "stop", {}), "") if transcript == "Stop." else None


def test_after_a_stop_word_nobody_is_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interruptions, "STILL_S", TIMEOUT_S)
    monkeypatch.setattr(interruptions, "STILL_FRAMES", sys.maxsize)
    listener = Listener("Stop.")
    with rig(CONFIG, devices=devices(), language_model=Talkative, recognizer=lambda: listener, skills=OnlyStops) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.5))
        r.recorder.wait_for_turns(2)
        assert r.recorder.states[-1] == "connected", "what is known of the last word does not keep it open"


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(vowel(2.0), id="at once", marks=pytest.mark.thorough),
        pytest.param(gapped(0.4, 0.08, 1.6), id="comma"),
    ],
)
def test_a_sentence_that_begins_with_one_goes_on_with_the_question(sound: Samples) -> None:
    listener = Listener("No.", "No, of Spain.", takes_s=0.3)
    with rig(CONFIG, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(sound)
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.session.cancel()


@pytest.mark.parametrize("word", ["Wait", "Oh, wait"])
@pytest.mark.thorough
def test_a_word_that_corrects_goes_on_with_the_question_if_more_follows(word: str) -> None:
    listener = Listener(f"{word}.", f"{word}, ten minutes.")
    with rig(CONFIG, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(gapped(0.6, 0.4, 1.2))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.session.cancel()


@pytest.mark.parametrize(
    ("mode", "word", "is_done"),
    [
        ("words", "Cancel.", False),
        pytest.param("words", "Wait.", False, marks=pytest.mark.thorough),
        ("words", "Quiet.", True),
        pytest.param("stopword", "Oh, never mind.", False, marks=pytest.mark.thorough),
        pytest.param("stopword", "Stop.", True, marks=pytest.mark.thorough),
    ],
)
def test_a_stop_word_that_takes_back_what_was_asked_for_does(
    mode: Literal["words", "stopword"], word: str, is_done: bool
) -> None:
    takes_back(CONFIG.model_copy(update={"interrupt_by_voice": mode}), word, is_done)


def test_where_only_stop_words_interrupt_talk_that_began_in_time_does_not_when_it_goes_on_too_late() -> None:
    listener = Listener("Okay.", "Okay, what is for dinner?")
    config = CONFIG.model_copy(update={"interrupt_by_voice": "stopword", "resume_s": 0.6})
    with rig(config, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(gapped(0.4, 0.9, 1.4))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED


def test_where_half_sentences_are_waited_for_longer_a_word_that_corrects_takes_back_as_well() -> None:
    takes_back(CONFIG.model_copy(update={"pace": "patient"}), "Wait.", False)


def takes_back(config: VoiceSessionConfig, word: str, is_done: bool) -> None:
    """Say a stop word as the reply begins; check whether what was asked for is done."""
    listener, doing = Listener(word), Doing(LONG)
    with rig(config, devices=devices(), skills=lambda: doing, recognizer=lambda: listener) as r:
        ask(r, listener)
        asked = doing.asked[-1]
        r.microphone.play(vowel(0.9))
        r.recorder.wait_for_turns(1)
        r.session.cancel()
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        if is_done:
            assert doing.acted.wait(TIMEOUT_S)
        assert (asked in doing.done) == is_done


@pytest.mark.thorough
def test_the_time_to_go_on_is_that_in_which_the_user_speaks_not_that_in_which_they_are_understood() -> None:
    listener = Listener("And what about Spain?", takes_s=BUSY_S)
    config = VoiceSessionConfig(resume_s=BUSY_S, follow_up_s=0.0)
    with rig(config, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(1.0))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.session.cancel()


def test_who_began_in_time_goes_on_although_the_reply_went_on_first() -> None:
    listener = Listener("Mm-hm.", "Of the capital of Spain, I mean.", takes_s=0.3)
    config = VoiceSessionConfig(resume_s=0.85, follow_up_s=0.0)
    with rig(config, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(gapped(0.5, 0.4, 1.6))
        poll_until(lambda: r.recorder.turns or r.recorder.states.count("listening") == 2, "it is decided")
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.session.cancel()


def test_who_speaks_after_a_short_reply_is_heard_out_before_the_turn_ends() -> None:
    listener = Listener("And what about Spain?", takes_s=BUSY_S)
    with rig(CONFIG, devices=devices(), recognizer=lambda: listener) as r:
        ask(r, listener)
        poll_until(lambda: r.loudspeaker.played_samples > 0.7 * VOICE_RATE_HZ, "most of it was said")
        r.microphone.play(vowel(1.0))
        poll_until(lambda: r.recorder.turns or r.recorder.states.count("listening") == 2, "it is decided")
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.session.cancel()


@pytest.mark.thorough
def test_what_is_understood_of_a_cough_at_last_does_not_cut_off_the_sentence_after_it() -> None:
    config = VoiceSessionConfig(resume_s=0.0, follow_up_s=0.0, max_endpointing_delay_s=0.3, endpointing_delay_s=0.3)
    listener = Listener("", "What about Spain?", takes_s=BUSY_S)
    with rig(config, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.3))
        poll_until(lambda: r.microphone.remaining_s == 0.0, "the cough is over")
        time.sleep(0.5)
        r.microphone.play(vowel(1.6))
        r.recorder.wait(lambda: "What about Spain?" in r.recorder.of("final"))
        assert max(listener.lengths_s) > 1.9, "it is heard from its beginning on"
        r.session.cancel()


def test_after_a_false_interruption_a_moment_of_sound_brings_no_words_of_the_echo() -> None:
    config = VoiceSessionConfig(resume_s=0.0, follow_up_s=0.0)
    listener = Listener("Mm-hm.", "For six tonight, or so.")
    with rig(config, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(gapped(0.5, 0.6, 0.1))
        poll_until(lambda: max(listener.lengths_s, default=0.0) > 1.2, "all of it is decoded")
        time.sleep(0.3)
        assert not r.recorder.turns, "the reply goes on"
        r.session.cancel()
