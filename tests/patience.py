"""Patience: how long a test waits. On a loaded machine everything takes longer, so not seconds count, but whether
something still goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

OUTER_S = 180.0
"""Longest of all waits: far longer than anything that works takes, on any machine."""
IDLE_S = 60.0
"""A process in which nothing went on for so long will not do what the test waits for."""
BUSY_SHARE = 0.02
"""Share of the time in which some thread computes, or waits for a core, while something goes on."""
SLICE_S = 0.5


class Patience:
    """Says whether a wait for something that threads of this process do may go on."""

    def __init__(self) -> None:
        self._began_s = self._since_s = time.monotonic()
        self._wanted_s = wanted_s()

    def is_left(self) -> bool:
        """Return False once nothing went on for `IDLE_S`, or `OUTER_S` are over."""
        now_s = time.monotonic()
        if now_s - self._since_s >= IDLE_S:
            wanted = wanted_s()
            if wanted - self._wanted_s < BUSY_SHARE * (now_s - self._since_s):
                return False
            self._since_s, self._wanted_s = now_s, wanted
        return now_s - self._began_s < OUTER_S


def wait_patiently(wait: Callable[[float], bool]) -> bool:
    """Wait by `wait(seconds)`, which returns True when what it waits for has come; False if patience is at its end."""
    patience = Patience()
    while not wait(SLICE_S):
        if not patience.is_left():
            return False
    return True


def wanted_s() -> float:
    """Return the seconds that all threads of this process have computed, or waited for a core.

    The second counts too: on a loaded machine a thread that could go on waits most of the time.
    """
    total_ns = 0
    for task in Path("/proc/self/task").iterdir():
        try:
            computed_ns, waited_ns, _ = (task / "schedstat").read_text().split()
        except (OSError, ValueError):  # it has ended meanwhile
            continue
        total_ns += int(computed_ns) + int(waited_ns)
    return total_ns / 1e9
