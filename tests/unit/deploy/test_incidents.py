"""The incident log of a flashed device: what it keeps, and that it stays small."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.unit.deploy.shell import DEPLOY

SCRIPT = DEPLOY / "image-files/root/usr/lib/voice-appliance/incidents"
MOST_BYTES = 262_144
MOST_LINES = 200


class Machine:
    """A machine whose journal is a file."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.before = folder / "log.before"
        self._count = folder / "count"
        self._journal = folder / "journal"
        programs = folder / "bin"
        programs.mkdir()
        for name, script in {"journalctl": f"cat {self._journal}", "sync": ":"}.items():
            (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        self._environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}

    def boot(self, *errors: str) -> None:
        """Switch it on, with these errors in its journal."""
        self._count.unlink(missing_ok=True)
        self._journal.write_text(
            "-- Journal begins. --\n" + "".join(f"{error}\n" for error in errors), encoding="utf-8"
        )
        self.restart_the_service()

    def go_wrong(self, *errors: str) -> None:
        """Add errors to the journal."""
        with self._journal.open("a", encoding="utf-8") as file:
            file.writelines(f"{error}\n" for error in errors)

    def restart_the_service(self) -> None:
        """Run the service until its journal ends, as systemd does again and again."""
        subprocess.run(["bash", SCRIPT, self.log, self._count], check=True, env=self._environment)

    def lines(self) -> list[str]:
        """Return the lines of the log, without the time of a start."""
        text = self.log.read_text(encoding="utf-8")
        return ["start" if " --- start " in line else line for line in text.splitlines()]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_every_error_is_kept_with_its_start(machine: Machine) -> None:
    machine.boot("one", "two")
    machine.boot("three")
    assert machine.lines() == ["start", "one", "two", "start", "three"]


def test_a_restart_of_the_service_goes_on_where_it_was(machine: Machine) -> None:
    machine.boot("one")
    machine.go_wrong("two")
    for _ in range(3):
        machine.restart_the_service()
    assert machine.lines() == ["start", "one", "two"]


def test_a_start_has_two_hundred_lines_at_most_however_often_the_service_is_restarted(machine: Machine) -> None:
    machine.boot(*(f"error {number}" for number in range(MOST_LINES + 50)))
    for _ in range(3):
        machine.go_wrong(*("again" for _ in range(20)))
        machine.restart_the_service()
    assert len(machine.lines()) == 1 + MOST_LINES
    assert machine.lines()[-1] == f"error {MOST_LINES - 1} (more errors of this start are not written)"


def test_two_files_are_never_larger_than_they_may_be(machine: Machine) -> None:
    for _ in range(4):
        machine.boot(*("é" * 3000 for _ in range(MOST_LINES)))
        assert machine.log.stat().st_size <= MOST_BYTES
    assert 0 < machine.before.stat().st_size <= MOST_BYTES


def test_the_line_of_a_start_does_not_make_it_larger(machine: Machine) -> None:
    machine.log.write_bytes(b"x" * MOST_BYTES)
    machine.boot()
    assert machine.before.stat().st_size == MOST_BYTES
    assert machine.lines() == ["start"]
