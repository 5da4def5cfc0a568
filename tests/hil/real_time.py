"""Real-time priority for what stands in for hardware: a sound card and a room do not wait for the processor."""

from __future__ import annotations

import functools
import shutil
import subprocess

PRIORITY = "10"
"""Of SCHED_FIFO, 1 to 99: above every program of the appliance, which has none."""


def real_time(command: list[str]) -> list[str]:
    """Return the command that runs `command` at real-time priority, where that is allowed; else `command`."""
    return [*_prefix(), *command]


@functools.cache
def _prefix() -> tuple[str, ...]:
    prefix = ("chrt", "--fifo", PRIORITY)
    is_allowed = shutil.which("chrt") and subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if is_allowed and is_allowed.returncode == 0 else ()
