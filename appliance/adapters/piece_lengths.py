"""PieceLengths: how much sound to generate at a time, so that it starts soon and playback never waits. Pure."""

from __future__ import annotations

import math

FEWEST_FRAMES = 16
"""Shortest piece; 190 ms of a Piper voice."""
MOST_FRAMES = 96
"""Longest piece, unless the one before was longer. It cannot be cut short, and more urgent work waits for it."""
USABLE_SHARE = 0.6
"""Share of a piece's playing time that may be spent on the next piece. Other work comes between, and pauses are cut."""
QUICK_COST = 0.25
"""Below this cost, a few words play for longer than it takes to generate the next ones."""
NEWEST_WEIGHT = 0.3
"""Weight of the newest piece in the moving average of the cost."""


class PieceLengths:
    """Plans pieces for a generator that needs `reach` frames on each side of a piece to make it.

    The cost r is the time to make a frame, as a share of the frame's own length. n frames then cost (n + 2 reach) r.
    They are ready before the m frames being played have ended when (n + 2 reach) r <= USABLE_SHARE m.
    """

    def __init__(self, reach: int, frame_s: float) -> None:
        self._reach = reach
        self._frame_s = frame_s
        self._cost = 0.0
        """r; 0 before the first `learn()`."""

    def learn(self, frames: int, took_s: float) -> None:
        """Update the cost: generating `frames` frames, those around the piece included, took `took_s` seconds."""
        cost = took_s / (frames * self._frame_s)
        self._cost = cost if self._cost == 0 else (1 - NEWEST_WEIGHT) * self._cost + NEWEST_WEIGHT * cost

    @property
    def are_quick(self) -> bool:
        """True when a sentence may be begun before all of it is known."""
        return self._cost < QUICK_COST

    def first(self) -> int | None:
        """Return the frames of the first piece. None: all at once, because the generator is too slow for pieces."""
        room = USABLE_SHARE - self._cost
        if room <= 0:
            return None
        return max(FEWEST_FRAMES, math.ceil(2 * self._reach * self._cost / room))

    def next(self, before: int) -> int | None:
        """Return the frames of the piece that follows one of `before` frames. None: all that is left."""
        if self._cost >= USABLE_SHARE:
            return None
        ready_in_time = int(USABLE_SHARE * before / self._cost) - 2 * self._reach
        return max(FEWEST_FRAMES, min(ready_in_time, max(before, MOST_FRAMES)))
