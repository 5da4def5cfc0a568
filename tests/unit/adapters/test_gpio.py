"""Button and lights on gpiozero's mock pins, and the messages when a pin is wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from appliance.adapters.gpio import GpioButton, GpioLight, GpioLightKind, Level
from appliance.adapters.pins import pin_errors
from appliance.board.panel import Button, Colour, Light, LightKind
from appliance.errors import PinUnavailable

DARK = Colour(0, 0, 0)
PULLED_UP = 2
"""GPIO2 has a pull-up resistor on the board."""


@pytest.fixture
def pins() -> MockFactory:
    return MockFactory(pin_class=MockPWMPin)


def drive(pin: Any, is_high: bool) -> None:
    (pin.drive_high if is_high else pin.drive_low)()


class Edges:
    """Records the button's edges."""

    def __init__(self) -> None:
        self.pressed: list[bool] = []
        self.at_s: list[float] = []

    def __call__(self, is_pressed: bool, at_s: float) -> None:
        self.pressed.append(is_pressed)
        self.at_s.append(at_s)


# --- the button


@pytest.mark.parametrize(("active", "pull"), [("low", "up"), ("high", "down")])
def test_every_edge_is_reported_bounces_included(pins: MockFactory, active: Level, pull: str) -> None:
    button: Button = GpioButton(17, active, pins)
    edges = Edges()
    began_s = time.monotonic()
    button.open(edges)
    assert pins.pin(17).pull == pull, "the internal resistor is on: no other is needed"
    for is_pressed in (True, False, True, False, True, False):
        drive(pins.pin(17), is_pressed is (active == "high"))
    button.close()
    assert edges.pressed == [True, False, True, False, True, False]
    times_s = [began_s, *edges.at_s, time.monotonic()]
    assert times_s == sorted(times_s)


