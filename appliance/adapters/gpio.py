"""GpioButton and GpioLight: a button and a light on GPIO pins, through gpiozero.

Nothing is decided here. Every edge of the button is passed on, bounces included (see `gestures`). A light shows the
colour it is given (see `lights`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

from gpiozero import LED, PWMLED, RGBLED, InputDevice

from appliance.adapters.pins import default_pin_factory, pin_errors
from appliance.board.panel import Colour, LightKind
from appliance.errors import PinUnavailable

Level = Literal["low", "high"]

LATEST_S = 1.0
"""An edge that seems older has a time of another clock than the driver's own, as the kernel's before Linux 5.7."""
DIMMEST = 0.01
"""Lowest duty cycle above 0. lgpio rounds duty cycles down to whole percents, which would turn a dim light off."""


class GpioButton:
    """A button between a pin and ground (`active` "low") or 3.3 V ("high"). The pin's internal resistor is used."""

    def __init__(self, pin: int, active: Level, pin_factory: Any = None) -> None:
        self._pin = pin
        self._active = active
        self._pin_factory = pin_factory
        self._device: Any = None
        self._changed: Callable[[bool, float], None]

    def open(self, changed: Callable[[bool, float], None]) -> None:
        """Call `changed(is_pressed, at_s)` at every edge from now on, on the driver's thread; `at_s` is monotonic.

        Raises `PinUnavailable`.
        """
        with pin_errors(f"button.pin = {self._pin}"):
            # Not gpiozero's Button: that has one more thread, which times how long it is held, and no time of an edge.
            self._device = InputDevice(
                self._pin,
                pull_up=self._active == "low",
                pin_factory=self._pin_factory or default_pin_factory(),
            )
            self._changed = changed
            self._device.pin.when_changed = self._on_edge

    def _on_edge(self, ticks: Any, state: int) -> None:
        """Pass an edge on, with the time at which the driver saw it: this thread may be late, and a spike look long."""
        factory = self._device.pin_factory
        age_s = factory.ticks_diff(factory.ticks(), ticks)
        self._changed(bool(state) is (self._active == "high"), time.monotonic() - min(max(0.0, age_s), LATEST_S))

    def close(self) -> None:
        """Free the pin. `changed` is not called any more."""
        if self._device:
            self._device.pin.when_changed = None
        _close(self._device)
        self._device = None


GpioLightKind = Literal["led", "pwm", "rgb"]

_KINDS = {"led": LightKind.ON_OFF, "pwm": LightKind.DIMMABLE, "rgb": LightKind.COLOUR}
_PINS = {"led": 1, "pwm": 1, "rgb": 3}


class GpioLight:
    """One LED that is on or off ("led") or dimmable ("pwm"), or a red, a green and a blue one ("rgb")."""

    def __init__(self, kind: GpioLightKind, pins: tuple[int, ...], active: Level, pin_factory: Any = None) -> None:
        self.kind = _KINDS[kind]
        self._kind_name = kind
        self._pins = pins
        self._active = active
        self._pin_factory = pin_factory
        self._device: Any = None

    @property
    def _setting(self) -> str:
        return f"light.pins = {list(self._pins)}"

    def open(self) -> None:
        """Claim the pins, with the light off. Raises `PinUnavailable`."""
        count = _PINS[self._kind_name]
        if len(self._pins) != count:
            needed = "one pin" if count == 1 else "three pins: red, green, blue"
            raise PinUnavailable(f'{self._setting}: light.kind = "{self._kind_name}" needs {needed}')
        device_class = {"led": LED, "pwm": PWMLED, "rgb": RGBLED}[self._kind_name]
        with pin_errors(self._setting):
            self._device = device_class(
                *self._pins,
                active_high=self._active == "high",
                pin_factory=self._pin_factory or default_pin_factory(),
            )

    def show(self, colour: Colour) -> None:
        """Show this colour from now on. Raises `PinUnavailable` when the driver refuses."""
        with pin_errors(self._setting):
            match self.kind:
                case LightKind.ON_OFF:
                    self._device.value = max(colour) > 0
                case LightKind.DIMMABLE:
                    self._device.value = _duty(max(colour))
                case LightKind.COLOUR:
                    self._device.value = tuple(map(_duty, colour))

    def close(self) -> None:
        """Turn the light off and free the pins."""
        if self._device is not None:
            with suppress(PinUnavailable):
                self.show(Colour(0, 0, 0))
        _close(self._device)
        self._device = None


def _duty(part: float) -> float:
    return max(part, DIMMEST) if part > 0 else 0.0


def _close(device: Any) -> None:
    # A pin that cannot be freed now is freed when the process ends.
    if device is not None:
        with suppress(PinUnavailable), pin_errors("closing"):
            device.close()
