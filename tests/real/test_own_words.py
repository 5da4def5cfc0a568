"""The owner's words, with the real recogniser: the names that it mishears are heard, and nothing is made of noise."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from appliance.adapters.piper import PiperVoice
from appliance.adapters.wav_files import load_recording
from appliance.adapters.whisper import WhisperRecognizer
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.events import TranscriptionCompleted
from appliance.installed_models import installed_models
from appliance.items import Utterance
from appliance.recordings.recordings import Recording, load_non_speech
from appliance.settings import Settings
from appliance.stages.transcriber import Transcriber
from tests.real.words import word_error_rate

NAMES = ("Siobhan", "Saoirse", "Joaquin", "Thalia", "Ottoline", "Kreuzberg", "Zigbee", "Figaro")
TIMES = 2


@pytest.fixture(scope="module")
def plain(settings: Settings) -> Transcriber:
    return opened(settings, ())


@pytest.fixture(scope="module")
def expecting(settings: Settings) -> Transcriber:
    """The transcriber of a session with these words."""
    return opened(settings, NAMES)


def opened(settings: Settings, words: tuple[str, ...]) -> Transcriber:
    """Return the transcriber that a session with these words has, open."""
    config = settings.session.model_copy(update={"words": words})
    recognizer = installed_models(settings, config).recognizer()
    assert isinstance(recognizer, WhisperRecognizer)
    stage = Transcriber(lambda: recognizer, lambda _utterance, _is_first: False, lambda: 0.0, config.words)
    stage.open()
    return stage


def transcribe(stage: Transcriber, samples: Samples) -> str:
    """Return the final transcript."""
    utterance = Utterance(1, samples, len(samples) // FRAME_SAMPLES, is_final=True)
    (completed,) = [event for event in stage.work(utterance) if isinstance(event, TranscriptionCompleted)]
    return completed.segment.text


def spoken(voice: PiperVoice, text: str) -> Samples:
    """Return a text as the voice speaks it, at 16 kHz."""
    sound: Samples = soxr.resample(np.concatenate(list(voice.synthesize(text))), voice.rate_hz, CAPTURE_RATE_HZ)
    return sound


@pytest.mark.thorough
def test_names_that_it_mishears_are_heard_when_they_are_expected(
    voice: PiperVoice, plain: Transcriber, expecting: Transcriber
) -> None:
    # The voice says each a little otherwise each time: of one time each, 2 to 5 were heard without, and 5 to 7 with.
    questions = [(name, spoken(voice, f"What do you know about {name}?")) for name in NAMES * TIMES]
    heard = {}
    for stage in (plain, expecting):
        texts = [(name, transcribe(stage, sound)) for name, sound in questions]
        print(texts)
        heard[stage] = sum(name in text for name, text in texts)
    print(f"names heard: {heard[plain]} without, {heard[expecting]} with the words, of {len(questions)}")
    assert heard[expecting] >= 0.6 * len(questions)
    assert heard[expecting] >= heard[plain] + 3


@pytest.mark.thorough
def test_words_that_are_not_said_do_little_harm(
    recordings: tuple[Recording, ...], plain: Transcriber, expecting: Transcriber
) -> None:
    said = [recording.transcript for recording in recordings]
    clips = [load_recording(recording.path, 30) for recording in recordings]
    texts = [transcribe(expecting, clip) for clip in clips]
    rate, before = word_error_rate(said, texts), word_error_rate(said, [transcribe(plain, clip) for clip in clips])
    print(f"word error rate {before:.1%} without, {rate:.1%} with {len(NAMES)} words that nobody says")
    assert rate <= before + 0.02
    assert not [text for text in texts if any(name in text for name in NAMES)]


def test_nothing_is_made_of_silence_or_noise(expecting: Transcriber) -> None:
    for recording in load_non_speech():
        sound = load_recording(recording.path, 30)
        for start in range(0, len(sound) - CAPTURE_RATE_HZ, 2 * CAPTURE_RATE_HZ):
            assert transcribe(expecting, sound[start : start + 2 * CAPTURE_RATE_HZ]) == ""
