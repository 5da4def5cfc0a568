"""How busy other programs keep the cores that this process may use."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from appliance.system.kernel_files import kernel_text

IDLE, WAITING_FOR_DISKS = 3, 4
"""Fields of a "cpu" line in /proc/stat that count no work. "steal", the time that a virtual machine waits for its
host, counts as work of others."""
WORK_AND_REST = 8
"""Number of fields from "user" to "steal". The fields after them (guest time) are already contained in these."""


class OtherPrograms:
    """Measures the load of other programs, from its creation on, or from the last `begin_again()`."""

    def __init__(
        self,
        proc: Path = Path("/proc"),
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.process_time,
    ) -> None:
        self._proc = proc
        self._clock = clock
        self._cpu_clock = cpu_clock
        self.begin_again()

    def begin_again(self) -> None:
        """Forget what was measured so far."""
        self._since_s = self._clock()
        self._taken_before_s = self._taken_by_others_s()

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._since_s

    def cores(self) -> float:
        """Return how many cores other programs kept busy since then, on average."""
        elapsed_s = self.elapsed_s
        return round(max(0.0, self._taken_by_others_s() - self._taken_before_s) / elapsed_s, 2) if elapsed_s else 0.0

    def _taken_by_others_s(self) -> float:
        """Return the seconds of work of all programs but this, on the cores that it may use."""
        usable = {f"cpu{core}" for core in os.sched_getaffinity(0)}
        lines = re.findall(r"^(cpu\d+) (.*)$", kernel_text(self._proc / "stat"), re.MULTILINE)
        ticks = [int(field) for name, fields in lines if name in usable for field in _work(fields.split())]
        return sum(ticks) / os.sysconf("SC_CLK_TCK") - self._cpu_clock()


def _work(fields: list[str]) -> list[str]:
    return [field for place, field in enumerate(fields[:WORK_AND_REST]) if place not in (IDLE, WAITING_FOR_DISKS)]
