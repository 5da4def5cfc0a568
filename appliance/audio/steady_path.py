"""SteadyPath: the echo path as it was when it explained the echo best.

The two-path idea of Ochiai, Araseki and Ogihara ("Echo canceler with two echo path models", IEEE Transactions on
Communications 25, 1977): one estimate learns all the time, and is disturbed by a user who speaks; the other is what is
heard, and becomes a copy of the first whenever that leaves clearly less. While the user speaks neither leaves less.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_SAMPLES, Block

BETTER = 0.9
"""The newest estimate is taken where it leaves less than this part of the power that the steady one leaves."""
KEPT = 0.9
"""How much of those powers is kept from frame to frame: a fifth of a second counts."""

Spectra = npt.NDArray[np.complexfloating[Any, Any]]
"""Of the blocks of the echo path, or of the far end: shape (blocks, frequencies)."""


class SteadyPath:
    """Follows the estimate of an echo canceller, frame by frame."""

    def __init__(self) -> None:
        self._path: Spectra | None = None
        self._power = self._newest_power = 0.0
        """What each of the two leaves."""

    def rest(self, sound: Block, newest_rest: Block, newest: Spectra, far: Spectra) -> Block:
        """Return a frame, (FRAME_SAMPLES,), without the echo, by the better of the two.

        `newest_rest` is what the newest estimate leaves of `sound`; the estimate is not changed.
        """
        if self._path is None:
            self._path = newest.copy()
        rest: Block = sound - echo_of(self._path, far)
        self._power = KEPT * self._power + float(np.mean(np.square(rest)))
        self._newest_power = KEPT * self._newest_power + float(np.mean(np.square(newest_rest)))
        if self._newest_power < BETTER * self._power:
            self._path, self._power = newest.copy(), self._newest_power
            return newest_rest
        return rest if self._power <= self._newest_power else newest_rest


def echo_of(path: Spectra, far: Spectra) -> Block:
    """Return the echo in a frame, (FRAME_SAMPLES,), of what is played, by an echo path (overlap-save)."""
    return np.fft.irfft(np.einsum("pk,pk->k", path, far))[FRAME_SAMPLES:].astype(np.float32)
