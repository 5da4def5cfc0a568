"""Workshop: where machines are made, with what they are given along; all of them are gone when it closes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.system.disk import Disk
from tests.system.machine import Machine


class Workshop:
    """Makes machines."""

    def __init__(self, debian: Path, shared: Mapping[Path, str]) -> None:
        """`shared`: folders that every machine sees, as a USB stick or a sound card, and where."""
        self._debian = debian
        self._shared = shared
        self._machines: list[Machine] = []

    def machine(self, layers: Sequence[Path] = ()) -> Machine:
        """Return a new one, off: with a bare Debian, or a copy of another's disk, which is not to be used any more."""
        machine = Machine(Disk(layers or [self._debian]), self._shared)
        self._machines.append(machine)
        return machine

    def scrap(self, machine: Machine) -> None:
        """Take one apart."""
        machine.stop_dead()
        machine.disk.throw_away()
        self._machines.remove(machine)

    def close(self) -> None:
        """Take all apart, copies before what they are copies of."""
        for machine in reversed(list(self._machines)):
            self.scrap(machine)
