"""The GPIO chips of this machine, as far as the kernel tells without one being opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text

DEV = Path("/dev")


@dataclass(frozen=True, slots=True)
class GpioChip:
    """A chip with pins."""

    name: str
    """Its device: gpiochip0."""
    label: str
    """What its driver calls it; "" when the kernel does not tell."""
    lines: int | None
    """How many pins it has; None when the kernel does not tell."""


def has_gpio(dev: Path = DEV) -> bool:
    """Say whether there is any GPIO chip."""
    return any(dev.glob("gpiochip*"))


def gpio_chips(dev: Path = DEV, sys: Path = Path("/sys")) -> tuple[GpioChip, ...]:
    """Return the chips that can be opened, by name."""
    return tuple(_chip(device.name, sys) for device in sorted(dev.glob("gpiochip*")))


def _chip(name: str, sys: Path) -> GpioChip:
    # The chip's folder has no label; the older interface in /sys/class/gpio has, under other numbers: both of a chip
    # belong to the same hardware.
    hardware = (sys / "bus/gpio/devices" / name).resolve().parent
    for old in sorted((sys / "class/gpio").glob("gpiochip*")):
        if (old / "device").resolve() == hardware:
            return GpioChip(name, kernel_text(old / "label"), int(kernel_text(old / "ngpio") or 0) or None)
    return GpioChip(name, hardware.name if hardware.is_dir() and hardware.name != "devices" else "", None)
