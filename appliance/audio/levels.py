"""Levels: how loud a frame is, how loud the room is, and whether a frame stands out from it."""

from __future__ import annotations

from collections import deque

import numpy as np

from appliance.audio.format import FRAME_S, Samples

FLOOR_DBFS = -70.0
"""Quieter than any room a microphone hears; digital silence counts as this."""


def level_dbfs(samples: Samples) -> float:
    """Return the root mean square of `samples` in dB relative to full scale, at least `FLOOR_DBFS`."""
    mean_square = float(np.mean(np.square(samples.astype(np.float32)))) / 32768.0**2
    return max(FLOOR_DBFS, 10 * float(np.log10(mean_square + 1e-12)))


class RoomLevel:
    """How loud the room is while nobody makes a sound in it: the quietest frame of the last two seconds.

    Even fluent speech has pauses between its syllables, and a fan that starts is known two seconds later (the idea of
    minimum statistics, Martin 2001, without its smoothing).
    """

    FRAMES = round(2.0 / FRAME_S)

    def __init__(self) -> None:
        self._levels: deque[float] = deque([FLOOR_DBFS], maxlen=self.FRAMES)

    def hear(self, level: float) -> float:
        """Take the level of a frame into account, and return that of the room, both in dB relative to full scale."""
        self._levels.append(level)
        return min(self._levels)


class LevelGate:
    """Lets a frame pass that is louder than the room, and not far below the loudest speech of late."""

    FALL_DB_PER_S = 6.0
    BELOW_PEAK_DB = 32.0

    def __init__(self, margin_db: float) -> None:
        self._margin_db = margin_db
        self._room = RoomLevel()
        self._peak = FLOOR_DBFS

    def passes(self, samples: Samples) -> bool:
        """Take a frame into account and say whether it stands out."""
        level = level_dbfs(samples)
        self._peak = max(level, self._peak - self.FALL_DB_PER_S * FRAME_S)
        return level > max(self._room.hear(level) + self._margin_db, self._peak - self.BELOW_PEAK_DB)
