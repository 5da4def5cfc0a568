"""The machine: its processor and its memory, as the kernel says."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer."""

    cpu: str
    """Name of the processor, or its architecture if the kernel gives no name."""
    cores: int
    """Cores that this process may use."""
    memory_mb: int
    """Total memory, in millions of bytes."""
    raspberry_pi: str | None
    """Model of the Raspberry Pi; None for any other machine."""

    def is_like(self, other: Machine) -> bool:
        """Return whether figures of both machines may be compared. Memory does not count."""
        return (self.cpu, self.cores, self.raspberry_pi) == (other.cpu, other.cores, other.raspberry_pi)

    def __str__(self) -> str:
        return f"{self.raspberry_pi or self.cpu}, {self.cores} cores, {self.memory_mb} MB"


def this_machine(proc: Path = Path("/proc")) -> Machine:
    """Return the machine that this process runs on, by what the kernel says in `proc`."""
    name = re.search(r"^model name\s*:\s*(.+)$", kernel_text(proc / "cpuinfo"), re.MULTILINE)
    model = kernel_text(proc / "device-tree" / "model")
    return Machine(
        cpu=name[1].strip() if name else platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory_mb=_meminfo_mb("MemTotal", proc) or 0,
        raspberry_pi=model if "Raspberry Pi" in model else None,
    )


def available_mb(proc: Path = Path("/proc")) -> int | None:
    """Return the memory that programs could get now, in millions of bytes; None where the kernel does not say."""
    return _meminfo_mb("MemAvailable", proc)


def limit_mb(proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> int | None:
    """Return the lowest memory limit of this process's control groups, in millions of bytes; None where none is set."""
    # "0::/system.slice/voice-appliance.service"; inside a container the path may lie outside what is mounted here.
    group = re.search(r"^0::/(.*)$", kernel_text(proc / "self/cgroup"), re.MULTILINE)
    root = sys / "fs/cgroup"
    folder = root / group[1] if group else root
    texts = [kernel_text(each / "memory.max") for each in (folder, *folder.parents) if each.is_relative_to(root)]
    limits = [int(text) for text in texts if text.isdecimal()]
    return min(limits) // 1_000_000 if limits else None


def _meminfo_mb(name: str, proc: Path) -> int | None:
    found = re.search(rf"^{name}:\s*(\d+) kB", kernel_text(proc / "meminfo"), re.MULTILINE)
    return int(found[1]) * 1024 // 1_000_000 if found else None
