"""Checks of button and light: is there a GPIO chip, may it be used, can the pins be opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from appliance.board.board import Board, ButtonWiring, LightWiring
from appliance.board.gpio_chips import gpio_chips
from appliance.board.panel import Button, Light
from appliance.doctor.report import Check, Verdict
from appliance.errors import PinUnavailable

AREA = "pins"


def may_use(device: Path) -> bool:
    """Return whether this user may open a device."""
    return os.access(device, os.R_OK | os.W_OK)


def chip(board: Board, dev: Path, sys: Path, may_use: Callable[[Path], bool] = may_use) -> Check:
    """Check that there is a chip that this user may open."""
    chips = gpio_chips(dev, sys)
    names = ", ".join(f"{chip.name} ({chip.label})" if chip.label else chip.name for chip in chips)
    if not board.button and not (board.light and board.light.pins):
        return Check(AREA, "GPIO chip", Verdict.OK, f"{names or 'none'}; this board needs none")
    if not chips:
        remedy = 'run this on a Raspberry Pi, or choose profile = "no-gpio" under [board] in the settings'
        return Check(AREA, "GPIO chip", Verdict.FAIL, "there is none", remedy)
    headers = [chip for chip in chips if chip.is_header]
    if not headers and all(chip.label for chip in chips):
        remedy = 'run this on a Raspberry Pi, or choose profile = "no-gpio" under [board] in the settings'
        return Check(AREA, "GPIO chip", Verdict.WARN, f"{names}: not of a Raspberry Pi's header", remedy)
    if not any(may_use(dev / chip.name) for chip in headers or chips):
        remedy = "sudo usermod -aG gpio USER, then log in again"
        return Check(AREA, "GPIO chip", Verdict.FAIL, f"{names} may not be used by this user", remedy)
    return Check(AREA, "GPIO chip", Verdict.OK, names)


def button(wiring: ButtonWiring | None, make: Callable[[], Button | None], in_service: bool) -> Check:
    """Open the button and close it again, unless the running appliance has it open."""
    if wiring is None:
        return Check(AREA, "button", Verdict.OK, "none on this board")
    where = f"GPIO{wiring.pin}, {wiring.active} while pressed"
    return _tried("button", where, None if in_service else make, lambda device: device.open(_ignore))


def _ignore(is_pressed: bool, at_s: float) -> None:
    """Ignore the edge: the button is only opened."""


def light(wiring: LightWiring | None, make: Callable[[], Light | None], in_service: bool) -> Check:
    """Open the light and close it again, unless the running appliance has it open."""
    if wiring is None:
        return Check(AREA, "light", Verdict.OK, "none on this board")
    pins = ", ".join(f"GPIO{pin}" for pin in wiring.pins) or f"{wiring.leds} LEDs on SPI"
    return _tried("light", f"{wiring.kind}, {pins}", None if in_service else make, lambda device: device.open())


PartT = TypeVar("PartT", Button, Light)


def _tried(name: str, where: str, make: Callable[[], PartT | None] | None, open_part: Callable[[PartT], None]) -> Check:
    """Open a part and close it again. `make` None: the running appliance has it open."""
    if make is None:
        return Check(AREA, name, Verdict.OK, f"{where}: in use by the running appliance, not tried")
    part = make()
    if part is None:
        return Check(AREA, name, Verdict.OK, "none")
    try:
        open_part(part)
    except PinUnavailable as error:
        return Check(AREA, name, Verdict.FAIL, str(error))
    part.close()
    return Check(AREA, name, Verdict.OK, f"{where}: can be opened")
