"""MemoryLimit: a service with too little memory.

By MemoryMax= where the machine's systemd rules over memory (cgroup v2). Where the host rules over it by cgroup v1,
which a container may only look at, the process is put into a group of the host with the same limit: the kernel ends it
the same way, and systemd sees a process that was killed.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.system.appliance import UNIT, Appliance
from tests.system.waiting import wait_until

HOST = Path("/sys/fs/cgroup/memory")


class MemoryLimit:
    """A context: the limit holds from its beginning on, for one process of the service."""

    def __init__(self, appliance: Appliance, process: int, more: int) -> None:
        """Allow `more` bytes than it has."""
        self._appliance = appliance
        self._process = process
        self._more = more
        self._group = HOST / f"voice-appliance-{os.getpid()}"
        self._is_ours = (HOST / "memory.limit_in_bytes").exists()

    @property
    def how(self) -> str:
        """Say which of the two was done."""
        return "limited by a cgroup of the host" if self._is_ours else "limited by MemoryMax="

    def __enter__(self) -> MemoryLimit:
        if self._is_ours:
            self._group.mkdir()
            (self._group / "memory.limit_in_bytes").write_text(str(self._more))
            # What it has stays charged to where it was; only what is new counts.
            (self._group / "cgroup.procs").write_text(str(self._process))
        else:
            limit = int(self._appliance.show("MemoryCurrent")) + self._more
            self._appliance.machine.run("systemctl", "set-property", "--runtime", UNIT, f"MemoryMax={limit}")
        return self

    @property
    def kills(self) -> int:
        """How often the kernel has ended a process for it."""
        if not self._is_ours:
            return self._appliance.machine.journal.texts(UNIT).count("oom-kill")
        lines = (self._group / "memory.oom_control").read_text(encoding="ascii").splitlines()
        return int(dict(line.split() for line in lines)["oom_kill"])

    def __exit__(self, *_: object) -> None:
        if self._is_ours:
            wait_until(lambda: not (self._group / "cgroup.procs").read_text(encoding="ascii"), "the group is empty")
            self._group.rmdir()
        else:
            self._appliance.machine.run("systemctl", "revert", UNIT)
