"""PlaybackReference: what the loudspeaker plays and how loud, so that the appliance does not take itself for the user.

The player says what it plays before it is out; the turns stage asks about each frame. What comes back from the room is
learnt in `echo`.
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np

from appliance.audio.double_talk import AGES, TICK_S, DoubleTalkDetector, Powers
from appliance.audio.format import Samples
from appliance.audio.levels import FLOOR_DBFS, level_dbfs

TAIL_S = 0.08
"""After the last sample: what the card has still in its own buffers, and the nearest echoes."""
KEPT = 16
"""Spans of the past that are remembered: far more than frames wait for the turns stage."""
KEPT_TICKS = 512
"""Levels of the past that are remembered: five seconds, far longer than a frame waits."""


class PlaybackReference:
    """What the loudspeaker plays; written by the player, read by the turns stage."""

    def __init__(self) -> None:
        self._spans: deque[tuple[float, float]] = deque(maxlen=KEPT)
        self._ring = np.zeros(KEPT_TICKS)
        """Power by number of the tick."""
        self._last_tick = 0
        """The newest in the ring."""
        self._lock = threading.Lock()
        self._echo = DoubleTalkDetector()
        """The reader's alone."""

    def plays(self, start_s: float, end_s: float, level_dbfs: float) -> None:
        """Say that there is sound from `start_s` to `end_s`, at this level; spans that touch become one.

        Where two overlap the louder counts: nothing else is safe.
        """
        first, end = _tick(start_s), max(_tick(end_s), _tick(start_s) + 1)
        power = 10 ** (level_dbfs / 10) if level_dbfs > FLOOR_DBFS else 0.0
        with self._lock:
            self._silence(self._last_tick + 1, end)
            for tick in range(max(first, end - KEPT_TICKS), end):
                self._ring[tick % KEPT_TICKS] = max(power, self._ring[tick % KEPT_TICKS])
            self._last_tick = max(self._last_tick, end - 1)
            if self._spans and start_s <= self._spans[-1][1] + TAIL_S:
                start_s = min(start_s, self._spans.pop()[0])
            self._spans.append((start_s, end_s))

    def stopped(self, at_s: float) -> None:
        """Say that what was still to come was dropped at `at_s`."""
        with self._lock:
            self._silence(_tick(at_s), self._last_tick + 1)
            if self._spans and self._spans[-1][1] > at_s:
                self._spans.append((self._spans.pop()[0], at_s))

    def covers(self, start_s: float, end_s: float) -> bool:
        """Say whether it can be heard in any part of a time that is past."""
        with self._lock:
            return any(start_s < last + TAIL_S and first < end_s for first, last in self._spans)

    def hides(self, samples: Samples, start_s: float, end_s: float) -> bool:
        """Say whether a frame may be nothing but our own sound; learn from it how loud that is in the microphone.

        Until that is known, every frame that is covered is hidden.
        """
        stands_out = self._echo.stands_out(level_dbfs(samples), self._played_until(end_s), end_s)
        return not stands_out if self._echo.is_known else self.covers(start_s, end_s)

    def _played_until(self, end_s: float) -> Powers:
        ticks = _tick(end_s) - 1 - AGES
        with self._lock:
            is_kept = (ticks <= self._last_tick) & (ticks > self._last_tick - KEPT_TICKS)
            return np.where(is_kept, self._ring[ticks % KEPT_TICKS], 0.0)

    def _silence(self, first: int, end: int) -> None:
        for tick in range(max(first, end - KEPT_TICKS), end):
            self._ring[tick % KEPT_TICKS] = 0.0


def _tick(at_s: float) -> int:
    return round(at_s / TICK_S)
