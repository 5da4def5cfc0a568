"""Mute and volume, in every state and across a disconnect."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedRecognizer, SimulatedSpeechDetector
from appliance.audio.earcons import Earcon
from appliance.audio.format import Samples
from appliance.errors import InvalidState
from appliance.items import Frame, TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState
from tests.session.plugged import BUSY, MODELS, PluggedLoudspeaker, PluggedMicrophone, S, eventually, plugged
from tests.session.rig import Devices, rig, tone

EVERY_STATE = pytest.mark.parametrize("state", MODELS)


@EVERY_STATE
def test_mute_stops_whatever_goes_on_and_no_frame_passes(state: SessionState) -> None:
    with plugged(state) as r:
        r.session.mute()
        assert r.session.is_muted
        assert r.session.state is (S.ERROR if state is S.ERROR else S.CONNECTED)
        r.recorder.wait(lambda: r.recorder.of("muted") == [True])
        assert r.outcomes == ([Outcome.INTERRUPTED] if state in BUSY else [])
        r.recorder.forget()
        with pytest.raises(InvalidState, match="cannot start listening while muted"):
            r.session.start_listening()
        r.microphone.play(tone(1.0))
        eventually(lambda: r.microphone.remaining_s == 0)
        r.microphone.stop()
        r.session.mute(False)
        r.session.start_listening()
        r.session.stop_listening()
        r.recorder.wait(lambda: bool(r.recorder.turns) and r.recorder.turns[-1].outcome is Outcome.NOTHING_SAID)
        assert r.recorder.of("partial") == r.recorder.of("final") == []


class CountingDetector(SimulatedSpeechDetector):
    """A detector that counts the frames it is given."""

    def __init__(self) -> None:
        self.frame_count = 0

    def learn_room(self, frames: Sequence[Frame], *, is_called: bool = True) -> None:
        self.frame_count += len(frames)

    def is_speech(self, samples: Samples, gain_db: float = 0.0, *, is_near: bool = False) -> bool:
        self.frame_count += 1
        return super().is_speech(samples, gain_db, is_near=is_near)


@pytest.mark.parametrize("is_muted", [True, False])
def test_while_muted_no_frame_reaches_the_detector(is_muted: bool) -> None:
    microphone, detector = PluggedMicrophone(), CountingDetector()
    with rig(devices=Devices(microphone, PluggedLoudspeaker()), detector=lambda: detector) as r:
        microphone.ready = lambda: r.session.is_idle and microphone.remaining_s > 0  # no silence after the recording
        r.session.mute(is_muted)
        microphone.play(tone(1.0))
        eventually(lambda: microphone.remaining_s == 0 and r.session.is_idle)
        r.session.mute(False)
        r.session.start_listening()
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
        assert (detector.frame_count == 0) is is_muted


class LoudestRecognizer(SimulatedRecognizer):
    """A recogniser that keeps the loudest level it was given, 0..1."""

    def __init__(self) -> None:
        super().__init__()
        self.loudest = 0.0

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        self.loudest = max(self.loudest, np.abs(samples.astype(int)).max() / 32767)
        return super().transcribe(samples, cancelled)


@pytest.mark.parametrize("is_muted", [True, False])
def test_what_was_said_before_it_was_muted_is_forgotten(is_muted: bool) -> None:
    """The pre-roll of the next turn must hold nothing from before the microphone was muted."""
    microphone, recognizer = PluggedMicrophone(), LoudestRecognizer()
    with rig(devices=Devices(microphone, PluggedLoudspeaker()), recognizer=lambda: recognizer) as r:
        microphone.ready = lambda: r.session.is_idle and microphone.remaining_s > 0  # no silence after the recording
        microphone.play(tone(1.0, level=0.5))
        eventually(lambda: microphone.remaining_s == 0 and r.session.is_idle)
        if is_muted:
            r.session.mute()
            r.session.mute(False)
        r.session.start_listening()
        microphone.play(tone(1.0, level=0.1))
        eventually(lambda: microphone.remaining_s == 0 and r.session.is_idle)
        r.session.stop_listening()
        r.recorder.wait_for_turns(1)
    assert recognizer.loudest == pytest.approx(0.1 if is_muted else 0.5, rel=0.01)


def test_mute_is_told_once_and_its_earcon_is_played() -> None:
    with plugged(has_earcons=True) as r:
        for is_muted in (True, True, False, False, True):
            r.session.mute(is_muted)
        r.loudspeaker.wait_for(Earcon.MUTED, count=2)
        assert r.loudspeaker.earcons == [Earcon.MUTED, Earcon.UNMUTED, Earcon.MUTED]
        assert r.recorder.of("muted") == [True, False, True]


def test_while_muted_it_speaks_and_an_interruption_only_silences() -> None:
    with plugged() as r:
        r.session.mute()
        r.session.say("Dinner is ready. It is on the table. Come before it is cold.")
        r.recorder.wait_for_state(S.SPEAKING)
        assert r.session.interrupt() is True
        r.arrives_in(S.CONNECTED)


# --- volume ---


@EVERY_STATE
def test_the_volume_can_be_set_in_every_state(state: SessionState) -> None:
    with plugged(state) as r:
        r.session.set_volume(35)
        assert r.session.volume == 35
        assert r.session.state is state
        r.session.set_volume(35)
        r.session.set_volume(400)
        r.session.set_volume(-3)
        r.recorder.wait(lambda: r.recorder.of("volume") == [35, 100, 0])


def test_the_volume_applies_to_the_voice_and_outlives_a_disconnect() -> None:
    with plugged(connect=False) as r:
        r.session.set_volume(50)
        r.session.mute()
        r.session.connect()
        assert (r.session.volume, r.session.is_muted) == (50, True)
        r.session.say("One two three.")
        r.recorder.wait_for_turns(1)
        assert np.abs(r.loudspeaker.take()).max() == 600, "a tenth of the simulated voice's 6000"
        r.session.set_volume(20)
        r.session.mute(False)
        r.session.disconnect()
        assert (r.session.volume, r.session.is_muted) == (20, False)
        r.session.connect()
        assert (r.session.volume, r.session.is_muted) == (20, False)
