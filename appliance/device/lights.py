"""Lights: the thread that keeps a light showing what it is told to. What that looks like stands in `light_signs`.

It sleeps until the pattern moves on or there is something new to show; a steady one costs a look at the time a minute.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable

from appliance.device.light_patterns import brightness_at, colour, next_change_s
from appliance.device.light_signs import LightSign, pattern_of
from appliance.errors import PinUnavailable
from appliance.interfaces import Colour, Light
from appliance.settings import LightSettings
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

LOOK_AT_THE_TIME_S = 60.0
"""Night begins at most so late, even where nothing changes."""
SHOWING_S = 10.0
"""A driver that takes longer to show a colour hangs."""


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
        self._stopped = False
        self._sign = LightSign.DISCONNECTED
        self._since_s = clock()
        self._is_user_speaking = False
        self._shown: Colour | None = None
        self._given_up = False
        self.heartbeat = Heartbeat(self.name, lambda: self._has_news)

    def open(self) -> None:
        """Get the light ready, dark; raise `PinUnavailable`. Before `run()`, so that a wrong pin is told at once."""
        self._light.open()

    def close(self) -> None:
        """Make the light dark and free it, where `run()` never came to it."""
        self._light.close()

    def show(self, sign: LightSign) -> None:
        """Show `sign` from now on; its pattern begins anew only when the sign is another."""
        with self._changed:
            if sign is not self._sign:
                self._sign = sign
                self._since_s = self._clock()
                self._wake()

    def user_speaks(self, is_speaking: bool) -> None:
        """Say whether the user is speaking just now."""
        with self._changed:
            if is_speaking is not self._is_user_speaking:
                self._is_user_speaking = is_speaking
                self._wake()

    def stop(self) -> None:
        """Let `run()` darken and close the light, and return."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _wake(self) -> None:
        self._has_news = True
        self._changed.notify()

    def run(self) -> None:
        """Show what there is to show until told to stop; whatever happens, the light is closed."""
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
        """Show what is to be shown now; return in how many seconds to do it again, None: when there is news."""
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
            # An appliance in the dark is better than none.
            self._given_up = True
            log.warning("the light is given up: %s", error)
