"""FrameCutter: turns samples of any rate and number of channels into the pipeline's frames.

Pure: it has no driver and no clock. Times come in with the samples.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.items import Frame

QUALITY = "LQ"
"""soxr's low quality. Better ones work in blocks: frames come in pairs, 25 ms late from 48 kHz, 38 ms from 44.1."""


def mono(samples: Samples, channels: int) -> Samples:
    """Mix interleaved samples down to one channel, shape (frames * channels,) to (frames,).

    Two channels are averaged. Of more, the first is taken: on microphone arrays it is the one processed for speech.
    """
    if channels == 1:
        return samples
    by_frame = samples.reshape(-1, channels)
    if channels > 2:
        return by_frame[:, 0]
    mixed: Samples = by_frame.mean(axis=1).round().astype(np.int16)
    return mixed


class FrameCutter:
    """Takes samples in pieces of any length and returns frames of 20 ms at 16 kHz."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._channels = channels
        self._resampler = (
            None
            if rate_hz == CAPTURE_RATE_HZ
            else soxr.ResampleStream(rate_hz, CAPTURE_RATE_HZ, 1, dtype="int16", quality=QUALITY)
        )
        self._incomplete = np.zeros(0, dtype=np.int16)
        self._follows_gap = False

    def mark_gap(self) -> None:
        """Note that samples were lost: the incomplete frame is dropped, and the next frame is marked `follows_gap`."""
        self._incomplete = self._incomplete[:0]
        self._follows_gap = True

    def add(self, samples: Samples, captured_s: float) -> Iterator[Frame]:
        """Yield the frames that are complete now. `captured_s` is when the last of `samples` was taken, in seconds."""
        piece = mono(samples, self._channels)
        resampler_delay = 0.0
        if self._resampler:
            piece = self._resampler.resample_chunk(piece)
            resampler_delay = self._resampler.delay()
        self._incomplete = np.concatenate([self._incomplete, piece])
        while len(self._incomplete) >= FRAME_SAMPLES:
            frame, self._incomplete = self._incomplete[:FRAME_SAMPLES], self._incomplete[FRAME_SAMPLES:]
            behind_s = (len(self._incomplete) + resampler_delay) / CAPTURE_RATE_HZ
            yield Frame(frame, captured_s - behind_s, self._follows_gap)
            self._follows_gap = False
