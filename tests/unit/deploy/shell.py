"""Runs functions of the scripts in deploy/ in bash: the script is sourced, and a few lines call what it defines."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.patience import OUTER_S

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
HANGS_S = OUTER_S


@dataclass(frozen=True, slots=True)
class Said:
    """The result of the lines."""

    status: int
    """Exit status of bash."""
    out: str
    """Its standard output."""
    err: str
    """Its standard error."""

    @property
    def sentence(self) -> str:
        """The last line of the errors."""
        return self.err.strip().splitlines()[-1]


def bash(lines: str, *arguments: str | Path, sources: Sequence[str] = ("setup",), **environment: str) -> Said:
    """Source scripts of deploy/, then run the lines; $1, $2 ... are the arguments."""
    sourced = "".join(f". {shlex.quote(str(DEPLOY / source))}\n" for source in sources)
    done = subprocess.run(
        ["bash", "-c", sourced + lines, "deploy/test", *map(str, arguments)],
        capture_output=True, text=True, errors="replace", timeout=HANGS_S, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)
