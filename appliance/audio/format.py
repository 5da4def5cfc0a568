"""The one sound format between the microphone and the recogniser: mono, signed 16 bit, 16 kHz, frames of 20 ms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
"""Mono signed 16-bit samples, shape (n,)."""
Block = npt.NDArray[np.float32]
"""What a microphone gives before the front end: samples from -1 to 1, shape (n, channels)."""

CAPTURE_RATE_HZ = 16_000
"""Sample rate of everything between the microphone and the recogniser."""
FRAME_SAMPLES = 320
"""Samples in a frame."""
FRAME_S = FRAME_SAMPLES / CAPTURE_RATE_HZ
"""Length of a frame: 20 ms."""


def to_samples(sound: Block | npt.NDArray[np.float64]) -> Samples:
    """Return sound from -1 to 1 as 16-bit samples; what is louder is clipped."""
    samples: Samples = np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int16)
    return samples


def to_block(samples: Samples) -> Block:
    """Return 16-bit samples as sound from -1 to 1, of the same shape."""
    block: Block = samples.astype(np.float32) / np.float32(32768)
    return block
