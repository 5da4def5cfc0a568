"""`load_recording()`: any sound file in, what a microphone would have captured out; a sentence for every other file."""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.errors import RecordingError

TONE_HZ, LEVEL, LENGTH_S = 440.0, 0.5, 1.0
WIDTHS = {"PCM_U8": 0.02, "PCM_16": 0.005, "PCM_24": 0.005, "PCM_32": 0.005, "FLOAT": 0.005, "DOUBLE": 0.005}
"""Each sample format with the tolerance of its level."""
LONGEST_S = 28.0


def tone(rate_hz: int, length_s: float = LENGTH_S) -> npt.NDArray[np.float64]:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    return LEVEL * np.sin(2 * np.pi * TONE_HZ * time_s)


def pitch_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 17))
    return float(np.argmax(spectrum)) * CAPTURE_RATE_HZ / (1 << 17)


def assert_is_the_tone(samples: Samples, tolerance: float = 0.005) -> None:
    assert samples.dtype == np.int16
    assert samples.ndim == 1
    assert abs(len(samples) - LENGTH_S * CAPTURE_RATE_HZ) <= 1
    middle = samples[1600:-1600]
    assert pitch_hz(middle) == pytest.approx(TONE_HZ, abs=0.5)
    rms = float(np.sqrt(np.mean(np.square(middle / 32768))))
    assert rms == pytest.approx(LEVEL / np.sqrt(2), rel=tolerance)


@pytest.mark.parametrize(
    ("rate_hz", "channels", "width"), list(itertools.product((8000, 11025, 16000, 22050, 44100, 48000), (1, 2), WIDTHS))
)
def test_a_tone_keeps_its_pitch_level_and_length(tmp_path: Path, rate_hz: int, channels: int, width: str) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.column_stack([tone(rate_hz)] * channels), rate_hz, subtype=width)
    assert_is_the_tone(load_recording(path, LONGEST_S), WIDTHS[width])


def test_the_channels_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    sound = tone(CAPTURE_RATE_HZ)
    soundfile.write(path, np.column_stack([sound * 1.5, sound * 0.5]), CAPTURE_RATE_HZ, subtype="PCM_16")
    assert_is_the_tone(load_recording(path, LONGEST_S))


@pytest.mark.parametrize("other", [0.0, 0.001, -1.0], ids=["empty", "nearly empty", "opposite phase"])
def test_a_channel_that_would_only_weaken_the_other_is_left_out(tmp_path: Path, other: float) -> None:
    path = tmp_path / "left.wav"
    sound = tone(CAPTURE_RATE_HZ)
    soundfile.write(path, np.column_stack([sound, sound * other]), CAPTURE_RATE_HZ, subtype="PCM_16")
    assert_is_the_tone(load_recording(path, LONGEST_S))


def test_sound_at_16_khz_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "noise.wav"
    noise = np.random.default_rng(1).integers(-32768, 32767, 5000, dtype=np.int16)
    soundfile.write(path, noise, CAPTURE_RATE_HZ, subtype="PCM_16")
    assert np.array_equal(load_recording(path, LONGEST_S), noise)


def test_samples_beyond_full_scale_are_clipped_and_do_not_wrap(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, np.array([3.0, -3.0, 1.0, -1.0] * 400), CAPTURE_RATE_HZ, subtype="FLOAT")
    assert set(load_recording(path, LONGEST_S).tolist()) == {32767, -32768}


