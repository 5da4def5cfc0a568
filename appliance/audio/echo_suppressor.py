"""EchoSuppressor: makes the echo quieter where it is known how loud each frequency is, but not to the sample when.

Spectral subtraction by the magnitude of the estimated echo (Avendano, "Acoustic echo suppression in the STFT domain",
WASPAA 2001; Faller and Chen, "Suppressing acoustic echo in a spectral envelope space", IEEE Trans. Speech and Audio
Proc. 13, 2005). It takes something of a user who speaks at the same time, too, so it is for moments only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_SAMPLES, Block

OVER = 2.0
"""So much more of the echo is taken out than is expected: it may be louder than that a little earlier or later."""
LEAST = 0.1
"""Gain of what is nothing but echo."""
DECAY = 0.5
"""How much of the echo's power is still expected a frame later."""
SMOOTH: npt.NDArray[np.float64] = np.hanning(7)[1:-1] / np.sum(np.hanning(7))
"""Over the frequencies, 25 Hz apart."""
NOTHING = 1e-12

Powers = npt.NDArray[np.float64]
"""Shape (FRAME_SAMPLES + 1,)."""


class EchoSuppressor:
    """For one stretch of sound, of which it takes every frame; nothing is later for it."""

    def __init__(self) -> None:
        self._sound: Block = np.zeros(FRAME_SAMPLES, dtype=np.float32)
        self._echo: Block = self._sound
        """Of the frame before."""
        self._expected: Powers = np.zeros(FRAME_SAMPLES + 1)
        """Power of the echo at each frequency."""
        self._window = np.hanning(2 * FRAME_SAMPLES)

    def suppress(self, sound: Block, echo: Block) -> Block:
        """Return a frame without the echo that is expected about then; each (FRAME_SAMPLES,)."""
        heard, self._sound = np.concatenate([self._sound, sound]), sound
        expected, self._echo = np.concatenate([self._echo, echo]), echo
        self._expected = np.maximum(self._power(expected), DECAY * self._expected)
        part = OVER * self._expected / np.maximum(self._power(heard), NOTHING)
        gain = np.sqrt(np.clip(1 - part, LEAST**2, 1))
        without: Block = np.fft.irfft(np.fft.rfft(heard) * gain)[FRAME_SAMPLES:].astype(np.float32)
        return without

    def _power(self, sound: Block) -> Powers:
        spectrum = np.fft.rfft(sound * self._window)
        power: Powers = np.convolve(np.square(spectrum.real) + np.square(spectrum.imag), SMOOTH, mode="same")
        return power
