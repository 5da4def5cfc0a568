"""Somebody speaks over a reply: words end it and are the next turn, anything else lets it go on from where it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.items import TranscriptionSegment
from appliance.monitoring.journal_fields import ATTRIBUTE, MessageId
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.polling import poll_until
from tests.session.rig import TRANSCRIPT, Devices, EndlessModel, SessionRig, Talkative, rig, vowel

CONFIG = VoiceSessionConfig(resume_s=0.0)


class Listener(SimulatedRecognizer):
    """Understands a question first, and what it was given as soon as a reply is heard."""

    def __init__(self, then: str, confidence: float = 0.9) -> None:
        super().__init__()
        self.then = then
        self.confidence = confidence
        self.is_replied_to = False

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        if not self.is_replied_to:
            return super().transcribe(samples, cancelled)
        return TranscriptionSegment(self.then, 0.0, 1.0, self.confidence, "en", is_final=False)


def devices(*, hears_itself: bool = False, learns_echo: bool = False) -> Devices:
    return Devices(WavMicrophone(), WavLoudspeaker(), hears_itself=hears_itself, learns_echo=learns_echo)


def hiss(seconds: float) -> Samples:
    """White noise, and silence after it, until whoever made it is done."""
    noise = np.random.default_rng(1).normal(0, 3000, int(seconds * CAPTURE_RATE_HZ))
    return np.concatenate([noise, np.zeros(int(1.6 * CAPTURE_RATE_HZ))]).astype(np.int16)


def ask(r: SessionRig, listener: Listener | None = None) -> None:
    r.session.start_listening()
    r.microphone.play(vowel(1.6))
    r.recorder.wait_for_state(SessionState.SPEAKING)
    if listener:
        listener.is_replied_to = True


def has_rested(loudspeaker: WavLoudspeaker) -> bool:
    return loudspeaker.longest_gap_s(0.0) > 0.1


def test_words_end_the_reply_and_are_the_next_turn_from_their_beginning_on() -> None:
    with rig(CONFIG, devices=devices(), language_model=EndlessModel) as r:
        ask(r)
        r.microphone.play(vowel(1.6))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.recorder.wait(lambda: r.recorder.of("final").count(TRANSCRIPT) == 2)
        r.session.cancel()
        assert r.recorder.states[:6] == ["connecting", "connected", "listening", "processing", "speaking", "listening"]


@pytest.mark.parametrize(
    ("heard", "seconds"),
    [
        ("", 0.3),
        ("Mm-hmm.", 0.3),
        ("[coughs]", 0.3),
        ("In Lisbon?", 0.24),
        ("In Lisbon?", 0.38),
    ],
    ids=[
        "nothing",
        "a hum",
        "a cough",
        "an echo: it falls silent where the reply does, whatever is made of its words",
        "reverberation of it, while what is left of the echo is not known",
    ],
)
def test_what_is_no_turn_lets_the_reply_go_on(heard: str, seconds: float, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    listener = Listener(heard)
    with rig(CONFIG, devices=devices(learns_echo=True), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(seconds))
        poll_until(lambda: r.recorder.turns or "the reply goes on" in caplog.text, "it is judged")
        poll_until(lambda: has_rested(r.loudspeaker), "the reply rested")
        assert r.session.state is SessionState.SPEAKING
        assert len(r.recorder.turns) == 0
        r.session.cancel()


def test_a_card_that_cancels_its_echo_is_not_waited_for() -> None:
    listener = Listener("In Lisbon?")
    with rig(CONFIG, devices=devices(), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.4))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.session.cancel()


def test_a_stop_word_may_be_over_before_it_has_outlasted_the_reply() -> None:
    listener = Listener("Be quiet.")
    with rig(CONFIG, devices=devices(), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.24))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.session.cancel()


def test_a_short_noise_without_vowels_lets_the_reply_go_on_without_a_rest() -> None:
    listener = Listener("")
    with rig(CONFIG, devices=devices(), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        for seconds in (0.24, 0.26):
            r.microphone.play(hiss(seconds))
            poll_until(lambda: r.microphone.remaining_s == 0.0, "all was heard")
        assert not has_rested(r.loudspeaker)
        r.microphone.play(vowel(0.24))
        poll_until(lambda: has_rested(r.loudspeaker), "the reply rests")
        r.session.cancel()


def test_words_that_are_not_sure_are_waited_for() -> None:
    listener = Listener("Lisbon", 0.4)
    with rig(CONFIG, devices=devices(), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.6))
        poll_until(lambda: r.loudspeaker.longest_gap_s(0.0) > 0.5, "it is waited for")
        assert r.session.state is SessionState.SPEAKING
        r.session.cancel()


def test_only_a_stop_word_interrupts_where_the_settings_say_so() -> None:
    config = VoiceSessionConfig(resume_s=0.0, interrupt_by_voice="stopword")
    listener = Listener("What else?")
    with rig(config, devices=devices(), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.6))
        poll_until(lambda: has_rested(r.loudspeaker), "the reply rests")
        assert r.session.state is SessionState.SPEAKING
        r.session.cancel()
    listener = Listener("Stop.")
    with rig(config, devices=devices(), language_model=EndlessModel, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(0.6))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.session.cancel()


@pytest.mark.parametrize(
    ("config", "hears_itself", "told"),
    [
        (VoiceSessionConfig(resume_s=0.0, interrupt_by_voice="off"), False, []),
        (
            CONFIG,
            True,
            [
                "only the button interrupts a reply: the echo of the loudspeaker cannot be taken out of what the "
                "microphone hears (nothing takes it out)"
            ],
        ),
    ],
    ids=["off", "echo"],
)
def test_nobody_is_listened_to_where_that_is_off_or_the_echo_is_not_cancelled(
    config: VoiceSessionConfig, hears_itself: bool, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with rig(config, devices=devices(hears_itself=hears_itself), language_model=EndlessModel) as r:
        ask(r)
        r.microphone.play(vowel(1.6))
        poll_until(lambda: r.microphone.remaining_s == 0.0, "all was said")
        assert not has_rested(r.loudspeaker)
        assert r.session.state is SessionState.SPEAKING
        r.session.cancel()
    warned = [record for record in caplog.records if "interrupts" in record.getMessage()]
    assert [record.getMessage() for record in warned] == told
    assert [getattr(record, ATTRIBUTE)["MESSAGE_ID"] for record in warned] == [MessageId.ECHO_STAYS.value] * len(told)


@pytest.mark.parametrize("mode", ["words", "stopword"])
def test_whoever_goes_on_as_the_reply_begins_is_answered_as_a_whole(mode: Literal["words", "stopword"]) -> None:
    config = VoiceSessionConfig(resume_s=3.0, interrupt_by_voice=mode)
    with rig(config, devices=devices(), language_model=EndlessModel) as r:
        ask(r)
        r.microphone.play(vowel(1.6))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.recorder.wait(lambda: r.recorder.states.count("speaking") == 2)
        r.session.cancel()
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.turns[0].false_starts == 1


def test_a_microphone_that_is_opened_during_a_reply_hears_who_speaks_over_it() -> None:
    with rig(CONFIG, devices=devices(), language_model=EndlessModel) as r:
        ask(r)
        r.session.mute(stops=False)
        r.session.mute(False)
        r.microphone.play(np.concatenate([np.zeros(CAPTURE_RATE_HZ // 2, dtype=np.int16), vowel(1.6)]))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.session.cancel()


def test_who_calls_it_and_says_stop_as_the_reply_begins_is_not_answered_once_more() -> None:
    listener = Listener("What about Rome? Hey Jarvis, stop.")
    with rig(
        VoiceSessionConfig(resume_s=3.0), devices=devices(), language_model=EndlessModel, recognizer=lambda: listener
    ) as r:
        ask(r, listener)
        r.microphone.play(vowel(1.6))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        assert r.recorder.states.count("speaking") == 1
        assert r.session.state is SessionState.CONNECTED


def test_turns_are_numbered_without_gaps_whoever_may_have_interrupted() -> None:
    with rig(CONFIG, devices=devices()) as r:
        r.say()
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        r.session.cancel()
        r.say()
        r.recorder.wait(lambda: len(r.recorder.turns) == 2)
        r.session.cancel()
        assert [turn.turn for turn in r.recorder.turns][:2] == [1, 2]


def test_a_reply_that_closes_the_microphone_does_not_rest_for_ever() -> None:
    listener = Listener("")
    with rig(CONFIG, devices=devices(), language_model=Talkative, recognizer=lambda: listener) as r:
        ask(r, listener)
        r.microphone.play(vowel(3.0))
        poll_until(lambda: r.loudspeaker.pending_s() == 0.0, "the reply rests")
        r.session.mute(stops=False)
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
