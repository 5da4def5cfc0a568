"""The load of other programs during a benchmark. If they keep many cores busy, the measured times mean nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from appliance.system.kernel_files import kernel_text

IDLE, WAITING_FOR_DISKS = 3, 4
"""Fields of the "cpu" line in /proc/stat that count no work. "steal", the time that a virtual machine waits for its
host, counts as work of others."""
WORK_AND_REST = 8
"""Number of fields from "user" to "steal". The fields after them (guest time) are already contained in these."""


class OtherPrograms:
    """Measures the load of other programs, from its creation on."""

    def __init__(
        self,
        proc: Path = Path("/proc"),
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.process_time,
    ) -> None:
        self._proc = proc
        self._clock = clock
        self._cpu_clock = cpu_clock
        self._since_s = clock()
        self._taken_before_s = self._taken_by_others_s()

    def cores(self) -> float:
        """Return how many cores other programs kept busy since then, on average."""
        elapsed_s = self._clock() - self._since_s
        return round(max(0.0, self._taken_by_others_s() - self._taken_before_s) / elapsed_s, 2) if elapsed_s else 0.0

    def _taken_by_others_s(self) -> float:
        ticks = [int(field) for field in kernel_text(self._proc / "stat").partition("\n")[0].split()[1:]]
        work = [count for place, count in enumerate(ticks[:WORK_AND_REST]) if place not in (IDLE, WAITING_FOR_DISKS)]
        return sum(work) / os.sysconf("SC_CLK_TCK") - self._cpu_clock()
