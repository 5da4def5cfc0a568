"""FrameClock: when each frame was truly captured, from times that are often late and never early."""

from __future__ import annotations

from appliance.audio.format import FRAME_S

LATER_BY = 0.002
"""Part of a delay that is believed, each frame: so the clock of a card that is slower by 100 ppm is followed."""
LOST_S = 0.05
"""A frame that is so far from where it should be follows a gap."""


class FrameClock:
    """Takes the time of one frame after another."""

    def __init__(self) -> None:
        self._captured_s: float | None = None

    def captured_s(self, at_s: float) -> float:
        """Return when a frame ended that is said to have ended at `at_s`: a thread that was late says so too late."""
        if self._captured_s is None or abs(at_s - (expected_s := self._captured_s + FRAME_S)) > LOST_S:
            self._captured_s = at_s
        else:
            late_s = at_s - expected_s
            self._captured_s = expected_s + (late_s if late_s < 0 else late_s * LATER_BY)
        return self._captured_s
