"""EchoAlignment: finds by how much the echo comes later than it is expected, from the first moments of a sound.

A card tells only roughly when it begins to play, so an echo path that is known from the last sound may be some samples
off. What is expected is compared with what is heard by their cross-correlation.
"""

from __future__ import annotations

import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, Block

MOST_SAMPLES = round(0.04 * CAPTURE_RATE_HZ)
"""The echo is looked for so much earlier and later."""
FRAMES = 7
"""Frames with sound in them that are compared."""
GIVEN_UP_FRAMES = 40
"""After so many frames there was not enough sound."""
SOUND = 1e-7
"""Mean square of an echo that counts as sound."""
SURE = 0.35
"""Correlation, 0 to 1, from which it is believed."""
LATE_FRAMES = 7
"""Frames that are left out where a gap was noticed late (`FarEnd`): what was expected meanwhile is not in its place."""


class EchoAlignment:
    """Of one stretch of sound."""

    def __init__(self, *, is_late: bool = False) -> None:
        """`is_late`: the beginning was noticed late."""
        self._left_out = LATE_FRAMES if is_late else 0
        self._heard: list[Block] = []
        self._expected: list[Block] = []
        self._sounding = 0
        self.is_over = False
        """True once it has found something, or has given up."""

    @property
    def has_begun(self) -> bool:
        """True once an echo is expected: what is played takes a while to the microphone."""
        return self._sounding > 0 or self._left_out > 0

    def later_by(self, heard: Block, expected: Block) -> float | None:
        """Take a frame, and what of it was expected; each (FRAME_SAMPLES,). Return by how many samples the echo is
        later than expected, once that is known; None before, and where it is never known.
        """
        if self._left_out:
            self._left_out -= 1
            return None
        self._heard.append(heard)
        self._expected.append(expected)
        self._sounding += float(np.mean(np.square(expected))) > SOUND
        if self._sounding < FRAMES:
            self.is_over = len(self._heard) >= GIVEN_UP_FRAMES
            return None
        self.is_over = True
        return self._found()

    def _found(self) -> float | None:
        heard, expected = np.concatenate(self._heard), np.concatenate(self._expected)
        size = 1 << (len(heard) + MOST_SAMPLES).bit_length()
        spectrum = np.fft.rfft(heard, size) * np.fft.rfft(expected, size).conj()
        correlation = np.roll(np.fft.irfft(spectrum, size), MOST_SAMPLES)[: 2 * MOST_SAMPLES + 1]
        best = int(np.argmax(correlation))
        energy = float(np.sqrt(np.sum(np.square(heard)) * np.sum(np.square(expected))))
        if not 0 < best < 2 * MOST_SAMPLES or correlation[best] < SURE * energy:
            return None
        before, here, after = correlation[best - 1 : best + 2]
        return best - MOST_SAMPLES + float(0.5 * (before - after) / (before - 2 * here + after))
