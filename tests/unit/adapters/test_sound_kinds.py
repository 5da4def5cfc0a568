"""What is no recording that is read is named, with what to do; what is shorter than it says is not taken for whole."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from appliance.adapters.sound_kinds import stated_bytes, unread
from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ
from tests.unit.adapters.test_wav_recordings import LONGEST_S, complaint, riff, tone

OTHERS = {
    "m4a": (
        b"\0\0\0\x20ftypM4A " + bytes(500),
        "cannot be read as a sound file: it is an M4A or MP4; convert it to WAV",
    ),
    "amr": (b"#!AMR\n" + bytes(500), "cannot be read as a sound file: it is AMR; convert it to WAV"),
    "webm": (
        b"\x1a\x45\xdf\xa3" + bytes(500),
        "cannot be read as a sound file: it is WebM or Matroska; convert it to WAV",
    ),
    "aac": (b"\xff\xf1\x50\x80" + bytes(500), "cannot be read as a sound file: it is AAC; convert it to WAV"),
    "wma": (
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(500),
        "cannot be read as a sound file: it is WMA; convert it to WAV",
    ),
    "html": (b"<!DOCTYPE html>", "cannot be read as a sound file: it is a web page; name a recording"),
    "lfs": (
        b"version https://git-lfs.github.com/spec/v1\n",
        "cannot be read as a sound file: it is a Git LFS pointer; name a recording",
    ),
    "zip": (b"PK\x03\x04" + bytes(100), "cannot be read as a sound file: it is a ZIP archive; name a recording"),
    "zeros": (
        bytes(5000),
        "cannot be read as a sound file: it is of no kind that is read (WAV, FLAC, OGG, MP3, AIFF ...); convert it",
    ),
    "text": (b"hello", "cannot be read as a sound file: it is of no kind that is read"),
}


@pytest.mark.parametrize(("content", "said"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_recording_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "question.wav"
    path.write_bytes(content)
    assert complaint(path).startswith(said)


@pytest.mark.parametrize("kind", ["aiff", "au", "w64"])
def test_a_file_that_was_cut_short_is_not_taken_for_whole(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"tone.{kind}"
    soundfile.write(path, tone(CAPTURE_RATE_HZ), CAPTURE_RATE_HZ, format=kind.upper())
    whole = path.read_bytes()
    assert stated_bytes(whole[:32]) == len(whole)
    for length in (len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert complaint(path) == f"is cut short: {length} of {len(whole)} bytes are there; copy it again"


def test_a_length_that_is_not_known_yet_is_no_length() -> None:
    assert stated_bytes(b"FORM" + struct.pack(">I", 0x7F000008) + b"AIFF" + bytes(20)) == 0
    assert stated_bytes(b".snd" + struct.pack(">II", 24, 0xFFFFFFFF) + bytes(20)) == 0
    assert stated_bytes(b".snd") == 0


def test_a_wav_without_channels_or_rate(tmp_path: Path) -> None:
    path = tmp_path / "question.wav"
    for channels, rate_hz, missing in ((0, CAPTURE_RATE_HZ, "channels"), (1, 0, "samples per second")):
        header = struct.pack("<HHIIHH", 1, channels, rate_hz, 2 * rate_hz, 2, 16)
        path.write_bytes(riff(b"fmt \x10\0\0\0" + header + b"data\x40\0\0\0" + bytes(64)))
        assert complaint(path) == f"cannot be read as a sound file: it says that it has no {missing}; is it damaged?"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers(value: float, tmp_path: Path) -> None:
    path = tmp_path / "question.wav"
    sound = np.full(CAPTURE_RATE_HZ, value, dtype=np.float32)
    soundfile.write(path, sound, CAPTURE_RATE_HZ, subtype="FLOAT")
    assert complaint(path) == "holds values that are no numbers (NaN, or infinite); is it damaged?"
    sound[:] = 0.1
    sound[5] = value
    soundfile.write(path, sound, CAPTURE_RATE_HZ, subtype="FLOAT")
    assert len(load_recording(path, LONGEST_S)) == CAPTURE_RATE_HZ, "one of them is a gap"


def test_a_number_that_no_file_has() -> None:
    assert complaint(Path("/dev/fd/99999999999999999999")) == "is no name that a file can have"


def test_the_decoders_own_troubles_are_not_shown() -> None:
    said = unread("Internal error : SF_INFO struct incomplete")
    assert said.startswith("cannot be read as a sound file; is it damaged?")
    assert "convert it to WAV" in said
