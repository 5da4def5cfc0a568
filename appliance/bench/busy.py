"""BusyProcesses: other programs that compute without a pause, as on a machine that is used for more than this."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack

MOST_PROCESSES = 64


class BusyProcesses:
    """A number of processes that each keep a core busy, in a `with` block. They have the priority of this process."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._started = ExitStack()

    def __enter__(self) -> BusyProcesses:
        for _ in range(self._count):
            process = subprocess.Popen([sys.executable, "-ISc", "while True: pass"], stdin=subprocess.DEVNULL)
            self._started.callback(_end, process)
        return self

    def __exit__(self, *_: object) -> None:
        self._started.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
