"""Polling: the last resort of a test that waits for something that cannot signal."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.patience import OUTER_S

TIMEOUT_S = OUTER_S
"""Longer than any command or change of state that works can take, on any machine."""
PAUSE_S = 0.02


def poll_until(
    condition: Callable[[], object], what: str, timeout_s: float = TIMEOUT_S, pause_s: float = PAUSE_S
) -> None:
    """Call `condition` until it is true, with a pause of `pause_s` between calls.

    For what nothing in this process can signal: another process, a virtual machine, the kernel, a file, or a value that
    is computed when it is asked for. Where a thread of this process makes the change, wait for an event or a condition
    of that thread instead.

    Raises `AssertionError` after `timeout_s`; its message names `what`, a clause such as "the disk is free". An error
    that `condition` raises ends the wait at once.
    """
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, f"not within {timeout_s:g} s: {what}"
        time.sleep(pause_s)
