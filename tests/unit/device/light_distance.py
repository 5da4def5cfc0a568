"""How far two patterns of light are apart for somebody who looks at one LED and has not seen the other beside it.

They are looked at for ten seconds: two periods of the slowest pattern there is. As nobody knows when a pattern began,
or has a clock in the head, the other one is shifted, and played faster or slower, up to half as fast again, until the
two agree best. What counts then is the share of the light in which they disagree, or of the dark, whichever is more: a
pattern is seen as flashes in the dark or as gaps in the light. A flash of 0.1 s in 5 s so counts in full, though it is
2 % of the time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE_HZ = 50
LOOKED_AT_S = 10
LONGEST_PERIOD_S = 5
FASTEST = 1.5

Levels = NDArray[np.float64]
Level = Callable[[float], float]
"""Level at a time."""


class Seen:
    """A pattern that repeats after `period_s`."""

    def __init__(self, level: Level, period_s: float) -> None:
        self._level = level
        self._period_s = period_s

    def _sampled(self, seconds: float, tempo: float = 1.0) -> Levels:
        return np.array([self._level(number / RATE_HZ * tempo) for number in range(round(seconds * RATE_HZ))])

    def distance(self, other: Seen) -> float:
        """0: the same at some shift and tempo; 1: no light, or no dark, in common at any."""
        return min(self._distance_from(other), other._distance_from(self))

    def _distance_from(self, other: Seen) -> float:
        levels = self._sampled(LOOKED_AT_S)
        # They agree best where they keep in step, if that is near enough, or at one of the ends.
        in_step = other._period_s / self._period_s
        tempos = {1 / FASTEST, 0.8, 1.0, 1.2, FASTEST} | ({in_step} if 1 / FASTEST <= in_step <= FASTEST else set())
        return min(_least_disagreement(levels, other._windows(tempo)) for tempo in tempos)

    def _windows(self, tempo: float) -> Levels:
        """Return it at this tempo, from every moment within a period."""
        return sliding_window_view(self._sampled(LOOKED_AT_S + self._period_s / tempo, tempo), LOOKED_AT_S * RATE_HZ)


def _least_disagreement(levels: Levels, windows: Levels) -> float:
    light_in_both = np.minimum(levels, windows).sum(axis=1)
    light_in_any = np.maximum(levels, windows).sum(axis=1)
    dark_in_both, dark_in_any = len(levels) - light_in_any, len(levels) - light_in_both
    return float(np.maximum(_share(light_in_both, light_in_any), _share(dark_in_both, dark_in_any)).min())


def _share(in_both: Levels, in_any: Levels) -> Levels:
    """Share of what is in any of the two that is not in both; 0 where there is nothing."""
    return 1 - np.divide(in_both, in_any, out=np.ones_like(in_any), where=in_any > 0)
