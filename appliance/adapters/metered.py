"""MeteredMicrophone: a microphone whose level can be seen."""

from __future__ import annotations

from appliance.audio.format import FRAME_S
from appliance.audio.levels import FLOOR_DBFS, level_dbfs
from appliance.interfaces import Microphone
from appliance.items import Frame

FALL_DB_PER_S = 40.0
"""How fast the level that is shown falls: a word must be seen by whoever looks ten times a second."""


class MeteredMicrophone:
    """Hands on what another microphone gives."""

    def __init__(self, microphone: Microphone) -> None:
        self.is_live = microphone.is_live
        self.xruns = microphone.xruns
        self.buffer_s = microphone.buffer_s
        self.level_dbfs = FLOOR_DBFS
        """The level now: dB relative to full scale, root mean square. It rises at once and falls slowly."""
        self._microphone = microphone

    def open(self) -> None:
        """Open the other one. Raises `AudioUnavailable`."""
        self._microphone.open()
        self.buffer_s = self._microphone.buffer_s

    def read(self) -> Frame | None:
        """Return the other one's next frame. Raises `AudioUnavailable`."""
        frame = self._microphone.read()
        self.xruns = self._microphone.xruns
        if frame is not None:
            self.level_dbfs = max(level_dbfs(frame.samples), self.level_dbfs - FALL_DB_PER_S * FRAME_S)
        return frame

    def close(self) -> None:
        """Close the other one."""
        self.level_dbfs = FLOOR_DBFS
        self._microphone.close()
