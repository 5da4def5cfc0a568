"""PieceLengths: how much of a sound to make at a time, so that it begins soon and is never waited for again. Pure."""

from __future__ import annotations

import math

FEWEST_FRAMES = 16
"""A first piece; 190 ms of Piper's."""
MOST_FRAMES = 96
"""A piece cannot be cut short, and what is more urgent waits for it."""
SPARE = 0.6
"""So much of the time in which a piece is heard may be spent on the next: other work comes between, and pauses are
cut."""
QUICK = 0.25
"""Below this cost a few words are heard for longer than it takes to make the next of them."""
MEMORY = 0.3
"""Weight of the newest piece in what a frame is taken to cost."""


class PieceLengths:
    """Plans pieces for a generator that needs `reach` frames on each side of a piece to make it.

    With r as the part of a frame's own length that it takes to make one, n frames cost (n + 2 reach) r. They are ready
    before the m frames that are being heard have ended when (n + 2 reach) r <= SPARE m.
    """

    def __init__(self, reach: int, frame_s: float) -> None:
        self._reach = reach
        self._frame_s = frame_s
        self._cost = 0.0
        """r."""

    def learn(self, frames: int, took_s: float) -> None:
        """Take into account what making so many frames, those around the piece included, took."""
        cost = took_s / (frames * self._frame_s)
        self._cost = cost if self._cost == 0 else (1 - MEMORY) * self._cost + MEMORY * cost

    @property
    def are_quick(self) -> bool:
        """True when a sentence may be begun before it is known."""
        return self._cost < QUICK

    def first(self) -> int | None:
        """Return the frames of the first piece; None: all at once, since the generator is too slow for pieces."""
        room = SPARE - self._cost
        if room <= 0:
            return None
        return max(FEWEST_FRAMES, math.ceil(2 * self._reach * self._cost / room))

    def next(self, before: int) -> int | None:
        """Return the frames of the piece that follows one of `before` frames; None: all that is left."""
        if self._cost >= SPARE:
            return None
        ready_in_time = int(SPARE * before / self._cost) - 2 * self._reach
        return max(FEWEST_FRAMES, min(ready_in_time, max(before, MOST_FRAMES)))
