"""PlaybackReference: what the loudspeaker plays, when and how loud, so that its echo is not taken for the user.

The player reports each chunk before it is audible; the turns stage asks about each frame of the microphone. How loud
the echo is in the microphone is learnt in `double_talk`.
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np

from appliance.audio.double_talk import AGES, TICK_S, DoubleTalkDetector, Powers
from appliance.audio.far_end import FarEnd
from appliance.audio.format import Samples
from appliance.audio.levels import FLOOR_DBFS, level_dbfs

TAIL_S = 0.08
"""Time after the last sample during which it is still audible: the card's own buffers, and the nearest echoes."""
KEPT_SPANS = 16
"""Past spans of sound that are remembered. Frames never wait long enough for the turns stage to need more."""
KEPT_TICKS = 512
"""Past ticks whose levels are remembered: five seconds, far longer than a frame waits."""


class PlaybackReference:
    """The far-end reference; written by the player's thread, read by that of the turns stage."""

    def __init__(self) -> None:
        self.far_end = FarEnd()
        """The sound itself, for the echo canceller."""
        self._spans: deque[tuple[float, float]] = deque(maxlen=KEPT_SPANS)
        """Start and end of each time in which there was sound."""
        self._powers = np.zeros(KEPT_TICKS)
        """Ring of the powers played, by number of the tick."""
        self._last_tick = 0
        """The newest tick in the ring."""
        self._lock = threading.Lock()
        self._double_talk = DoubleTalkDetector()
        """Used by the reader's thread only, so without the lock."""

    def plays(self, start_s: float, end_s: float, level_dbfs: float) -> None:
        """Report sound from `start_s` to `end_s` at this level; spans that touch become one.

        Where two sounds overlap, the louder one counts, to be safe.
        """
        first, end = _tick(start_s), max(_tick(end_s), _tick(start_s) + 1)
        power = 10 ** (level_dbfs / 10) if level_dbfs > FLOOR_DBFS else 0.0
        with self._lock:
            self._clear_ticks(self._last_tick + 1, end)
            for tick in range(max(first, end - KEPT_TICKS), end):
                self._powers[tick % KEPT_TICKS] = max(power, self._powers[tick % KEPT_TICKS])
            self._last_tick = max(self._last_tick, end - 1)
            if self._spans and start_s <= self._spans[-1][1] + TAIL_S:
                start_s = min(start_s, self._spans.pop()[0])
            self._spans.append((start_s, end_s))

    def stopped(self, at_s: float) -> None:
        """Report that playback was stopped at `at_s`: sound that was reported for later is not played."""
        self.far_end.stopped(at_s)
        with self._lock:
            self._clear_ticks(_tick(at_s), self._last_tick + 1)
            if self._spans and self._spans[-1][1] > at_s:
                self._spans.append((self._spans.pop()[0], at_s))

    def covers(self, start_s: float, end_s: float) -> bool:
        """Return whether playback is audible in any part of this time, which is past."""
        with self._lock:
            return any(start_s < last + TAIL_S and first < end_s for first, last in self._spans)

    def may_be_echo(self, samples: Samples, start_s: float, end_s: float, gain_db: float = 0.0) -> bool:
        """Return whether a frame may be nothing but echo, and learn from it how loud the echo is.

        `gain_db` is how much louder the front end made it: a gain that changes must not change what is learnt.
        Until that is known, every frame during playback may be echo. Call it for every frame of a turn.
        """
        level = max(FLOOR_DBFS, level_dbfs(samples) - gain_db)
        exceeds_echo = self._double_talk.exceeds_echo(level, self._far_end(end_s), end_s)
        return not exceeds_echo if self._double_talk.is_known else self.covers(start_s, end_s)

    def _far_end(self, end_s: float) -> Powers:
        """Return the powers played up to `end_s`, newest first."""
        ticks = _tick(end_s) - 1 - AGES
        with self._lock:
            is_kept = (ticks <= self._last_tick) & (ticks > self._last_tick - KEPT_TICKS)
            return np.where(is_kept, self._powers[ticks % KEPT_TICKS], 0.0)

    def _clear_ticks(self, first: int, end: int) -> None:
        for tick in range(max(first, end - KEPT_TICKS), end):
            self._powers[tick % KEPT_TICKS] = 0.0


def _tick(at_s: float) -> int:
    return round(at_s / TICK_S)
