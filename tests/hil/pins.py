"""The pins of the appliance under test: pressed and watched, mock ones in this process or real ones by jumper wires."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.interfaces import Colour

PATIENCE_S = 30.0

HUES: dict[str, tuple[float, float, float]] = {
    "red": (1, 0, 0),
    "orange": (1, 0.3, 0),
    "yellow": (1, 0.7, 0),
    "green": (0, 1, 0),
    "blue": (0, 0.1, 1),
    "magenta": (1, 0, 0.7),
    "white": (1, 1, 1),
}
"""How a person would call a colour, whatever its brightness; `hue()` takes the nearest."""


FAINT = 0.015
"""Of full brightness: at one percent no eye sees a colour, and a pin has no steps to show one."""


def hue(colour: Colour) -> str:
    """Return the name of a colour, "dark" where it is too faint to have one."""
    brightest = max(colour)
    if brightest < FAINT:
        return "dark"
    parts = [part / brightest for part in colour]
    return min(HUES, key=lambda name: sum((a - b) ** 2 for a, b in zip(parts, HUES[name], strict=True)))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the light showed from a moment on."""

    at_s: float
    """On `time.monotonic()`."""
    colour: Colour
    """Each part 0..1."""

    @property
    def hue(self) -> str:
        """Its name."""
        return hue(self.colour)


class LightLog:
    """Every change of a light, with its time; may be waited on."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self._news = threading.Condition()

    def add(self, colour: Colour) -> None:
        """Note that the light shows `colour` now."""
        with self._news:
            if self.shown and self.shown[-1].colour == colour:
                return
            self.shown.append(Shown(time.monotonic(), colour))
            self._news.notify_all()

    def wait_for(self, wanted: Callable[[list[Shown]], bool], what: str) -> None:
        """Wait until what was shown so far is as wanted."""
        with self._news:
            if not self._news.wait_for(lambda: wanted(self.shown), PATIENCE_S):
                raise AssertionError(f"the light never showed {what}; it showed {hues(self.shown)[-20:]}")

    def since(self, at_s: float) -> list[Shown]:
        """Return what was shown from a moment on, with what was shown at that moment first."""
        with self._news:
            before = [shown for shown in self.shown if shown.at_s <= at_s][-1:]
            return before + [shown for shown in self.shown if shown.at_s > at_s]


def hues(shown: list[Shown]) -> list[str]:
    """Return the names of the colours in order; a change of brightness and a blink are no other colour."""
    names: list[str] = []
    for one in shown:
        if one.hue not in ("dark", *names[-1:]):
            names.append(one.hue)
    return names


class Pins(Protocol):
    """What the rig does with pins."""

    light: LightLog

    @property
    def factory(self) -> Any:
        """The pin factory for the appliance; None: its own."""

    def set_button(self, is_pressed: bool) -> float:
        """Press or release it; return when."""

    def close(self) -> None:
        """Let go of everything."""


class MockPins:
    """gpiozero's mock pins, in the process of the appliance: a button to ground, an RGB light."""

    def __init__(self, button: int, light: tuple[int, ...]) -> None:
        self.light = log = LightLog()
        numbers = list(light)

        class WatchedPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
            """Tells the log what the light shows once the last of its pins was set: in between it is another colour."""

            def _set_state(self, value: float) -> None:
                super()._set_state(value)
                if self.info.name == f"GPIO{numbers[-1]}":
                    log.add(Colour(*(float(self.factory.pin(number).state) for number in numbers)))

        self.factory = MockFactory(pin_class=WatchedPin)
        self._button = self.factory.pin(button)
        self._button.drive_high()

    def set_button(self, is_pressed: bool) -> float:
        """Pull it low, or let it go."""
        at_s = time.monotonic()
        if is_pressed:
            self._button.drive_low()
        else:
            self._button.drive_high()
        return at_s

    def close(self) -> None:
        """Nothing is held that would not go by itself."""


class WiredPins:
    """Real pins of the same Pi, wired to those of the appliance. Not yet run on a Raspberry Pi."""

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
        """Sample the light a thousand times a second, and note its mean over 20 ms: dim is on and off in turn."""
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
        """Pull it low, or let it go."""
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
