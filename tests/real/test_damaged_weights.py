"""Weights that are no numbers: each engine says so in a sentence that names the file, and makes no sound or words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.adapters.llama import LlamaLanguageModel
from appliance.adapters.piper import PiperVoice
from appliance.adapters.whisper import WhisperRecognizer
from appliance.errors import ModelUnavailable
from appliance.interfaces import Message
from appliance.models.chosen import model_files
from appliance.settings import Settings
from appliance.system.cpu_threads import always

NOT_A_NUMBER = b"\xff" * (16 * 1024)
"""As floats of 32 or of 16 bits, at any place in the file, all of these are NaN; so are scales of quantised weights."""
PROMPT: list[Message] = [{"role": "user", "content": "What is a healthy breakfast?"}]


def load_recognizer(file: Path) -> None:
    WhisperRecognizer(file, "en", always(1))


def load_language_model(file: Path) -> None:
    model = LlamaLanguageModel(file, 512, always(1), always(1))
    for _ in model.prepare(PROMPT):
        pass


def load_voice(file: Path) -> None:
    PiperVoice(file, threads=1)


@pytest.mark.parametrize(
    ("number", "place", "load"),
    [(0, 0.1, load_recognizer), (0, 0.8, load_recognizer), (1, 0.5, load_language_model), (2, 0.6, load_voice),
     (2, 0.8, load_voice)],
)  # fmt: skip
def test_they_are_found_when_they_are_used(
    number: int, place: float, load: Callable[[Path], None], tmp_path: Path
) -> None:
    whole = model_files(Settings().models)[number]
    damaged = tmp_path / whole.name
    content = bytearray(whole.read_bytes())
    at = int(len(content) * place)
    content[at : at + len(NOT_A_NUMBER)] = NOT_A_NUMBER
    damaged.write_bytes(content)
    if (description := whole.with_name(f"{whole.name}.json")).exists():
        shutil.copy(description, tmp_path)
    with pytest.raises(ModelUnavailable, match=rf"{whole.name}: .* no numbers, so the file is damaged"):
        load(damaged)
