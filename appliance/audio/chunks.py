"""Cuts sound into chunks of equal length; resamples it where needed, while it is still being synthesized."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from appliance.audio.format import Samples
from appliance.audio.sound_stream import SoundStream


def chunks(samples: Samples, length: int) -> Iterator[Samples]:
    """Yield chunks of `length` samples; the last one may be shorter."""
    for start in range(0, len(samples), length):
        yield samples[start : start + length]


def chunks_as_made(sound: SoundStream, rate_hz: int, to_rate_hz: int, length: int, wait_s: float) -> Iterator[Samples]:
    """Yield chunks of `length` samples at `to_rate_hz` from a sound at `rate_hz`; the last one may be shorter.

    Yields an empty chunk whenever no new piece of the sound has come for `wait_s` seconds.
    """
    resample = soxr.ResampleStream(rate_hz, to_rate_hz, 1, dtype="int16") if rate_hz != to_rate_hz else None
    nothing = np.zeros(0, dtype=np.int16)
    rest = nothing
    while not sound.is_over:
        samples = sound.take(wait_s)
        if samples is None:
            yield nothing
            continue
        rest = np.append(rest, resample.resample_chunk(samples) if resample else samples)
        whole = len(rest) // length * length
        yield from chunks(rest[:whole], length)
        rest = rest[whole:]
    if resample:
        rest = np.append(rest, resample.resample_chunk(nothing, last=True))
    yield from chunks(rest, length)
