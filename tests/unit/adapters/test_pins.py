"""The pin factory: which driver is taken, and the message when none works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.adapters.pins import why_no_chip


def test_a_machine_without_a_chip(tmp_path: Path) -> None:
    assert why_no_chip(tmp_path) == (
        f"there is no GPIO chip ({tmp_path}/gpiochip*) on this machine; "
        'to do without, set button.enabled = false and light.kind = "none"'
    )


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run the block as another user than root, because root is never refused."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_user_who_may_not_use_the_chip() -> None:
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        chips = [Path(folder, f"gpiochip{number}") for number in range(2)]
        for chip in chips:
            chip.touch()
        chips[0].chmod(0o666)
        chips[1].chmod(0)
        with as_nobody():
            sentence = why_no_chip(Path(folder))
    assert sentence == f"{chips[1]}: this user may not use it; add the user to the group gpio (usermod -aG gpio NAME)"


# --- which driver is taken

OPEN_ALL = """
import os, sys, warnings
from gpiozero.exc import GPIOZeroWarning
from appliance.adapters.gpio import GpioButton, GpioLight
from appliance.errors import PinUnavailable
warnings.simplefilter("error", GPIOZeroWarning)
here = os.getcwd()
button, light = GpioButton(17, "low"), GpioLight("led", (27,), "high")
for what in (lambda: button.open(print), light.open, light.close, button.close):
    try:
        what()
    except PinUnavailable as error:
        print(error)
print(os.listdir(), os.getcwd() == here, "lgpio" in sys.modules)
"""


def output_of(script: str, folder: Path, **environment: str) -> list[str]:
    """Return the output of a script in a process of its own, because lgpio starts a thread that never ends."""
    inherited = {key: value for key, value in os.environ.items() if key != "GPIOZERO_PIN_FACTORY"}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return run.stdout.splitlines()


OPEN_BUSY = """
import lgpio
from gpiozero.pins.mock import MockFactory, MockPin
from appliance.adapters.gpio import GpioButton, GpioLight
from appliance.errors import PinUnavailable

class BusyPin(MockPin):
    def __init__(self, factory, info):
        raise lgpio.error(lgpio.error_text(lgpio.GPIO_BUSY))

pins = MockFactory(pin_class=BusyPin)
light = GpioLight("rgb", (5, 6, 13), "high", pins)
for what in (lambda: GpioButton(17, "low", pins).open(print), light.open):
    try:
        what()
    except PinUnavailable as error:
        print(error)
"""


def test_a_pin_that_another_program_uses(tmp_path: Path) -> None:
    """The error is lgpio's own. Only a real board can show that a claimed line raises it."""
    reason = "in use by another program or driver (the command gpioinfo names it); stop that, or take another pin"
    assert output_of(OPEN_BUSY, tmp_path) == [f"button.pin = 17: {reason}", f"light.pins = [5, 6, 13]: {reason}"]


@pytest.mark.skipif(bool(list(Path("/dev").glob("gpiochip*"))), reason="this machine has GPIO")
def test_without_gpio_one_sentence_says_what_to_set_and_no_file_is_left(tmp_path: Path) -> None:
    sentence, again, *rest = output_of(OPEN_ALL, tmp_path)
    assert (
        sentence
        == again
        == (
            "this machine is no Raspberry Pi and has no GPIO pins; "
            'to do without, set button.enabled = false and light.kind = "none"'
        )
    )
    assert rest == ["[] True True"]


def test_the_driver_that_the_user_has_set_is_taken(tmp_path: Path) -> None:
    assert output_of(OPEN_ALL, tmp_path, GPIOZERO_PIN_FACTORY="mock") == ["[] True False"]


def test_a_driver_that_does_not_exist(tmp_path: Path) -> None:
    sentence, *_ = output_of(OPEN_ALL, tmp_path, GPIOZERO_PIN_FACTORY="abacus")
    assert sentence == (
        "$GPIOZERO_PIN_FACTORY = 'abacus' cannot be used here (Unable to find pin factory 'abacus'); unset it"
    )
