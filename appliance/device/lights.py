"""Lights: the thread that shows the present sign on a light. `light_signs` has the patterns.

It sleeps until the pattern changes or there is a new sign. With a steady pattern it only checks once a minute whether
it is night.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable

from appliance.board.panel import Colour, Light
from appliance.device.light_patterns import brightness_at, colour, next_change_s
from appliance.device.light_signs import LightSign, pattern_of
from appliance.errors import PinUnavailable
from appliance.settings import LightSettings
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

LOOK_AT_THE_TIME_S = 60.0
"""Longest sleep, so that a steady light follows night and day at most this late."""
SHOWING_S = 10.0
"""Deadline of the heartbeat for showing a colour: a driver that takes longer hangs."""


class Lights:
    """Shows one sign at a time on one light. `show()` and `user_speaks()` may be called from any thread."""

    name = "lights"

    def __init__(
        self,
        light: Light,
        settings: LightSettings,
        clock: Callable[[], float],
        time_of_day: Callable[[], datetime.time],
    ) -> None:
        self._light = light
        self._settings = settings
        self._clock = clock
        self._time_of_day = time_of_day
        self._changed = threading.Condition()
        self._has_news = False
        """True when there is something new to show."""
        self._stopped = False
        self._sign = LightSign.DISCONNECTED
        self._since_s = clock()
        self._is_user_speaking = False
        self._shown: Colour | None = None
        """The colour that the light shows now."""
        self._given_up = False
        """True once the light has failed: it is not used any more."""
        self.heartbeat = Heartbeat(self.name, lambda: self._has_news)

    def open(self) -> None:
        """Open the light, dark; before `run()`, so that a wrong pin is reported at once. Raises `PinUnavailable`."""
        self._light.open()

    def close(self) -> None:
        """Darken and close the light, for the case that `run()` was never called."""
        self._light.close()

    def show(self, sign: LightSign) -> None:
        """Show `sign` from now on; its pattern begins again only if the sign is a different one."""
        with self._changed:
            if sign is not self._sign:
                self._sign = sign
                self._since_s = self._clock()
                self._wake()

    def user_speaks(self, is_speaking: bool) -> None:
        """Set whether the user is speaking now."""
        with self._changed:
            if is_speaking is not self._is_user_speaking:
                self._is_user_speaking = is_speaking
                self._wake()

    def stop(self) -> None:
        """Make `run()` darken and close the light, and return."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _wake(self) -> None:
        self._has_news = True
        self._changed.notify()

    def run(self) -> None:
        """Show the present sign until `stop()`; close the light at the end, also after an error."""
        try:
            while not self._stopped:
                self.heartbeat.working("showing a colour", SHOWING_S)
                wait_s = self.update()
                self.heartbeat.waiting()
                with self._changed:
                    self._changed.wait_for(lambda: self._has_news or self._stopped, wait_s)
        finally:
            self._light.close()

    def update(self) -> float | None:
        """Show what is to be shown now; return after how many seconds to call this again, None: at the next news."""
        with self._changed:
            self._has_news = False
            pattern = pattern_of(self._sign, self._light.kind)
            elapsed_s = self._clock() - self._since_s
            is_user_speaking = self._is_user_speaking
        if self._given_up:
            return None
        brightness = brightness_at(self._settings, self._time_of_day())
        self._set(colour(pattern, elapsed_s, is_user_speaking, brightness))
        change_s = next_change_s(pattern, elapsed_s)
        return LOOK_AT_THE_TIME_S if change_s is None else min(change_s - elapsed_s, LOOK_AT_THE_TIME_S)

    def _set(self, shown: Colour) -> None:
        if shown == self._shown:
            return
        self._shown = shown
        try:
            self._light.show(shown)
        except PinUnavailable as error:
            # An appliance without its light is better than none.
            self._given_up = True
            log.warning("the light is given up: %s", error)
