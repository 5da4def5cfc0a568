"""The doctor's checks of the pins."""

from __future__ import annotations

from pathlib import Path

from appliance.board.board import Board, ButtonWiring, LightWiring
from appliance.doctor import pins
from appliance.doctor.report import Verdict
from tests.unit.doctor.doctor_parts import PinButton, PinLight
from tests.unit.machine_files import add_gpio_chip, roots

BUTTON = ButtonWiring(17, "low")
LIGHT = LightWiring("rgb", (5, 6, 13), "high", None)
STRIP = LightWiring("apa102", (), "high", 3)
WIRED = Board("generic-usb", "*", "*", BUTTON, LIGHT)
BARE = Board("no-gpio", "*", "*", None, None)


def test_a_chip_is_named(tmp_path: Path) -> None:
    made = roots(tmp_path)
    add_gpio_chip(made, 0, "pinctrl-rp1", 54)
    check = pins.chip(WIRED, made.dev, made.sys)
    assert (check.verdict, check.found) == (Verdict.OK, "gpiochip0 (pinctrl-rp1)")


def test_no_chip_is_a_failure_only_where_one_is_needed(tmp_path: Path) -> None:
    made = roots(tmp_path)
    check = pins.chip(WIRED, made.dev, made.sys)
    assert check.verdict is Verdict.FAIL
    assert "no-gpio" in check.remedy
    assert pins.chip(BARE, made.dev, made.sys).verdict is Verdict.OK
    assert pins.chip(Board("x", "*", "*", None, STRIP), made.dev, made.sys).verdict is Verdict.OK


def test_a_chip_that_may_not_be_used(tmp_path: Path) -> None:
    made = roots(tmp_path)
    add_gpio_chip(made, 0, "pinctrl-rp1", 54)
    check = pins.chip(WIRED, made.dev, made.sys, lambda device: device.name != "gpiochip0")
    assert check.verdict is Verdict.FAIL
    assert "usermod -aG gpio" in check.remedy
    add_gpio_chip(made, 1, "expander", 8)
    other = "only another chip than the header's may be used"
    assert pins.chip(WIRED, made.dev, made.sys, lambda device: device.name != "gpiochip0").verdict is Verdict.FAIL, (
        other
    )
    assert pins.chip(WIRED, made.dev, made.sys, lambda device: device.name != "gpiochip1").verdict is Verdict.OK


def test_a_chip_that_is_not_the_headers_is_told(tmp_path: Path) -> None:
    made = roots(tmp_path)
    add_gpio_chip(made, 0, "AMDI0030:00", 256)
    check = pins.chip(WIRED, made.dev, made.sys)
    assert check.verdict is Verdict.WARN
    assert check.found == "gpiochip0 (AMDI0030:00): not of a Raspberry Pi's header"


def test_button_and_light_are_opened_and_closed() -> None:
    button, light = PinButton(), PinLight()
    button_check = pins.button(BUTTON, lambda: button, in_service=False)
    light_check = pins.light(LIGHT, lambda: light, in_service=False)
    assert (button_check.verdict, light_check.verdict) == (Verdict.OK, Verdict.OK)
    assert "GPIO17, low while pressed" in button_check.found
    assert "rgb, GPIO5, GPIO6, GPIO13" in light_check.found
    assert button.log == light.log == ["open", "close"]
    assert "3 LEDs on SPI" in pins.light(STRIP, PinLight, in_service=False).found


def test_a_part_that_cannot_be_opened_fails_with_its_sentence() -> None:
    sentence = "GPIO17 is in use by another program; choose another pin"
    assert pins.button(BUTTON, lambda: PinButton(sentence), in_service=False).found == sentence
    assert pins.light(LIGHT, lambda: PinLight(sentence), in_service=False).verdict is Verdict.FAIL


def test_what_the_running_appliance_has_open_is_not_opened() -> None:
    button, light = PinButton(), PinLight()
    assert "not tried" in pins.button(BUTTON, lambda: button, in_service=True).found
    assert "not tried" in pins.light(LIGHT, lambda: light, in_service=True).found
    assert button.log == light.log == []


def test_a_board_without_them_is_ok() -> None:
    assert pins.button(None, PinButton, in_service=False).found == "none on this board"
    assert pins.light(None, PinLight, in_service=False).verdict is Verdict.OK
