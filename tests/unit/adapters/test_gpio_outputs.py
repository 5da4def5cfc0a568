"""Outputs on gpiozero's mock pins: on, off, what happens at a stop, and the messages when a pin is wrong."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from appliance.adapters.gpio import GpioButton
from appliance.adapters.gpio_outputs import SECTION, GpioOutputs
from appliance.device.skill_storage import SkillStorage
from appliance.errors import PinUnavailable
from appliance.output_settings import OutputSettings
from appliance.skills.context import Outputs
from tests.unit.skills.lists_rig import MemoryStorage

LAMP = OutputSettings(pin=17)
FAN = OutputSettings(pin=27, active="low")
HEATER = OutputSettings(pin=22, at_stop="keep")


@pytest.fixture
def pins() -> MockFactory:
    return MockFactory()


def level(pins: MockFactory, number: int) -> bool:
    return bool(pins.pin(number).state)


def test_all_begin_off_and_each_is_switched_alone(pins: MockFactory) -> None:
    opened = GpioOutputs({"lamp": LAMP, "desk fan": FAN}, pin_factory=pins)
    outputs: Outputs = opened
    assert outputs.names == ("lamp", "desk fan")
    opened.open()
    assert (level(pins, 17), level(pins, 27)) == (False, True)
    assert not outputs.is_on("lamp")
    outputs.set("desk fan", True)
    assert (level(pins, 17), level(pins, 27)) == (False, False)
    assert (outputs.is_on("lamp"), outputs.is_on("desk fan")) == (False, True)
    outputs.set("lamp", True)
    outputs.set("lamp", True)
    outputs.set("desk fan", False)
    assert (level(pins, 17), level(pins, 27)) == (True, True)


def test_at_a_stop_they_are_off_and_their_pins_are_free(pins: MockFactory) -> None:
    outputs = GpioOutputs({"lamp": LAMP, "fan": FAN}, pin_factory=pins)
    outputs.open()
    states: dict[int, Any] = {number: pins.pin(number).states for number in (17, 27)}
    outputs.set("lamp", True)
    outputs.set("fan", True)
    outputs.close()
    outputs.close()
    assert states[17][-1].state == 0
    assert states[27][-1].state == 1, "off is high"
    assert pins.pin(17).function == "input"
    assert not outputs.is_on("lamp")
    GpioButton(17, "high", pins).open(lambda is_pressed, at_s: None)


def test_what_is_kept_stays_on_at_a_stop_even_when_the_process_ends(pins: MockFactory) -> None:
    outputs = GpioOutputs({"heater": HEATER}, pin_factory=pins)
    outputs.open()
    outputs.set("heater", True)
    pin = pins.pin(22)
    outputs.close()
    del outputs
    pins.close()  # what gpiozero does at the end of the process
    assert pin.function == "output"
    assert pin.state == 1


def test_what_is_kept_is_as_it_was_at_the_next_start(pins: MockFactory) -> None:
    storage = MemoryStorage()
    settings = {"heater": HEATER, "lamp": LAMP}
    first = GpioOutputs(settings, storage, pins)
    first.open()
    first.set("lamp", True)
    assert storage.saves == 0, "what is off at a stop need not be kept"
    first.set("heater", True)
    first.close()
    second = GpioOutputs(settings, storage, pins)
    second.open()
    assert (second.is_on("heater"), second.is_on("lamp")) == (True, False)
    second.set("heater", False)
    second.close()
    third = GpioOutputs(settings, storage, pins)
    third.open()
    assert not third.is_on("heater")


@pytest.mark.parametrize("saved", [{}, {"on": 5}, {"on": ["gone", 7, "lamp"]}, {"x": []}])
def test_saved_nonsense_begins_off(pins: MockFactory, saved: dict[str, Any]) -> None:
    storage = SkillStorage(None)
    storage.save(SECTION, saved)
    outputs = GpioOutputs({"heater": HEATER, "lamp": LAMP}, storage, pins)
    outputs.open()
    assert (outputs.is_on("heater"), outputs.is_on("lamp")) == (False, False)


def test_a_full_disk_does_not_keep_the_heater_from_being_switched(
    pins: MockFactory, caplog: pytest.LogCaptureFixture
) -> None:
    storage = MemoryStorage()
    storage.is_full = True
    outputs = GpioOutputs({"heater": HEATER}, storage, pins)
    outputs.open()
    outputs.set("heater", True)
    assert level(pins, 22)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "what is on is forgotten at the next restart" in record.getMessage()


# --- what can be wrong


def test_a_pin_that_does_not_exist_frees_those_that_were_opened(pins: MockFactory) -> None:
    outputs = GpioOutputs({"lamp": LAMP, "fan": OutputSettings(pin=40)}, pin_factory=pins)
    with pytest.raises(PinUnavailable, match=r"^outputs\.fan\.pin = 40: this board has no such pin; give GPIO"):
        outputs.open()
    GpioButton(17, "low", pins).open(lambda is_pressed, at_s: None)
    with pytest.raises(PinUnavailable, match=r"^outputs\.lamp\.pin = 17: is not open"):
        outputs.set("lamp", True)


def test_a_pin_that_the_button_has(pins: MockFactory) -> None:
    button = GpioButton(17, "low", pins)  # kept: a button that nobody has is closed
    button.open(lambda is_pressed, at_s: None)
    with pytest.raises(PinUnavailable, match=r"^outputs\.lamp\.pin = 17: used twice"):
        GpioOutputs({"lamp": LAMP}, pin_factory=pins).open()


class DyingPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """Can be claimed, but cannot be written while `is_dead`."""

    is_dead = False

    def _set_state(self, value: float) -> None:
        if DyingPin.is_dead:
            raise OSError("bad GPIO write")
        super()._set_state(value)


def test_an_output_that_fails_later_says_so_and_can_still_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = GpioOutputs({"lamp": LAMP}, pin_factory=MockFactory(pin_class=DyingPin))
    outputs.open()
    monkeypatch.setattr(DyingPin, "is_dead", True)
    with pytest.raises(PinUnavailable, match=r"^outputs\.lamp\.pin = 17: the driver refuses \(bad GPIO write\)"):
        outputs.set("lamp", True)
    outputs.close()


def test_another_name_is_a_bug(pins: MockFactory) -> None:
    with pytest.raises(KeyError):
        GpioOutputs({"lamp": LAMP}, pin_factory=pins).set("fan", True)
