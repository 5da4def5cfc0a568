"""The GPIO chips of this machine, as far as the kernel's files tell. No chip is opened.

Which number the chip of the header has depends on the kernel: on a Pi 5 it was gpiochip4, is gpiochip0 since 6.6.45,
and with Debian's own kernel comes from the order in which drivers are ready. So it is found by what it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text

DEV = Path("/dev")
SYS = Path("/sys")
HEADER_LABELS = {
    "raspberrypi,rp1-gpio": "pinctrl-rp1",
    "brcm,bcm2711-gpio": "pinctrl-bcm2711",
    "brcm,bcm2835-gpio": "pinctrl-bcm2835",
}
"""The chips of the pins of a Raspberry Pi's header, from the Pi 5 down: "compatible" in the device tree, and
the label that the driver gives."""


@dataclass(frozen=True, slots=True)
class GpioChip:
    """A chip with GPIO pins."""

    name: str
    """Its device file: gpiochip0."""
    label: str
    """Its name in the driver; "" when the kernel does not tell."""
    lines: int | None
    """Number of its pins; None when the kernel does not tell."""

    @property
    def number(self) -> int:
        """The number in its name."""
        return int(self.name.removeprefix("gpiochip"))

    @property
    def is_header(self) -> bool:
        """True if the pins of a Raspberry Pi's header belong to it."""
        return self.label in HEADER_LABELS.values()


def has_gpio(dev: Path = DEV, sys: Path = SYS) -> bool:
    """Return whether this machine has a header with GPIO pins, or may have one where the kernel does not tell.

    The chips of a PC, which its keyboard and its touchpad use, are none.
    """
    return any(chip.is_header or not chip.label for chip in gpio_chips(dev, sys))


def header_chip(dev: Path = DEV, sys: Path = SYS) -> GpioChip | None:
    """Return the chip of the header; None where the kernel tells of none."""
    return next((chip for chip in gpio_chips(dev, sys) if chip.is_header), None)


def gpio_chips(dev: Path = DEV, sys: Path = SYS) -> tuple[GpioChip, ...]:
    """Return the chips that have a device file, by number."""
    # Raspberry Pi OS leaves a link gpiochip4 to gpiochip0 on a Pi 5, for programs that know the old number.
    names = [file.name for file in dev.glob("gpiochip*") if not file.is_symlink()]
    numbered = [name for name in names if re.fullmatch(r"gpiochip\d+", name)]
    return tuple(_chip(name, sys) for name in sorted(numbered, key=lambda name: int(name.removeprefix("gpiochip"))))


def _chip(name: str, sys: Path) -> GpioChip:
    # The chip's folder in /sys/bus/gpio has no label. The older interface in /sys/class/gpio, which newer kernels may
    # lack, has one, under another number. Two entries are of the same chip if they belong to the same hardware.
    hardware = (sys / "bus/gpio/devices" / name).resolve().parent
    for old in sorted((sys / "class/gpio").glob("gpiochip*")):
        if (old / "device").resolve() == hardware and (label := kernel_text(old / "label")):
            return GpioChip(name, label, int(kernel_text(old / "ngpio") or 0) or None)
    compatible = kernel_text(hardware / "of_node/compatible").split("\0")
    if label := next((HEADER_LABELS[each] for each in compatible if each in HEADER_LABELS), ""):
        return GpioChip(name, label, None)
    return GpioChip(name, hardware.name if hardware.is_dir() and hardware.name != "devices" else "", None)
