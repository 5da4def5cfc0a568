"""Waiting for what tells nobody when it comes."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""A guard: a command or a state that takes longer never comes."""
LOOK_AGAIN_S = 0.02


def wait_until(condition: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Look until something is so."""
    deadline_s = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline_s, f"it never came to that: {what}"
        time.sleep(LOOK_AGAIN_S)
