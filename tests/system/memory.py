"""MemoryLimit: gives the service too little memory.

With cgroup v2, the machine's systemd limits the memory with MemoryMax=. With cgroup v1, a container may only read the
host's memory groups. There the process is put into a group of the host with the same limit: the kernel ends it in the
same way, and systemd sees that it was killed.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.polling import poll_until
from tests.system.appliance import UNIT, Appliance

HOST = Path("/sys/fs/cgroup/memory")


class MemoryLimit:
    """A context manager: in the block, one process of the service has a memory limit."""

    def __init__(self, appliance: Appliance, process: int, more: int) -> None:
        """Allow the process `more` bytes in addition to those it has."""
        self._appliance = appliance
        self._process = process
        self._more = more
        self._group = HOST / f"voice-appliance-{os.getpid()}"
        self._is_host_group = (HOST / "memory.limit_in_bytes").exists()

    @property
    def how(self) -> str:
        """Which of the two limits is used."""
        return "limited by a cgroup of the host" if self._is_host_group else "limited by MemoryMax="

    def __enter__(self) -> MemoryLimit:
        if self._is_host_group:
            self._group.mkdir()
            (self._group / "memory.limit_in_bytes").write_text(str(self._more))
            # The memory that it has stays charged to its old group; only new memory counts here.
            (self._group / "cgroup.procs").write_text(str(self._process))
        else:
            limit = int(self._appliance.show("MemoryCurrent")) + self._more
            self._appliance.machine.run("systemctl", "set-property", "--runtime", UNIT, f"MemoryMax={limit}")
        return self

    @property
    def kills(self) -> int:
        """How often the kernel has killed a process because of the limit."""
        if not self._is_host_group:
            return self._appliance.machine.journal.texts(UNIT).count("oom-kill")
        lines = (self._group / "memory.oom_control").read_text(encoding="ascii").splitlines()
        return int(dict(line.split() for line in lines)["oom_kill"])

    def __exit__(self, *_: object) -> None:
        if self._is_host_group:
            poll_until(lambda: not (self._group / "cgroup.procs").read_text(encoding="ascii"), "the group is empty")
            self._group.rmdir()
        else:
            self._appliance.machine.run("systemctl", "revert", UNIT)
