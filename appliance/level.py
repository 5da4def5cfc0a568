"""Levels: how loud a frame is, how loud the room is, and whether a frame stands out from it."""

from __future__ import annotations

import numpy as np

from appliance.interfaces import FRAME_S
from appliance.items import Samples

FLOOR_DBFS = -70.0
"""Quieter than any room a microphone hears; digital silence counts as this."""


def level_dbfs(samples: Samples) -> float:
    """Return the root mean square of `samples` in dB relative to full scale, at least `FLOOR_DBFS`."""
    mean_square = float(np.mean(np.square(samples.astype(np.float32)))) / 32768.0**2
    return max(FLOOR_DBFS, 10 * float(np.log10(mean_square + 1e-12)))


class LevelGate:
    """Lets a frame pass that is louder than the room, and not far below the loudest speech of late.

    The noise floor follows a quieter frame at once and a louder one slowly (minimum tracking, as in Martin 2001,
    "Noise power spectral density estimation based on optimal smoothing and minimum statistics", much simplified).
    """

    RISE_DB_PER_S = 4.0
    FALL_DB_PER_S = 6.0
    BELOW_PEAK_DB = 32.0

    def __init__(self, margin_db: float) -> None:
        self._margin_db = margin_db
        self._floor = FLOOR_DBFS
        self._peak = FLOOR_DBFS

    def passes(self, samples: Samples) -> bool:
        """Take a frame into account and say whether it stands out."""
        level = level_dbfs(samples)
        self._floor = min(level, self._floor + self.RISE_DB_PER_S * FRAME_S)
        self._peak = max(level, self._peak - self.FALL_DB_PER_S * FRAME_S)
        return level > max(self._floor + self._margin_db, self._peak - self.BELOW_PEAK_DB)
