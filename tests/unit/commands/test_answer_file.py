"""AnswerFile: the spoken answer is written whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from appliance.adapters.wav_files import AnswerFile
from appliance.audio.format import Samples
from appliance.errors import AudioUnavailable


def ramp(length: int) -> Samples:
    return np.arange(1, length + 1, dtype=np.int16)


def test_an_answer_is_whole_and_the_only_file(tmp_path: Path) -> None:
    answer = AnswerFile(path := tmp_path / "answer.wav")
    assert not path.exists(), "nothing half-written"
    answer.save(ramp(100), 22050)
    sound, rate_hz = soundfile.read(path, dtype="int16")
    assert rate_hz == 22050
    assert np.array_equal(sound, ramp(100))
    assert os.listdir(tmp_path) == ["answer.wav"]


def test_an_answer_replaces_the_one_before_and_discarding_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    path.write_bytes(b"old")
    given_up = AnswerFile(path)
    given_up.discard()
    given_up.discard()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["answer.wav"]
    AnswerFile(path).save(ramp(10), 8000)
    assert path.read_bytes()[:4] == b"RIFF"


def test_an_answer_file_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "missing" / "a.wav", tmp_path / "file" / "a.wav", tmp_path / ("x" * 300)):
        with pytest.raises(AudioUnavailable) as caught:
            AnswerFile(path)
        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)


def test_a_file_that_is_not_regular_is_not_replaced(tmp_path: Path) -> None:
    """`-o /dev/null` as root must not make a WAV of /dev/null."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(AudioUnavailable):
        AnswerFile(path).save(ramp(10), 8000)
    assert path.is_fifo()


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.wav").symlink_to(tmp_path / "answer.wav")
    AnswerFile(tmp_path / "link.wav").save(ramp(10), 8000)
    assert (tmp_path / "link.wav").is_symlink()
    assert (tmp_path / "answer.wav").read_bytes()[:4] == b"RIFF"


def test_an_answer_that_fails_while_it_is_saved_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    answer = AnswerFile(folder / "answer.wav")
    (folder / "answer.wav").mkdir()
    with pytest.raises(AudioUnavailable) as caught:
        answer.save(ramp(10), 8000)
    assert str(caught.value).startswith(f"{folder / 'answer.wav'}: ")
    answer.discard()
    assert os.listdir(folder) == ["answer.wav"]
