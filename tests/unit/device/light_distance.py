"""How different two patterns are for a person who looks at one LED and cannot compare it with the other.

The patterns are compared for ten seconds: two periods of the slowest one. A person does not know when a pattern began,
and does not measure time exactly. So the other pattern is shifted, and played faster or slower, up to half as fast
again, until the two agree best. The distance is then the part of the light in which they differ, or of the dark,
whichever is larger, because a pattern is seen as flashes in the dark or as gaps in the light. So a flash of 0.1 s in
5 s counts in full, although it is 2 % of the time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE_HZ = 50
"""Samples of a pattern per second."""
COMPARED_S = 10
LONGEST_PERIOD_S = 5
FASTEST = 1.5
"""Largest factor by which a pattern is played faster; the slowest is its inverse."""

Levels = NDArray[np.float64]
Level = Callable[[float], float]
"""The level as a function of the time in seconds."""


class Seen:
    """A pattern as it is seen, which repeats after `period_s`."""

    def __init__(self, level: Level, period_s: float) -> None:
        self._level = level
        self._period_s = period_s

    def _sampled(self, seconds: float, tempo: float = 1.0) -> Levels:
        return np.array([self._level(number / RATE_HZ * tempo) for number in range(round(seconds * RATE_HZ))])

    def distance(self, other: Seen) -> float:
        """Return 0 if they agree at some shift and tempo; 1 if they have no light, or no dark, in common at any."""
        return min(self._distance_from(other), other._distance_from(self))

    def _distance_from(self, other: Seen) -> float:
        levels = self._sampled(COMPARED_S)
        # They agree best where their periods are equal, if that tempo is allowed, or at the fastest or slowest tempo.
        in_step = other._period_s / self._period_s
        tempos = {1 / FASTEST, 0.8, 1.0, 1.2, FASTEST} | ({in_step} if 1 / FASTEST <= in_step <= FASTEST else set())
        return min(_least_disagreement(levels, other._windows(tempo)) for tempo in tempos)

    def _windows(self, tempo: float) -> Levels:
        """Return the pattern at this tempo, beginning at every moment within a period; (moments, samples)."""
        return sliding_window_view(self._sampled(COMPARED_S + self._period_s / tempo, tempo), COMPARED_S * RATE_HZ)


def _least_disagreement(levels: Levels, windows: Levels) -> float:
    light_in_both = np.minimum(levels, windows).sum(axis=1)
    light_in_any = np.maximum(levels, windows).sum(axis=1)
    dark_in_both, dark_in_any = len(levels) - light_in_any, len(levels) - light_in_both
    return float(np.maximum(_share(light_in_both, light_in_any), _share(dark_in_both, dark_in_any)).min())


def _share(in_both: Levels, in_any: Levels) -> Levels:
    """Return the part of what is in either pattern that is not in both; 0 if there is nothing."""
    return 1 - np.divide(in_both, in_any, out=np.ones_like(in_any), where=in_any > 0)
