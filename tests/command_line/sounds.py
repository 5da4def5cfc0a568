"""Sounds for the command line: a tone that simulated models take for speech, and sounds that are not speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

RATE_HZ = 16_000
Sound = npt.NDArray[np.float64]
"""Shape (n,) or (n, channels), full scale 1."""


def time_s(length_s: float) -> Sound:
    """Return the time of each sample, in seconds."""
    return np.arange(round(length_s * RATE_HZ)) / RATE_HZ


def tone(length_s: float = 1.5) -> Sound:
    """Return a tone that the simulated detector takes for speech."""
    return 0.5 * np.sin(2 * np.pi * 440 * time_s(length_s))


def silence(length_s: float = 2.0) -> Sound:
    """Return digital silence."""
    return np.zeros(round(length_s * RATE_HZ))


def white_noise(length_s: float = 3.0) -> Sound:
    """Return noise, as of a radio between two stations."""
    return np.clip(0.2 * np.random.default_rng(1).standard_normal(round(length_s * RATE_HZ)), -1, 1)


def hum(length_s: float = 3.0) -> Sound:
    """Return mains hum, as through a bad cable."""
    return 0.3 * np.sin(2 * np.pi * 50 * time_s(length_s)) + 0.1 * np.sin(2 * np.pi * 150 * time_s(length_s))


def clicks(length_s: float = 3.0) -> Sound:
    """Return clicks, as of a loose contact, four times a second."""
    sound = np.zeros(round(length_s * RATE_HZ))
    sound[:: RATE_HZ // 4], sound[1 :: RATE_HZ // 4] = 0.9, -0.9
    return sound


def chords() -> Sound:
    """Return four chords, a second each, as on a piano."""
    at_s = time_s(1.0)
    return np.concatenate(
        [
            0.08 * np.exp(-1.5 * at_s) * sum(np.sin(2 * np.pi * hz * at_s) for hz in chord)
            for chord in ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
        ]
    )


def save(path: Path, sound: Sound, rate_hz: int = RATE_HZ, width: str = "PCM_16") -> Path:
    """Write a WAV file and return its path."""
    soundfile.write(path, sound, rate_hz, subtype=width, format="WAV")
    return path


def resampled(recording: Path, rate_hz: int) -> Sound:
    """Return a recording, resampled to `rate_hz`."""
    sound, from_hz = soundfile.read(recording)
    converted: Sound = soxr.resample(sound, from_hz, rate_hz)
    return converted
