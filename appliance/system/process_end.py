"""The end of a process whose threads may still be in native code.

A thread that computes in a library cannot be stopped. If Python ended around it, the library's destructors would run
while it works, and the process would end with SIGSEGV. So, where there are other threads, the process ends at the last
moment without destructors: everything is written, and the exit status is the right one.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

UNCAUGHT = 1
"""Exit status after an exception that nobody caught, as Python's own."""
NOT_WRITTEN = 1
"""Exit status if the last of the output cannot be written, and nothing else was wrong."""


class ProcessEnd:
    """The exit status, for the last moment."""

    def __init__(self) -> None:
        self._status: int | None = None

    def watch(self) -> None:
        """Be there at the last moment: what is registered after this comes before it. Call it once."""
        atexit.register(self._end)

    def leave(self, status: int) -> NoReturn:
        """End the process with this exit status, by `SystemExit`."""
        self._status = status
        raise SystemExit(status)

    def _end(self) -> None:
        status = UNCAUGHT if self._status is None or hasattr(sys, "last_value") else self._status
        if self._status is None or not _has_other_threads():
            return
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):  # its reader is gone, or it is closed
                status = status or NOT_WRITTEN
        os._exit(status)


def _has_other_threads() -> bool:
    """Say whether anything but this thread may still be running, native threads of libraries included."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) > 1
    except OSError:
        return threading.active_count() > 1
