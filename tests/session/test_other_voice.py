"""Somebody else goes on after the user's request: it is answered, and not taken for more of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from appliance.adapters.simulated import SimulatedRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.items import TranscriptionSegment
from appliance.monitoring.metrics import Outcome
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.rig import rig, tone
from tests.session.test_wake_word import LoudWord, devices

REQUEST = "What is the capital of France?"
SILENCE = np.zeros(int(0.7 * CAPTURE_RATE_HZ), dtype=np.int16)


class HearsTelevision(SimulatedRecognizer):
    """A recogniser that hears the request in up to 2 s of sound, and a television behind it in more."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        length_s = len(samples) / CAPTURE_RATE_HZ
        more = " He had married a more amiable woman." if length_s > 2.0 else ""
        return TranscriptionSegment(REQUEST + more, 0.0, length_s, 0.9, "en", is_final=False)


def answered(sound: Samples) -> None:
    with rig(recognizer=HearsTelevision) as it:
        it.microphone.stop()
        it.session.start_listening()
        it.microphone.play(sound)
        it.recorder.wait_for_turns(1)
        assert it.recorder.turns[0].outcome is Outcome.ANSWERED
        assert it.recorder.of("final")[-1] == REQUEST
        assert not it.recorder.of("error")


def test_the_request_is_answered_while_the_other_voice_goes_on() -> None:
    answered(np.concatenate([tone(1.2), SILENCE[:1600], tone(8.0)]))


def test_it_is_answered_too_if_the_other_voice_came_after_the_end_of_the_turn() -> None:
    """The turn had ended, and was taken up again for what was thought to be the user."""
    answered(np.concatenate([tone(1.2), SILENCE, tone(8.0)]))


def test_so_is_one_that_was_called_by_voice_where_the_button_ends_turns() -> None:
    config = VoiceSessionConfig(vad_enabled=False)
    with rig(config, devices=devices(), recognizer=HearsTelevision, wake_word=LoudWord) as it:
        it.microphone.play(tone(0.2))
        it.recorder.wait_for_state(SessionState.LISTENING)
        it.microphone.play(np.concatenate([tone(1.2), SILENCE[:1600], tone(8.0)]))
        it.recorder.wait_for_turns(1)
        assert it.recorder.of("final")[-1] == REQUEST
        assert it.microphone.remaining_s > 0, "the other voice goes on"
