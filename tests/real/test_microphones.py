"""Microphones as people have them, from the front end to the words: all of the field are heard, and alike."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_SAMPLES, Block
from appliance.audio.front_end import processed
from appliance.hardware import front_end_of
from appliance.interfaces import Models, Recognizer
from appliance.items import Frame, Listen, TurnsInput, Utterance
from appliance.settings import AudioSettings, VoiceSessionConfig
from appliance.stages.turns import Turns
from tests.real.words import word_error_rate
from tests.unit.audio.microphones import channels, field, gained, quiet_speech

CAPITAL = "What is the capital of France?"
LAMP = "Turn on the living room lamp."


@pytest.fixture(scope="module")
def recognizer(models: Models) -> Recognizer:
    return models.recognizer()


def words(models: Models, recognizer: Recognizer, sound: Block) -> str:
    """Return what is understood of the first turn, from front end, detector and recogniser."""
    turns = Turns(models.detector, VoiceSessionConfig(streaming=False), lambda: 0.0)
    turns.open()
    samples = processed(sound, front_end_of(AudioSettings()))
    frames = [Frame(frame, 0.0) for frame in samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, 320)]
    items: list[TurnsInput] = [Listen(1), *frames]
    outputs = [output for item in items for output in turns.work(item)]
    said = next(output for output in outputs if isinstance(output, Utterance) and output.is_final)
    segment = recognizer.transcribe(said.samples, lambda: False)
    assert segment
    return segment.text


@pytest.mark.parametrize("name", ["dc-none", "dc-2-percent", "hum-50-hz"])
def test_offset_and_hum_change_no_word(models: Models, recognizer: Recognizer, name: str) -> None:
    assert word_error_rate([CAPITAL], [words(models, recognizer, field(name))]) == 0


@pytest.mark.parametrize("dbfs", [-55, -62])
def test_an_i2s_microphone_on_either_channel_is_understood(models: Models, recognizer: Recognizer, dbfs: float) -> None:
    speech = quiet_speech(dbfs)
    for sound in (channels(speech, speech * 0), channels(speech * 0, speech)):
        assert word_error_rate([LAMP], [words(models, recognizer, sound)]) <= 0.34


def test_two_microphones_in_opposite_phase_are_understood(models: Models, recognizer: Recognizer) -> None:
    sound = gained(field("dc-none"), 10)
    assert word_error_rate([CAPITAL], [words(models, recognizer, channels(sound, -sound))]) == 0
    assert word_error_rate([CAPITAL], [words(models, recognizer, channels(-sound, np.roll(sound, 3, axis=0)))]) == 0
