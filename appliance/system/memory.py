"""The memory that this process takes, private and mapped apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in bytes."""

    private: int
    """Anonymous: nobody else can use it, and it cannot be given back. The language model, caches, buffers."""
    mapped: int
    """Pages of files: the kernel drops them when it needs room, and reads them again. Libraries."""

    def __str__(self) -> str:
        """Return it for people."""
        return f"{self.private / 1e6:,.0f} MB private and {self.mapped / 1e6:,.0f} MB mapped"


def memory(proc: Path = Path("/proc/self")) -> Memory:
    """Return the memory of this process; zeros where the kernel does not tell."""
    text = kernel_text(proc / "smaps_rollup")
    sizes = {name: int(kilobytes) * 1024 for name, kilobytes in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    resident, private = sizes.get("Rss", 0), sizes.get("Anonymous", 0)
    return Memory(private, resident - private)
