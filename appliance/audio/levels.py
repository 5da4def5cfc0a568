"""Levels: how loud a frame is, how loud the room is, and whether a frame is louder than the room."""

from __future__ import annotations

from collections import deque
from itertools import islice

import numpy as np

from appliance.audio.format import FRAME_S, Samples

FLOOR_DBFS = -70.0
"""Quieter than any real room. Digital silence counts as this."""


def level_dbfs(samples: Samples) -> float:
    """Return the root mean square of `samples` in dB relative to full scale, at least `FLOOR_DBFS`."""
    mean_square = float(np.mean(np.square(samples.astype(np.float32)))) / 32768.0**2
    return max(FLOOR_DBFS, 10 * float(np.log10(mean_square + 1e-12)))


class RoomLevel:
    """The noise level of the room: the level of the quietest frame of the last two seconds, or of the last five.

    Speech has pauses between its syllables, so the user does not raise the noise level. A fan that starts raises it so
    much later. This is the idea of minimum statistics (Martin 2001), without its smoothing.
    """

    FRAMES, LONG_FRAMES = round(2.0 / FRAME_S), round(5.0 / FRAME_S)

    def __init__(self) -> None:
        self._levels: deque[float] = deque([FLOOR_DBFS], maxlen=self.LONG_FRAMES)

    def update(self, level: float, *, for_long: bool = False) -> float:
        """Add the level of a frame and return that of the room, both in dB relative to full scale.

        `for_long`: of the last five seconds, because somebody speaks. In a room that rings on there are no pauses
        between the syllables, and fast speech often has none in two seconds.
        """
        self._levels.append(level)
        return min(self._levels if for_long else islice(reversed(self._levels), self.FRAMES))


class LevelGate:
    """Passes frames that are louder than the room, and not far below the loudest recent speech."""

    FALL_DB_PER_S = 6.0
    """How the loudest level is forgotten."""
    BELOW_PEAK_DB = 32.0
    """A frame that is this far below the loudest one is reverberation, not speech."""

    def __init__(self, margin_db: float) -> None:
        """`margin_db`: how far above the room a frame must be to pass."""
        self._margin_db = margin_db
        self._room = RoomLevel()
        self._peak = FLOOR_DBFS

    def passes(self, samples: Samples, *, knows_room: bool = False, goes_on: bool = False) -> bool:
        """Add a frame and return whether it passes.

        `knows_room`: it is judged elsewhere, by more than the last seconds, whether it is louder than the room.
        `goes_on`: somebody has just spoken who is louder than the room was before.
        """
        level = level_dbfs(samples)
        self._peak = max(level, self._peak - self.FALL_DB_PER_S * FRAME_S)
        margin_db = 0.0 if knows_room else self._margin_db
        room = self._room.update(level, for_long=goes_on)
        return level > max(room + margin_db, self._peak - self.BELOW_PEAK_DB)
