"""Somebody speaks over a reply: words end it and are the next turn, anything else lets it go on from where it was."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone, loud_positions
from appliance.audio.format import Samples
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.patience import wait_patiently
from tests.session.rig import TRANSCRIPT, Devices, EndlessModel, SessionRig, rig, tone

CONFIG = VoiceSessionConfig(resume_s=0.0)


class Listener(SimulatedRecognizer):
    """Understands a question first, and then what it was given."""

    def __init__(self, then: str) -> None:
        super().__init__()
        self._then = then
        self._is_first = True

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        if self._is_first:
            self._is_first = len(samples) < 16_000
            return super().transcribe(samples, cancelled)
        return TranscriptionSegment(self._then, 0.0, 1.0, 0.9, "en", is_final=False)


def devices(*, cancels_echo: bool = True) -> Devices:
    return Devices(WavMicrophone(), WavLoudspeaker(), cancels_echo=cancels_echo)


def ask(r: SessionRig) -> None:
    r.session.start_listening()
    r.microphone.play(tone(1.6))
    r.recorder.wait_for_state(SessionState.SPEAKING)


def has_rested(loudspeaker: WavLoudspeaker) -> bool:
    return loudspeaker.longest_gap_s(0.0) > 0.1


def test_words_end_the_reply_and_are_the_next_turn_from_their_beginning_on() -> None:
    with rig(CONFIG, devices=devices(), language_model=EndlessModel) as r:
        ask(r)
        r.microphone.play(tone(1.6))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.recorder.wait(lambda: r.recorder.of("final").count(TRANSCRIPT) == 2)
        r.session.cancel()
        assert r.recorder.states[:6] == ["connecting", "connected", "listening", "processing", "speaking", "listening"]


@pytest.mark.parametrize("heard", ["", "Mm-hmm.", "[coughs]"])
def test_what_is_no_turn_lets_the_reply_go_on(heard: str) -> None:
    with rig(CONFIG, devices=devices(), language_model=EndlessModel, recognizer=lambda: Listener(heard)) as r:
        ask(r)
        r.microphone.play(tone(0.3))
        assert wait_patiently(lambda slice_s: time.sleep(slice_s) or has_rested(r.loudspeaker))
        assert r.session.state is SessionState.SPEAKING
        assert len(r.recorder.turns) == 0
        r.session.cancel()


def test_only_a_stop_word_interrupts_where_the_settings_say_so() -> None:
    config = VoiceSessionConfig(resume_s=0.0, interrupt_by_voice="stopword")
    with rig(config, devices=devices(), language_model=EndlessModel, recognizer=lambda: Listener("What else?")) as r:
        ask(r)
        r.microphone.play(tone(0.6))
        assert wait_patiently(lambda slice_s: time.sleep(slice_s) or has_rested(r.loudspeaker))
        assert r.session.state is SessionState.SPEAKING
        r.session.cancel()
    with rig(config, devices=devices(), language_model=EndlessModel, recognizer=lambda: Listener("Stop.")) as r:
        ask(r)
        r.microphone.play(tone(0.6))
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.INTERRUPTED
        r.session.cancel()


@pytest.mark.parametrize(
    ("config", "cancels_echo"),
    [(VoiceSessionConfig(resume_s=0.0, interrupt_by_voice="off"), True), (CONFIG, False)],
)
def test_nobody_is_listened_to_where_that_is_off_or_the_echo_is_not_cancelled(
    config: VoiceSessionConfig, cancels_echo: bool
) -> None:
    with rig(config, devices=devices(cancels_echo=cancels_echo), language_model=EndlessModel) as r:
        ask(r)
        r.microphone.play(tone(1.6))
        assert wait_patiently(lambda slice_s: time.sleep(slice_s) or r.microphone.remaining_s == 0.0)
        assert not has_rested(r.loudspeaker)
        assert r.session.state is SessionState.SPEAKING
        r.session.cancel()


def test_whoever_goes_on_as_the_reply_begins_is_answered_as_a_whole() -> None:
    config = VoiceSessionConfig(resume_s=3.0)
    with rig(config, devices=devices(), language_model=EndlessModel) as r:
        ask(r)
        r.microphone.play(tone(1.6))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        assert len(r.recorder.turns) == 0, "it is the same turn"
        r.recorder.wait(lambda: r.recorder.states.count("speaking") == 2)
        r.session.cancel()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].false_starts == 1


def test_a_rest_has_no_clicks_and_loses_nothing() -> None:
    with rig(CONFIG, devices=devices(), recognizer=lambda: Listener("Mm-hmm.")) as r:
        ask(r)
        r.microphone.play(tone(0.3))
        r.recorder.wait_for_turns(1)
        played = r.loudspeaker.take()
        assert np.abs(np.diff(played.astype(int))).max() < 1500, "a step in the sound is a click"
        assert len(loud_positions(played)) > 0
