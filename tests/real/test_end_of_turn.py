"""The end-of-turn model on the recordings: its features, its probabilities, and the files that it refuses."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from appliance.adapters.log_mel import LENGTH_SAMPLES, mel_filters
from appliance.adapters.smart_turn import SmartTurn
from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.errors import ModelUnavailable
from appliance.models.chosen import end_of_turn_file, model_files
from appliance.recordings.recordings import Recording, load_pauses
from appliance.settings import Settings

SILENCE_S = 0.2
"""Silence after the last word; with less of it the model guesses."""


@pytest.fixture(scope="module")
def smart_turn(settings: Settings) -> SmartTurn:
    file = end_of_turn_file(settings.models.model_copy(update={"end_of_turn": "smart-turn-v3.2"}))
    assert file
    return SmartTurn(file)


def until(recording: Recording, at_s: float) -> Samples:
    """Return a recording up to `SILENCE_S` after a moment."""
    return load_recording(recording.path, 30)[: round((at_s + SILENCE_S) * CAPTURE_RATE_HZ)]


def test_the_mel_filters_are_those_in_whispers_model_file(settings: Settings) -> None:
    with model_files(settings.models)[0].open("rb") as stream:
        stream.seek(12 * 4)
        bands, frequencies = struct.unpack("<2i", stream.read(8))
        theirs = np.frombuffer(stream.read(4 * bands * frequencies), dtype="<f4").reshape(bands, frequencies)
    np.testing.assert_allclose(mel_filters(), theirs, atol=1e-7)


def test_clear_questions_sound_finished(smart_turn: SmartTurn, recordings: tuple[Recording, ...]) -> None:
    whole = [(one, one.speech_end_s) for one in recordings if one.condition == "clear"]
    finished = {one.name: smart_turn.probability(until(one, end_s)) for one, end_s in whole if end_s is not None}
    print(finished)
    assert len(finished) >= 14
    # One of 14 does not sound finished to the model; which one depends on the processor.
    assert sum(probability > 0.5 for probability in finished.values()) >= len(finished) - 2


@pytest.mark.parametrize("name", ["tallest-mountain", "first-man", "rainbow"])
def test_a_pause_after_um_does_not_sound_finished(smart_turn: SmartTurn, name: str) -> None:
    recording = next(one for one in load_pauses() if one.name == name)
    (pause_s, _), *_ = recording.pauses
    assert smart_turn.probability(until(recording, pause_s)) < 0.3


def test_it_takes_sound_of_any_length_and_keeps_no_state(smart_turn: SmartTurn) -> None:
    noise = np.random.default_rng(1).normal(0, 500, 2 * LENGTH_SAMPLES).astype(np.int16)
    before = [smart_turn.probability(noise[:count]) for count in (0, 1, 20_000, LENGTH_SAMPLES)]
    assert all(0 <= probability <= 1 for probability in before)
    assert smart_turn.probability(noise) == smart_turn.probability(noise[LENGTH_SAMPLES:])
    assert before == [smart_turn.probability(noise[:count]) for count in (0, 1, 20_000, LENGTH_SAMPLES)]


def test_a_file_that_is_no_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "turn.onnx"
    file.write_bytes(b"\x08\x0a" + bytes(100))
    with pytest.raises(ModelUnavailable, match=r"turn.onnx: onnxruntime cannot load it"):
        SmartTurn(file)


def test_a_voice_is_no_end_of_turn_model(settings: Settings) -> None:
    voice_file = model_files(settings.models)[2]
    with pytest.raises(ModelUnavailable, match=r"onnx: is an ONNX model, but no end-of-turn model"):
        SmartTurn(voice_file)
