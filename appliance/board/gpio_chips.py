"""The GPIO chips of this machine, as far as the kernel's files tell. No chip is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text

DEV = Path("/dev")


@dataclass(frozen=True, slots=True)
class GpioChip:
    """A chip with GPIO pins."""

    name: str
    """Its device file: gpiochip0."""
    label: str
    """Its name in the driver; "" when the kernel does not tell."""
    lines: int | None
    """Number of its pins; None when the kernel does not tell."""


def has_gpio(dev: Path = DEV) -> bool:
    """Return whether there is any GPIO chip."""
    return any(dev.glob("gpiochip*"))


def gpio_chips(dev: Path = DEV, sys: Path = Path("/sys")) -> tuple[GpioChip, ...]:
    """Return the chips that have a device file, by name."""
    return tuple(_chip(device.name, sys) for device in sorted(dev.glob("gpiochip*")))


def _chip(name: str, sys: Path) -> GpioChip:
    # The chip's folder in /sys/bus/gpio has no label. The older interface in /sys/class/gpio has one, under another
    # number. Two entries are of the same chip if they belong to the same hardware.
    hardware = (sys / "bus/gpio/devices" / name).resolve().parent
    for old in sorted((sys / "class/gpio").glob("gpiochip*")):
        if (old / "device").resolve() == hardware:
            return GpioChip(name, kernel_text(old / "label"), int(kernel_text(old / "ngpio") or 0) or None)
    return GpioChip(name, hardware.name if hardware.is_dir() and hardware.name != "devices" else "", None)