class LateFactory(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """A driver whose clock has gone on by `late_s` when it is asked for the time after an edge."""

    late_s = 0.25

    def ticks(self) -> float:
        return time.monotonic() + self.late_s


def test_an_edge_has_the_time_at_which_the_driver_saw_it() -> None:
    pins = LateFactory(pin_class=MockPWMPin)
    button, edges = GpioButton(17, "low", pins), Edges()
    button.open(edges)
    before_s = time.monotonic()
    pins.pin(17).drive_low()
    after_s = time.monotonic()
    assert before_s - 0.26 <= edges.at_s[0] <= after_s - 0.24
    pins.late_s = -5e8  # a clock of another kind: no time can be made of it
    before_s = time.monotonic()
    pins.pin(17).drive_high()
    assert edges.at_s[1] >= before_s
    button.close()


def test_a_closed_button_reports_nothing_and_its_pin_is_free(pins: MockFactory) -> None:
    button, edges = GpioButton(17, "low", pins), Edges()
    button.open(edges)
    button.close()
    button.close()
    pins.pin(17).drive_low()
    assert edges.pressed == []
    GpioButton(17, "high", pins).open(edges)


# --- lights


@pytest.mark.parametrize("active", ["high", "low"])
def test_an_led_is_on_for_every_colour_that_is_not_dark(pins: MockFactory, active: Level) -> None:
    light: Light = GpioLight("led", (27,), active, pins)
    light.open()
    lit = active == "high"
    assert light.kind is LightKind.ON_OFF
    assert bool(pins.pin(27).state) is not lit, "opened dark"
    light.show(Colour(0, 0, 0.001))
    assert bool(pins.pin(27).state) is lit
    light.show(DARK)
    assert bool(pins.pin(27).state) is not lit


@pytest.mark.parametrize("active", ["high", "low"])
def test_a_dimmable_led_shows_the_brightest_part_of_the_colour(pins: MockFactory, active: Level) -> None:
    light: Light = GpioLight("pwm", (27,), active, pins)
    light.open()
    assert light.kind is LightKind.DIMMABLE
    duties = []
    for colour in (Colour(0.5, 0.25, 0), Colour(0, 0, 1), DARK, Colour(0.001, 0, 0)):
        light.show(colour)
        state = pins.pin(27).state
        duties.append(state if active == "high" else 1 - state)
    assert duties == pytest.approx([0.5, 1, 0, 0.01]), "the dimmest light is still a light"


def test_a_coloured_led_shows_the_colour(pins: MockFactory) -> None:
    light: Light = GpioLight("rgb", (5, 6, 13), "high", pins)
    light.open()
    assert light.kind is LightKind.COLOUR
    light.show(Colour(1, 0.3, 0.002))
    assert [pins.pin(number).state for number in (5, 6, 13)] == [1, 0.3, 0.01]


LIGHTS: list[tuple[GpioLightKind, tuple[int, ...]]] = [("led", (5,)), ("pwm", (5,)), ("rgb", (5, 6, 13))]


@pytest.mark.parametrize("active", ["high", "low"])
@pytest.mark.parametrize(("kind", "numbers"), LIGHTS)
def test_a_closed_light_is_dark_and_its_pins_are_free(
    pins: MockFactory, kind: GpioLightKind, numbers: tuple[int, ...], active: Level
) -> None:
    light = GpioLight(kind, numbers, active, pins)
    light.open()
    light.show(Colour(1, 1, 1))
    light.close()
    light.close()
    for number in numbers:
        assert pins.pin(number).function == "input", "no current flows either way"
        if active == "high":
            assert pins.pin(number).state == 0
    GpioLight(kind, numbers, active, pins).open()


# --- what can be wrong


@contextmanager
def refused(*words: str) -> Iterator[None]:
    with pytest.raises(PinUnavailable) as info:
        yield
    sentence = str(info.value)
    assert all(word in sentence for word in words), sentence
    assert "\n" not in sentence


def test_a_pin_that_does_not_exist(pins: MockFactory) -> None:
    with refused("button.pin = 40: this board has no such pin"):
        GpioButton(40, "low", pins).open(Edges())
    with refused("light.pins = [5, 6, 77]: this board has no such pin"):
        GpioLight("rgb", (5, 6, 77), "high", pins).open()


def test_a_pin_that_is_given_twice(pins: MockFactory) -> None:
    button = GpioButton(17, "low", pins)
    button.open(Edges())
    with refused("light.pins = [17]: used twice"):
        GpioLight("led", (17,), "high", pins).open()
    with refused("light.pins = [5, 5, 6]: used twice"):
        GpioLight("rgb", (5, 5, 6), "high", pins).open()


@pytest.mark.parametrize(
    ("kind", "numbers", "needed"), [("led", (), "one pin"), ("pwm", (5, 6, 13), "one pin"), ("rgb", (5,), "three pins")]
)
def test_a_wrong_number_of_pins(pins: MockFactory, kind: GpioLightKind, numbers: tuple[int, ...], needed: str) -> None:
    with refused(f'light.pins = {list(numbers)}: light.kind = "{kind}" needs {needed}'):
        GpioLight(kind, numbers, "high", pins).open()


def test_a_pin_that_cannot_be_dimmed() -> None:
    with refused("light.pins = [27]: this pin cannot be dimmed", 'light.kind = "led"'):
        GpioLight("pwm", (27,), "high", MockFactory(pin_class=MockPin)).open()


def test_a_pin_that_is_pulled_up_cannot_be_active_high(pins: MockFactory) -> None:
    with refused(f"button.pin = {PULLED_UP}: this pin is pulled up", 'button.active = "low"'):
        GpioButton(PULLED_UP, "high", pins).open(Edges())
    GpioButton(PULLED_UP, "low", pins).open(Edges())


class DyingPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """Can be claimed, but cannot be written while `is_dead`."""

    is_dead = False

    def _set_state(self, value: float) -> None:
        if DyingPin.is_dead:
            raise OSError("bad GPIO write")
        super()._set_state(value)


def test_a_light_that_fails_later_says_so_and_can_still_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    light = GpioLight("pwm", (27,), "high", MockFactory(pin_class=DyingPin))
    light.open()
    monkeypatch.setattr(DyingPin, "is_dead", True)
    with refused("light.pins = [27]: the driver refuses (bad GPIO write)"):
        light.show(Colour(1, 0, 0))
    light.close()


def test_other_errors_than_those_of_pins_are_passed_on() -> None:
    with pytest.raises(ZeroDivisionError), pin_errors("button.pin = 17"):
        _ = 1 / 0
