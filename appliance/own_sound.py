"""OwnSound: when the loudspeaker was heard, so that the appliance does not listen to itself.

The player says it before the sound is out, the turns stage leaves out the frames it covers: earcons, and what is left
of a reply after an interruption. So listening need not wait for silence.
"""

from __future__ import annotations

import threading
from collections import deque

TAIL_S = 0.08
"""After the last sample: what the card has still in its own buffers, and the nearest echoes."""
KEPT = 16
"""Spans of the past that are remembered: far more than frames wait for the turns stage."""


class OwnSound:
    """Spans of time in which the loudspeaker plays; written by the player, read by the turns stage."""

    def __init__(self) -> None:
        self._spans: deque[tuple[float, float]] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def plays(self, start_s: float, end_s: float) -> None:
        """Say that there is sound from `start_s` to `end_s`; spans that touch become one."""
        with self._lock:
            if self._spans and start_s <= self._spans[-1][1] + TAIL_S:
                start_s = min(start_s, self._spans.pop()[0])
            self._spans.append((start_s, end_s))

    def stopped(self, at_s: float) -> None:
        """Say that what was still to come was dropped at `at_s`."""
        with self._lock:
            if self._spans and self._spans[-1][1] > at_s:
                self._spans.append((self._spans.pop()[0], at_s))

    def covers(self, start_s: float, end_s: float) -> bool:
        """Say whether it can be heard in any part of a time that is past."""
        with self._lock:
            return any(start_s < last + TAIL_S and first < end_s for first, last in self._spans)
