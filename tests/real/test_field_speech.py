"""Recordings from the field, asked as an owner asks them: who is answered, and with which words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.real.words import normalize, word_error_rate

WAVS = Path(__file__).parents[1] / "field" / "wav"


def transcript(name: str, folder: Path) -> str:
    (folder / "mine.toml").write_text('[models]\nlanguage_model = "smollm2-135m-instruct-q4_1"\n')
    command = [sys.executable, "-m", "appliance", "ask", "--fast", "--json", str(WAVS / name), "-c", "mine.toml"]
    asked = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    words: str = json.loads(asked.stdout)["turns"][0]["transcript"]
    return words


def test_a_television_as_loud_as_the_command_is_not_taken_for_it(tmp_path: Path) -> None:
    heard = transcript("tv-as-loud.wav", tmp_path)
    assert word_error_rate(["Turn on the living room lamp."], [heard]) <= 0.34, heard


def test_a_question_after_seven_seconds_is_heard(tmp_path: Path) -> None:
    heard = transcript("late-question.wav", tmp_path)
    assert word_error_rate(["What is the capital of France?"], [heard]) == 0, heard


def test_a_word_of_300_ms_is_heard_as_one(tmp_path: Path) -> None:
    heard = transcript("one-word-300-ms.wav", tmp_path)  # what was said is not known with it
    assert len(normalize(heard).split()) == 1, heard
