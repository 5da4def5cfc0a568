"""Cuts a question out of a longer recording, sample by sample, so that the same cut has the same hash everywhere."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, Samples, to_samples
from appliance.errors import DownloadFailed


def cut(source: Path, target: Path, start_s: float, end_s: float | None, *, is_raw: bool) -> None:
    """Write what `source` holds from `start_s` to `end_s` (None: to its end) to `target`, as a 16-bit WAV.

    `is_raw`: 16-bit little-endian samples without a header. Nothing is resampled: the source must be mono, 16 kHz.
    Raises DownloadFailed if it is not, or is shorter.
    """
    samples = np.fromfile(source, dtype="<i2") if is_raw else _samples(source)
    start = round(start_s * CAPTURE_RATE_HZ)
    end = len(samples) if end_s is None else round(end_s * CAPTURE_RATE_HZ)
    if not 0 <= start < end <= len(samples):
        length_s = len(samples) / CAPTURE_RATE_HZ
        raise DownloadFailed(f"from {start_s} to {end_s} s is no section of a recording of {length_s:.2f} s")
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, CAPTURE_RATE_HZ, end - start, "NONE", "not compressed"))
        file.writeframes(samples[start:end].astype("<i2").tobytes())


def _samples(source: Path) -> Samples:
    import soundfile

    try:
        sound, rate_hz = soundfile.read(source, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise DownloadFailed(f"{source.name} cannot be read as a sound file: {error.error_string}") from None
    if rate_hz != CAPTURE_RATE_HZ or sound.shape[1] != 1:
        raise DownloadFailed(f"{source.name} has {sound.shape[1]} channels at {rate_hz} Hz; only mono, 16 kHz, is cut")
    return to_samples(sound[:, 0])
