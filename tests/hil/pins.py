"""The pins of the appliance under test: mock pins in this process, or real pins connected by jumper wires."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.board.panel import Colour
from tests.patience import OUTER_S

TIMEOUT_S = OUTER_S

HUES: dict[str, tuple[float, float, float]] = {
    "red": (1, 0, 0),
    "orange": (1, 0.3, 0),
    "yellow": (1, 0.7, 0),
    "green": (0, 1, 0),
    "blue": (0, 0.1, 1),
    "magenta": (1, 0, 0.7),
    "white": (1, 1, 1),
}
"""The name that a person gives a colour, at any brightness; `hue()` takes the nearest."""

FAINT = 0.015
"""As a part of full brightness. At one percent no eye sees a colour, and the steps of a pin are too coarse."""


def hue(colour: Colour) -> str:
    """Return the name of a colour; "dark" for one that is too faint."""
    brightest = max(colour)
    if brightest < FAINT:
        return "dark"
    parts = [part / brightest for part in colour]
    return min(HUES, key=lambda name: sum((a - b) ** 2 for a, b in zip(parts, HUES[name], strict=True)))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the light showed from a moment until its next change."""

    at_s: float
    """The moment, on `time.monotonic()`."""
    colour: Colour
    """Each part 0..1."""

    @property
    def hue(self) -> str:
        """Name of the colour."""
        return hue(self.colour)


class LightLog:
    """Every change of a light, with its time. A test can wait for one."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self._changed = threading.Condition()

    def add(self, colour: Colour) -> None:
        """Record that the light shows `colour` from now on."""
        with self._changed:
            if self.shown and self.shown[-1].colour == colour:
                return
            self.shown.append(Shown(time.monotonic(), colour))
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[list[Shown]], bool], what: str) -> None:
        """Wait until `wanted` is true of all that was shown so far; `what` describes it in the error message."""
        with self._changed:
            if not self._changed.wait_for(lambda: wanted(self.shown), TIMEOUT_S):
                raise AssertionError(f"the light never showed {what}; it showed {hues(self.shown)[-20:]}")

    def since(self, at_s: float) -> list[Shown]:
        """Return what was shown from `at_s` on. The first is what the light was showing at that moment."""
        with self._changed:
            before = [shown for shown in self.shown if shown.at_s <= at_s][-1:]
            return before + [shown for shown in self.shown if shown.at_s > at_s]


def hues(shown: list[Shown]) -> list[str]:
    """Return the names of the colours in order. A change of brightness or a blink does not count as another colour."""
    names: list[str] = []
    for one in shown:
        if one.hue not in ("dark", *names[-1:]):
            names.append(one.hue)
    return names


class Pins(Protocol):
    """The button and the light, as the rig uses them."""

    light: LightLog

    @property
    def factory(self) -> Any:
        """The gpiozero pin factory for the appliance; None: the appliance uses its own."""

    def set_button(self, is_pressed: bool) -> float:
        """Press or release the button; return when, on `time.monotonic()`."""

    def close(self) -> None:
        """Free the pins."""


class MockPins:
    """gpiozero's mock pins, in the process of the appliance: a button that connects to ground, and an RGB light."""

    def __init__(self, button: int, light: tuple[int, ...]) -> None:
        self.light = log = LightLog()
        numbers = list(light)

        class WatchedPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
            """Records the colour when the last of the light's pins was set: before, it is a mixture of two."""

            def _set_state(self, value: float) -> None:
                super()._set_state(value)
                if self.info.name == f"GPIO{numbers[-1]}":
                    log.add(Colour(*(float(self.factory.pin(number).state) for number in numbers)))

        self.factory = MockFactory(pin_class=WatchedPin)
        self._button = self.factory.pin(button)
        self._button.drive_high()

    def set_button(self, is_pressed: bool) -> float:
        """Drive the button's pin low (pressed) or high."""
        at_s = time.monotonic()
        if is_pressed:
            self._button.drive_low()
        else:
            self._button.drive_high()
        return at_s

    def close(self) -> None:
        """Do nothing: mock pins use no resources."""


class WiredPins:
    """Real pins of the same Pi, wired to the pins of the appliance. Not yet run on a Raspberry Pi."""

    factory = None

    def __init__(self, press_pin: int, light_pins: tuple[int, ...]) -> None:
        from gpiozero import InputDevice, OutputDevice

        self.light = LightLog()
        self._button = OutputDevice(press_pin, active_high=False)
        self._inputs = [InputDevice(pin) for pin in light_pins]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="light", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        """Sample the light a thousand times a second and record its mean over 20 ms: a dim light is pulsed."""
        last = Colour(-1, -1, -1)
        while not self._stopped.is_set():
            samples = []
            for _ in range(20):
                samples.append([float(pin.value) for pin in self._inputs])
                self._stopped.wait(0.001)
            colour = Colour(*(round(sum(part) / len(part), 1) for part in zip(*samples, strict=True)))
            if colour != last:
                last = colour
                self.light.add(colour)

    def set_button(self, is_pressed: bool) -> float:
        """Drive the button's pin low (pressed) or high."""
        at_s = time.monotonic()
        (self._button.on if is_pressed else self._button.off)()
        return at_s

    def close(self) -> None:
        """Free the pins."""
        self._stopped.set()
        self._thread.join()
        self._button.close()
        for pin in self._inputs:
            pin.close()
