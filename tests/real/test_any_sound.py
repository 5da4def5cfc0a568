"""What Whisper writes for sounds that are no speech, and for the first moment of people's sentences."""

from __future__ import annotations

import pytest

from appliance.adapters.wav_files import load_recording
from appliance.adapters.whisper import WhisperRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ, Samples, to_samples
from appliance.bench.voiced import begun
from appliance.interfaces import Models
from appliance.recordings.noises import single_noises
from appliance.recordings.people import load_people
from appliance.text.sound_marks import names_noise

FIRST = round(0.7 * CAPTURE_RATE_HZ)


@pytest.fixture(scope="module")
def recognizer(models: Models) -> WhisperRecognizer:
    loaded = models.recognizer()
    assert isinstance(loaded, WhisperRecognizer)
    return loaded


def written(recognizer: WhisperRecognizer, samples: Samples) -> str:
    segment = recognizer.transcribe_any_sound(samples, lambda: False)
    assert segment
    return segment.text


@pytest.mark.parametrize("kind", ["cough", "laugh"])
def test_a_cough_and_a_laugh_are_named(recognizer: WhisperRecognizer, kind: str) -> None:
    texts = [written(recognizer, to_samples(sound)) for sound in single_noises(kind, 1)]
    print(texts)
    assert any(names_noise(text) for text in texts)


def test_the_first_moment_of_a_sentence_is_not(recognizer: WhisperRecognizer) -> None:
    beginnings = [begun(load_recording(one.path, 40) / 32768)[:FIRST] for one in load_people()]
    texts = [written(recognizer, to_samples(sound)) for sound in beginnings]
    named = [text for text in texts if names_noise(text)]
    print(f"{len(named)} of {len(texts)}: {named}")
    assert len(named) <= 0.02 * len(texts)