@pytest.mark.parametrize("rate_hz", [16000, 44100])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_no_number_spoils_only_itself(tmp_path: Path, rate_hz: int, value: float) -> None:
    path = tmp_path / "broken.wav"
    sound = tone(rate_hz)
    sound[rate_hz // 2] = value
    soundfile.write(path, sound, rate_hz, subtype="FLOAT")
    samples = load_recording(path, LONGEST_S)
    expected = LEVEL * np.sin(2 * np.pi * TONE_HZ * np.arange(len(samples)) / CAPTURE_RATE_HZ) * 32768
    wrong_s = float(np.sum(np.abs(samples - expected) > 1000)) / CAPTURE_RATE_HZ
    assert wrong_s < 0.02


# --- headers made by hand ---


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


PCM = struct.pack("<HHIIHH", 1, 1, CAPTURE_RATE_HZ, 2 * CAPTURE_RATE_HZ, 2, 16)
EXTENSIBLE = struct.pack("<HHIIHH", 0xFFFE, 1, CAPTURE_RATE_HZ, 2 * CAPTURE_RATE_HZ, 2, 16) + struct.pack(
    "<HHI16s", 22, 16, 4, bytes.fromhex("0100000000001000800000aa00389b71")
)
SOUND = (tone(CAPTURE_RATE_HZ) * 32767).astype("<i2").tobytes()


@pytest.mark.parametrize(
    "wav",
    [
        riff(chunk(b"fmt ", PCM), chunk(b"LIST", b"INFOISFT\x05\0\0\0Lavf\0\0"), chunk(b"data", SOUND)),
        riff(chunk(b"junk", b"odd"), chunk(b"fmt ", PCM), chunk(b"data", SOUND)),
        riff(chunk(b"fmt ", PCM), chunk(b"LIST", bytes(200_001)), chunk(b"data", SOUND)),
        riff(chunk(b"fmt ", EXTENSIBLE), chunk(b"data", SOUND)),
        riff(chunk(b"fmt ", PCM), chunk(b"data", SOUND), chunk(b"LIST", b"INFO")),
        riff(chunk(b"fmt ", PCM), chunk(b"data", SOUND)) + b"ID3 and whatever else comes after",
        riff(chunk(b"fmt ", PCM), b"data\xff\xff\xff\xff" + SOUND),  # written into a pipe: length unknown
    ],
    ids=["list", "odd-chunk", "large-list", "extensible", "list-at-the-end", "rubbish-at-the-end", "streamed"],
)
def test_unusual_headers_are_read(tmp_path: Path, wav: bytes) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(wav)
    assert_is_the_tone(load_recording(path, LONGEST_S))


def complaint(path: Path, longest_s: float = LONGEST_S) -> str:
    with pytest.raises(RecordingError) as caught:
        load_recording(path, longest_s)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


WHOLE = riff(chunk(b"fmt ", PCM), chunk(b"data", SOUND))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"RIFF", "cannot be read as a sound file"),
        (b"RIFF\x04\0\0\0AVI LIST", "cannot be read as a sound file"),
        (b"hello\n", "cannot be read as a sound file"),
        (riff(), "is cut short"),
        (riff(chunk(b"fmt ", PCM)), "is cut short"),
        (riff(chunk(b"fmt ", PCM), chunk(b"data", b"")), "contains no sound at all"),
        (WHOLE[: len(WHOLE) // 2], "is cut short"),
        (WHOLE[:-2], "is cut short"),
        (WHOLE[:30], "is cut short"),
        (WHOLE[:44], "is cut short"),
        (riff(chunk(b"fmt ", PCM), chunk(b"LIST", bytes(200_001)), chunk(b"data", SOUND))[:-1000], "is cut short"),
        (riff(chunk(b"data", SOUND)), "cannot be read as a sound file"),
        (riff(chunk(b"fmt ", bytes(16)), chunk(b"data", SOUND)), "cannot be read as a sound file"),
    ],
    ids=[
        "empty", "four-bytes", "avi", "text", "no-chunk", "header-only", "no-samples", "half",
        "one-sample-missing", "in-the-format", "no-sound-left", "behind-a-large-list", "no-format", "zero-format",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "question.wav"
    path.write_bytes(content)
    assert said in complaint(path)


def test_a_path_that_is_no_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert "there is no such file" in complaint(tmp_path / "missing.wav")
    assert "is a folder" in complaint(tmp_path)
    (tmp_path / "file").write_bytes(WHOLE)
    assert complaint(tmp_path / "file" / "question.wav")
    assert complaint(tmp_path / ("x" * 300))


def test_a_recording_that_is_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(600 * 8000, dtype=np.int16), 8000)
    assert "lasts 600 s, but a question may last 28 s" in complaint(path)


def test_a_recording_of_the_longest_duration_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros(int(LONGEST_S * 8000), dtype=np.int16), 8000)
    assert len(load_recording(path, LONGEST_S)) == LONGEST_S * CAPTURE_RATE_HZ
    soundfile.write(path, np.zeros(int(LONGEST_S * 8000) + 8000, dtype=np.int16), 8000)
    assert "lasts 29 s" in complaint(path)
