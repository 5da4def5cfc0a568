"""The noise of the machine: what other programs took of its cores meanwhile. With much of it no time counts."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from appliance.system.kernel_files import kernel_text

IDLE, WAITING_FOR_DISKS = 3, 4
"""Fields of the kernel's line that are no work; what a virtual machine was denied (steal) is work, of others."""
WORK_AND_REST = 8
"""Fields from "user" to "steal"; those after it are contained in them."""


class OtherPrograms:
    """Watches them from when it is made."""

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
        self._taken_s = self._taken_by_others_s()

    def cores(self) -> float:
        """Return how many cores they kept busy on average since then."""
        elapsed_s = self._clock() - self._since_s
        return round(max(0.0, self._taken_by_others_s() - self._taken_s) / elapsed_s, 2) if elapsed_s else 0.0

    def _taken_by_others_s(self) -> float:
        ticks = [int(field) for field in kernel_text(self._proc / "stat").partition("\n")[0].split()[1:]]
        work = [count for place, count in enumerate(ticks[:WORK_AND_REST]) if place not in (IDLE, WAITING_FOR_DISKS)]
        return sum(work) / os.sysconf("SC_CLK_TCK") - self._cpu_clock()
