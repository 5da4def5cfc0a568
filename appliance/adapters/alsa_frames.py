"""FrameCutter: turns sound of any rate and number of channels into the pipeline's frames.

Pure: it has no driver and no clock. Times come in with the sound. What is heard of the channels, and how loud, is
decided in `audio.front_end`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Block, Samples, to_samples
from appliance.audio.front_end import FrontEnd
from appliance.items import Frame

QUALITY = "LQ"
"""soxr's low quality. Better ones work in blocks: frames come in pairs, 25 ms late from 48 kHz, 38 ms from 44.1."""


def as_block(samples: Samples | npt.NDArray[np.int32], channels: int) -> Block:
    """Return interleaved samples of 16 or 32 bits, (n * channels,), as sound from -1 to 1, (n, channels)."""
    full_scale = np.float32(-float(np.iinfo(samples.dtype).min))
    return samples.reshape(-1, channels).astype(np.float32) / full_scale


def mono(sound: Block) -> Samples:
    """Return one channel without a front end: the mean of two; of more the first."""
    return to_samples(sound[:, 0] if sound.shape[1] > 2 else sound.mean(axis=1))


class FrameCutter:
    """Takes sound in pieces of any length and returns frames of 20 ms at 16 kHz."""

    def __init__(self, rate_hz: int, channels: int, front_end: FrontEnd | None = None) -> None:
        """Without a front end a frame is the mean of two channels, or the first of more, as it is."""
        self._front_end = front_end
        self._resampler = (
            None
            if rate_hz == CAPTURE_RATE_HZ
            else soxr.ResampleStream(rate_hz, CAPTURE_RATE_HZ, channels, dtype="float32", quality=QUALITY)
        )
        self._incomplete: Block = np.zeros((0, channels), dtype=np.float32)
        self._follows_gap = False

    def mark_gap(self) -> None:
        """Note that samples were lost: the incomplete frame is dropped, and the next frame is marked `follows_gap`."""
        self._incomplete = self._incomplete[:0]
        self._follows_gap = True

    def add(self, sound: Block, captured_s: float) -> Iterator[Frame]:
        """Yield the frames that are complete now. `captured_s` is when the last sample of `sound` was taken."""
        piece = sound
        resampler_delay = 0.0
        if self._resampler:
            piece = self._resampler.resample_chunk(piece)
            resampler_delay = self._resampler.delay()
        self._incomplete = np.concatenate([self._incomplete, piece])
        while len(self._incomplete) >= FRAME_SAMPLES:
            block, self._incomplete = self._incomplete[:FRAME_SAMPLES], self._incomplete[FRAME_SAMPLES:]
            behind_s = (len(self._incomplete) + resampler_delay) / CAPTURE_RATE_HZ
            yield frame_of(block, self._front_end, captured_s - behind_s, follows_gap=self._follows_gap)
            self._follows_gap = False


def frame_of(block: Block, front_end: FrontEnd | None, captured_s: float, *, follows_gap: bool = False) -> Frame:
    """Return a frame, (FRAME_SAMPLES, channels), as the front end hears it."""
    if front_end is None:
        return Frame(mono(block), captured_s, follows_gap)
    samples = front_end.process(block, captured_s, follows_gap=follows_gap)
    return Frame(
        samples,
        captured_s,
        follows_gap,
        gain_db=front_end.gain_db,
        has_near_end=front_end.has_near_end,
        is_before_echo=front_end.is_before_echo,
        is_settled=front_end.is_settled,
        echo_dbfs=front_end.echo_dbfs,
        fault=front_end.fault,
    )
