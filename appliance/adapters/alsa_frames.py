"""FrameCutter: what a sound card gives, at its own rate and channels, into frames of the pipeline.

Pure: no driver and no clock; times come in with the samples.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.items import Frame

QUALITY = "LQ"
"""The better ones work in blocks: 25 to 38 ms late from 48 and 44.1 kHz, and two frames at a time."""


def mono(samples: Samples, channels: int) -> Samples:
    """Mix interleaved samples down, shape (frames * channels,) to (frames,).

    Two channels are averaged; of more the first is taken, which on microphone arrays is the one made for listening.
    """
    if channels == 1:
        return samples
    by_frame = samples.reshape(-1, channels)
    if channels > 2:
        return by_frame[:, 0]
    mixed: Samples = by_frame.mean(axis=1).round().astype(np.int16)
    return mixed


class FrameCutter:
    """Takes pieces of any length, returns frames of 20 ms at 16 kHz."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._channels = channels
        self._resampler = (
            None
            if rate_hz == CAPTURE_RATE_HZ
            else soxr.ResampleStream(rate_hz, CAPTURE_RATE_HZ, 1, dtype="int16", quality=QUALITY)
        )
        self._waiting = np.zeros(0, dtype=np.int16)
        self._follows_gap = False

    def mark_gap(self) -> None:
        """Say that sound was lost: what waits is dropped, and the next frame is marked."""
        self._waiting = self._waiting[:0]
        self._follows_gap = True

    def add(self, samples: Samples, captured_s: float) -> Iterator[Frame]:
        """Yield the frames that are complete now; `captured_s` is when the last of `samples` was taken."""
        piece = mono(samples, self._channels)
        late = 0.0
        if self._resampler:
            piece = self._resampler.resample_chunk(piece)
            late = self._resampler.delay()
        self._waiting = np.concatenate([self._waiting, piece])
        while len(self._waiting) >= FRAME_SAMPLES:
            frame, self._waiting = self._waiting[:FRAME_SAMPLES], self._waiting[FRAME_SAMPLES:]
            behind_s = (len(self._waiting) + late) / CAPTURE_RATE_HZ
            yield Frame(frame, captured_s - behind_s, self._follows_gap)
            self._follows_gap = False
