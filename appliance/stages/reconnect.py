"""ReconnectingDevice: a device that may be missing at first, be lost, and come back; events tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appliance.errors import AudioUnavailable
from appliance.events import AudioDevice, DeviceBack, DeviceLost, Event
from appliance.threads.stage import LONGEST_STEP_S

RETRY_S = 0.7
"""A device that is missing is looked for so often: with the opening itself it is back within 2 s."""
OPENING_S = 30.0
"""Longest that opening a device may take before it hangs: a broken card is given up after 10 s already."""


class ReconnectingDevice:
    """Opens a device, and opens it anew when it was lost; used by the thread that uses the device."""

    def __init__(
        self,
        device: AudioDevice,
        open_device: Callable[[], None],
        close_device: Callable[[], None],
        *,
        may_be_missing: bool,
    ) -> None:
        self._device = device
        self._open = open_device
        self._close = close_device
        self._may_be_missing = may_be_missing
        self._untold: AudioUnavailable | None = None
        self._told = ""
        self.is_lost = False
        """True while there is nothing to be used."""

    def open(self) -> None:
        """Open it; when that cannot be, raise `AudioUnavailable`, or be lost if it may be missing."""
        try:
            self._open()
        except AudioUnavailable as error:
            if not self._may_be_missing:
                raise
            self.lost_untold(error)

    def longest_step_s(self) -> float:
        """Return how long its next use may take."""
        return OPENING_S if self.is_lost else LONGEST_STEP_S

    def lost_untold(self, error: AudioUnavailable) -> None:
        """Take note that it is gone where no event can be told; `try_again()` tells it."""
        self.is_lost, self._untold = True, error

    def lost(self, error: AudioUnavailable) -> Iterator[Event]:
        """Take note that it is gone, and tell why unless that was told."""
        self.is_lost, self._untold = True, None
        if str(error) != self._told:
            self._told = str(error)
            yield DeviceLost(self._device, error)

    def try_again(self) -> Iterator[Event]:
        """Open it anew; tell that it is back, or why it still is not."""
        if self._untold:
            yield from self.lost(self._untold)
            return
        self._close()
        try:
            self._open()
        except AudioUnavailable as error:
            yield from self.lost(error)
            return
        self.is_lost, self._told = False, ""
        yield DeviceBack(self._device)
