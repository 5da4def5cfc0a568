"""How far two patterns of light are apart for somebody who looks at one LED and has not seen the other beside it.

They are looked at for ten seconds: two periods of the slowest pattern there is. As nobody knows when a pattern
began or has a clock in the head, the other one is shifted and played up to a fifth faster or slower until the two agree
best. What counts then is the share of the light in which they disagree, or of the dark, whichever is more: a pattern is seen as
flashes in the dark or as gaps in the light. So a flash of 0.1 s in 5 s counts in full, though it is 2 % of the time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE_HZ = 50
LOOKED_AT_S = 10
LONGEST_PERIOD_S = 5
TEMPOS = (0.8, 0.9, 1.0, 1.1, 1.2)

Levels = NDArray[np.float64]
Level = Callable[[float], float]
"""Level at a time."""


def _sampled(level: Level, seconds: float, tempo: float = 1.0) -> Levels:
    return np.array([level(number / RATE_HZ * tempo) for number in range(round(seconds * RATE_HZ))])


class Seen:
    """A pattern, sampled once for many comparisons."""

    def __init__(self, level: Level) -> None:
        self.levels = _sampled(level, LOOKED_AT_S)
        longer_s = LOOKED_AT_S + LONGEST_PERIOD_S / min(TEMPOS)
        self._windows = [sliding_window_view(_sampled(level, longer_s, t), len(self.levels)) for t in TEMPOS]

    def distance(self, other: Seen) -> float:
        """0: the same at some shift and tempo; 1: no light, or no dark, in common at any."""
        return min(_least_disagreement(self.levels, windows) for windows in other._windows)


def _least_disagreement(levels: Levels, windows: Levels) -> float:
    light_in_both = np.minimum(levels, windows).sum(axis=1)
    light_in_any = np.maximum(levels, windows).sum(axis=1)
    dark_in_both, dark_in_any = len(levels) - light_in_any, len(levels) - light_in_both
    return float(np.maximum(_share(light_in_both, light_in_any), _share(dark_in_both, dark_in_any)).min())


def _share(in_both: Levels, in_any: Levels) -> Levels:
    """Share of what is in any of the two that is not in both; 0 where there is nothing."""
    return 1 - np.divide(in_both, in_any, out=np.ones_like(in_any), where=in_any > 0)
