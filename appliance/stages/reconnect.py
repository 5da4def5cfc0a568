"""ReconnectingDevice: a device that may be missing at first, be lost, and come back; events tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appliance.errors import AudioUnavailable
from appliance.events import DeviceBack, DeviceLost, Event
from appliance.interfaces import AudioDevice
from appliance.threads.stage import LONGEST_STEP_S

RETRY_S = 0.7
"""Time between two attempts to open a missing device: with the opening itself it is back within 2 s."""
OPENING_S = 30.0
"""Longest that opening a device may take before it counts as hung: a broken card is given up after 10 s already."""


class ReconnectingDevice:
    """Opens a device, and opens it anew when it was lost; used by the thread that uses the device."""

    def __init__(
        self,
        device: AudioDevice,
        open_device: Callable[[], None],
        close_device: Callable[[], None],
        *,
        try_out: Callable[[], object] = lambda: None,
        may_be_missing: bool,
    ) -> None:
        """`try_out`: has some sound go through a device that was just opened anew; raises `AudioUnavailable`.

        Many a broken card can be opened, and then no sound comes, or is taken.
        """
        self._device = device
        self._open = open_device
        self._close = close_device
        self._try_out = try_out
        self._may_be_missing = may_be_missing
        self._unreported: AudioUnavailable | None = None
        self._last_reason = ""
        self.is_lost = False
        """True while there is nothing to be used."""

    def open(self) -> None:
        """Open it; when that cannot be, raise `AudioUnavailable`, or be lost if it may be missing."""
        try:
            self._open()
        except AudioUnavailable as error:
            if not self._may_be_missing:
                raise
            self.lost_unreported(error)

    def longest_step_s(self) -> float:
        """Return how long its next use may take."""
        return OPENING_S if self.is_lost else LONGEST_STEP_S

    def lost_unreported(self, error: AudioUnavailable) -> None:
        """Take note that it is gone where no event can be yielded; `try_again()` yields it."""
        self.is_lost, self._unreported = True, error

    def lost(self, error: AudioUnavailable) -> Iterator[Event]:
        """Take note that it is gone; yield why, unless the same was yielded last."""
        self.is_lost, self._unreported = True, None
        if str(error) != self._last_reason:
            self._last_reason = str(error)
            yield DeviceLost(self._device, error)

    def try_again(self) -> Iterator[Event]:
        """Open it anew, and try it out; yield that it is back, or why it is not."""
        if self._unreported:
            yield from self.lost(self._unreported)
            return
        self._close()
        try:
            self._open()
            self._try_out()
        except AudioUnavailable as error:
            yield from self.lost(error)
            return
        self.is_lost, self._last_reason = False, ""
        yield DeviceBack(self._device)
