"""gpiozero's pin factory, and one sentence for every error of a pin.

gpiozero tries one driver after the other and warns about each. Here the driver is lgpio, or the one that
$GPIOZERO_PIN_FACTORY names. `gpio` and `apa102` use the pins.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gpiozero import Device
from gpiozero.exc import (
    GPIOPinInUse,
    GPIOZeroError,
    PinFixedPull,
    PinInvalidPin,
    PinPWMUnsupported,
    PinUnknownPi,
)

from appliance.board.gpio_chips import header_chip
from appliance.errors import PinUnavailable

_DO_WITHOUT = 'to do without, set button.enabled = false and light.kind = "none"'


def default_pin_factory() -> Any:
    """Return gpiozero's pin factory, one for all devices. Raises `PinUnavailable` where there are no pins.

    Call it before threads start: it changes the working directory for a moment, because lgpio leaves a FIFO there.
    """
    if Device.pin_factory is None:
        with TemporaryDirectory() as folder, chdir(folder):
            chosen = os.environ.get("GPIOZERO_PIN_FACTORY") or "lgpio"
            Device.pin_factory = _lgpio_factory() if chosen.lower() == "lgpio" else _chosen_factory(chosen)
    return Device.pin_factory


def _lgpio_factory() -> Any:
    import lgpio
    from gpiozero.pins.lgpio import LGPIOFactory

    # gpiozero goes by number: 4 on a Pi 5 where there is a gpiochip4, else 0. Either may be another chip.
    chip = header_chip()
    try:
        return LGPIOFactory() if chip is None else LGPIOFactory(chip=chip.number)
    except PinUnknownPi:
        raise PinUnavailable(f"this machine is no Raspberry Pi and has no GPIO pins; {_DO_WITHOUT}") from None
    except lgpio.error:
        raise PinUnavailable(why_no_chip(Path("/dev"))) from None


def _chosen_factory(name: str) -> Any:
    try:
        Device.ensure_pin_factory()
    except (GPIOZeroError, ImportError, OSError) as error:
        raise PinUnavailable(f"$GPIOZERO_PIN_FACTORY = {name!r} cannot be used here ({error}); unset it") from None
    return Device.pin_factory


def why_no_chip(devices: Path) -> str:
    """Return the reason why lgpio can open no GPIO chip in the folder `devices`."""
    chips = sorted(devices.glob("gpiochip*"))
    if not chips:
        return f"there is no GPIO chip ({devices}/gpiochip*) on this machine; {_DO_WITHOUT}"
    for chip in chips:
        if not os.access(chip, os.R_OK | os.W_OK, effective_ids=True):
            return f"{chip}: this user may not use it; add the user to the group gpio (usermod -aG gpio NAME)"
    return f"{chips[0]}: cannot be opened; {_DO_WITHOUT}"


@contextmanager
def pin_errors(setting: str) -> Iterator[None]:
    """Turn errors of gpiozero and lgpio into `PinUnavailable`. `setting` is the key and value that named the pin."""
    try:
        yield
    except _driver_errors() as error:
        raise PinUnavailable(f"{setting}: {_reason(error)}") from None


def _driver_errors() -> tuple[type[Exception], ...]:
    # lgpio is imported only if it is the driver: importing it just for its error class would start its thread.
    driver = sys.modules.get("lgpio")
    return (GPIOZeroError, OSError, driver.error) if driver else (GPIOZeroError, OSError)


def _reason(error: Exception) -> str:
    match error:
        case PinInvalidPin():
            return "this board has no such pin; give GPIO (BCM) numbers, 0 to 27 on the 40-pin header"
        case GPIOPinInUse():
            return "used twice in these settings; give the button and each part of the light a pin of its own"
        case PinFixedPull():
            return 'this pin is pulled up on the board; set button.active = "low", or take another pin'
        case PinPWMUnsupported():
            return 'this pin cannot be dimmed; set light.kind = "led"'
    if "busy" in str(error).lower():
        return "in use by another program or driver (the command gpioinfo names it); stop that, or take another pin"
    return f"the driver refuses ({str(error) or type(error).__name__}); check the setting and the wiring"
