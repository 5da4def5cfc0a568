"""The wake words that come with it: heard when they are said, and not in other speech."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from appliance.adapters.micro_wake_word import MicroWakeWordDetector
from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.interfaces import Models
from appliance.recordings.recordings import load_recordings

SILENCE = np.zeros(100 * FRAME_SAMPLES, dtype=np.int16)


def heard(detector: MicroWakeWordDetector, samples: Samples) -> int:
    """Return in how many frames the word ends."""
    detector.forget()
    whole = np.concatenate([SILENCE, samples, SILENCE])
    frames = whole[: len(whole) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return sum(detector.has_heard(frame) for frame in frames)


@pytest.mark.parametrize(("name", "words"), [("hey_jarvis", "Hey Jarvis."), ("alexa", "Alexa.")])
def test_a_word_is_heard_when_it_is_said(models: Models, name: str, words: str) -> None:
    voice = models.voice()
    spoken = np.concatenate(list(voice.synthesize(words)))
    assert heard(MicroWakeWordDetector(name), soxr.resample(spoken, voice.rate_hz, CAPTURE_RATE_HZ))


@pytest.mark.parametrize("name", ["okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"])
def test_questions_do_not_wake_it(name: str) -> None:
    detector = MicroWakeWordDetector(name)
    assert [one.name for one in load_recordings() if heard(detector, load_recording(one.path, 30.0))] == []
