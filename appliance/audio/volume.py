"""Volume in percent, as a gain on the samples. So it works on every card, also on those without a mixer."""

from __future__ import annotations

import numpy as np

from appliance.audio.format import Samples

RANGE_DB = 40.0
"""Range of the gain: from 0 dB at 100 percent down by this at 0. Steps of 10 percent sound equally large."""


def gain(percent: int) -> float:
    """Return the factor for `percent` (0..100): 100 is 1, each 10 less is 4 dB quieter, 0 is silence."""
    return 0.0 if percent <= 0 else float(10 ** (RANGE_DB * (min(percent, 100) - 100) / 100 / 20))


class Volume:
    """The present volume: set by the session's thread, read by the player for every chunk."""

    def __init__(self, percent: int = 100) -> None:
        self.percent = percent

    def apply(self, samples: Samples) -> Samples:
        """Return `samples` at this volume, shape (n,)."""
        if self.percent >= 100:
            return samples
        quieter: Samples = np.round(samples * gain(self.percent)).astype(np.int16)
        return quieter
