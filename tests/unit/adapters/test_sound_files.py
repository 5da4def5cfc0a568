"""Sound files as people have them: other formats, written into a pipe, damaged, or no file at all."""

from __future__ import annotations

import os
import random
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.errors import RecordingError
from tests.unit.adapters.test_wav_recordings import (
    LONGEST_S,
    PCM,
    SOUND,
    TONE_HZ,
    WHOLE,
    assert_is_the_tone,
    chunk,
    complaint,
    pitch_hz,
    riff,
    tone,
)

FIELD = Path(__file__).resolve().parents[2] / "field" / "wav"


@pytest.mark.parametrize("kind", ["flac", "ogg", "mp3", "aiff", "au", "caf", "w64", "rf64"])
def test_any_sound_file_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"tone.{kind}"
    sound = tone(CAPTURE_RATE_HZ)
    soundfile.write(path, sound, CAPTURE_RATE_HZ, format=kind.upper())
    samples = load_recording(path, LONGEST_S)
    assert abs(len(samples) - len(sound)) <= 1152  # samples in a frame of MP3
    assert pitch_hz(samples[1600:-1600]) == pytest.approx(TONE_HZ, abs=0.5)


def test_a_flac_that_does_not_know_its_length_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "piped.flac"
    soundfile.write(path, tone(CAPTURE_RATE_HZ), CAPTURE_RATE_HZ)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0  # the 36 bits of the number of samples in STREAMINFO
    content[22:26] = bytes(4)
    path.write_bytes(content)
    assert_is_the_tone(load_recording(path, LONGEST_S))


@pytest.mark.parametrize("length", [0, 0x7FFFFF00, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF - 36, 0xFFFFFFFF])
@pytest.mark.parametrize("name", [b"RIFF", b"RF64"])
def test_a_wav_that_was_written_into_a_pipe_is_read_to_its_end(tmp_path: Path, length: int, name: bytes) -> None:
    path = tmp_path / "piped.wav"
    wav = riff(chunk(b"fmt ", PCM), b"data" + length.to_bytes(4, "little") + SOUND)
    path.write_bytes(name + wav[4:])
    assert_is_the_tone(load_recording(path, LONGEST_S))


@pytest.mark.parametrize("name", ["pipe-arecord.wav", "pipe-zero.wav"])
def test_what_arecord_and_sox_write_into_a_pipe_is_read(name: str) -> None:
    samples = load_recording(FIELD / name, LONGEST_S)
    assert len(samples) == ((FIELD / name).stat().st_size - 44) // 2


def test_the_side_of_an_i2s_microphone_that_has_sound_is_taken() -> None:
    path = FIELD / "i2s-left-only-55.wav"
    sound, _ = soundfile.read(path)
    loudest = float(np.max(np.abs(sound)))
    assert np.max(np.abs(load_recording(path, LONGEST_S))) / 32768 == pytest.approx(loudest, rel=0.1)


def header_with(rate_hz: int = CAPTURE_RATE_HZ, channels: int = 1) -> bytes:
    block = 2 * channels
    form = struct.pack("<HHIIHH", 1, channels, rate_hz, block * rate_hz & 0xFFFFFFFF, block, 16)
    return riff(chunk(b"fmt ", form), chunk(b"data", SOUND[: len(SOUND) // block * block]))


def of_floats(value: float) -> bytes:
    form = struct.pack("<HHIIHH", 3, 2, CAPTURE_RATE_HZ, 8 * CAPTURE_RATE_HZ, 8, 32)
    return riff(chunk(b"fmt ", form), chunk(b"data", np.full(4000, value, dtype="<f4").tobytes()))


def rf64_of(length: int) -> bytes:
    sizes = struct.pack("<QQQI", 100, length, 0, 0)
    return b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", sizes) + chunk(b"fmt ", PCM) + b"data\xff\xff\xff\xff" + SOUND


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (header_with(rate_hz=10**9), "1000000000 samples per second"),
        (header_with(rate_hz=4000), "4000 samples per second"),
        (header_with(channels=200), "200 channels"),
        (of_floats(3e38), "numbers up to 3e+38"),
        (of_floats(-1e30), "numbers up to 1e+30"),
        (rf64_of(1 << 62), "is cut short"),
        (rf64_of(2**64 - 1), "is cut short"),
    ],
    ids=["1 GHz", "4 kHz", "channels", "floats", "negative floats", "ds64", "largest ds64"],
)
def test_a_header_that_cannot_be_right_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "question.wav"
    path.write_bytes(content)
    assert said in complaint(path)


def test_pipes_devices_and_huge_files_are_refused_without_being_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert "is a pipe" in complaint(tmp_path / "pipe.wav")
    assert "is a device" in complaint(Path("/dev/zero"))
    with (tmp_path / "sparse.wav").open("wb") as file:
        file.write(WHOLE)
        file.truncate(20 << 30)
    assert "is larger than 100 MB" in complaint(tmp_path / "sparse.wav")


def refusal(path: Path) -> str:
    try:
        load_recording(path, LONGEST_S)
    except RecordingError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_whatever_is_wrong_with_a_file_is_one_sentence_and_nothing_is_printed(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"tone.{kind}"
    soundfile.write(path, tone(CAPTURE_RATE_HZ), CAPTURE_RATE_HZ)
    whole, refused = path.read_bytes(), 0
    for seed in range(150):
        dice = random.Random(seed)
        content = bytearray(whole)
        for _ in range(dice.randint(1, 5)):
            position = dice.randrange(min(80, len(content)))
            content[position : position + dice.randint(0, 4)] = dice.choice(
                [b"\xff\xff", b"\0\0\0\0", dice.randbytes(3), b""]
            )
        path.write_bytes(content[: dice.choice([len(content), len(content) // 2])])
        sentence = refusal(path)
        refused += bool(sentence)
        assert sentence == "" or sentence.startswith(f"{path}: ")
        assert "\n" not in sentence
    assert refused > 0
    assert capfd.readouterr() == ("", "")
