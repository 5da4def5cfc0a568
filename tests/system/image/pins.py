"""Pins: the first GPIO chip of the emulated machine (a PL061), pressed and watched from outside."""

from __future__ import annotations

from tests.system.image.emulator import Emulator

UNATTACHED = "/machine/unattached"


class Pins:
    """The eight lines of the chip. Line 3 is the machine's own power button."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        # By its type: the number of the device in the path depends on what else the machine has.
        found = [each["name"] for each in emulator.qmp("qom-list", path=UNATTACHED) if each["type"] == "child<pl061>"]
        assert found, "the machine has no PL061"
        self._path = f"{UNATTACHED}/{found[0]}"

    def set(self, line: int, level: int) -> None:
        """Put a level on a line that the machine reads."""
        self._emulator.qtest(f"set_irq_in {self._path} unnamed-gpio-in {line} {level}")

    def data(self, line: int) -> int:
        """Return the level of a line: what the machine drives, or what it reads."""
        answer = self._emulator.qtest(f"readl {0x09030000 + (4 << line):#x}")
        return int(int(answer.split()[1], 16) != 0)
