"""Runs another program, such as systemctl, for what it prints."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

COMMAND_S = 5.0
"""Longest that a program is waited for."""

RunCommand = Callable[[Sequence[str]], str | None]
"""Runs a command and returns its output without surrounding white space; None when there is no such command."""


def run_command(command: Sequence[str]) -> str | None:
    """Run a command and return its output; None if it is not there, cannot be run, or takes longer than COMMAND_S."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout.strip()
