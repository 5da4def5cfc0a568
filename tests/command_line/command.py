"""Runs `appliance` as an owner does: in its own process and its own folder, without a terminal or keyboard.

`assert_one_sentence()` defines what every error must look like.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.patience import OUTER_S

ROOT = Path(__file__).resolve().parents[2]
HANGS_S = OUTER_S
"""A command that still runs after this time is taken to hang. It does not measure speed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a command."""

    status: int
    """Its exit status; negative: the signal that killed it."""
    out: str
    """Its standard output."""
    err: str
    """Its standard error."""


@dataclass(frozen=True, slots=True)
class Command:
    """The command `appliance`, run in `folder`."""

    folder: Path
    """Its working directory."""
    environment: dict[str, str] = field(default_factory=dict)
    """Environment variables in addition to the usual ones."""

    def __call__(self, *arguments: str | bytes | Path, **options: Any) -> Outcome:
        """Run it to its end; `options` are those of `subprocess.Popen`."""
        with self.start(*arguments, **options) as process:
            return finish(process)

    def start(self, *arguments: str | bytes | Path, **options: Any) -> subprocess.Popen[str]:
        """Start it, with its output in pipes."""
        pipes: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": self._environment(),
        }
        command = [sys.executable, "-m", "appliance", *arguments]
        # A process started in the background ignores Ctrl-C. The command must react as if a person had started it.
        options.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        return subprocess.Popen(command, cwd=self.folder, text=True, **(pipes | options))

    def _environment(self) -> dict[str, str]:
        """Return an environment in which no settings file of this machine is found."""
        nowhere = str(self.folder / "no-settings")
        inherited = {name: value for name, value in os.environ.items() if name != "APPLIANCE_CONFIG"}
        ours = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": nowhere, "XDG_CONFIG_DIRS": nowhere, "COLUMNS": "100"}
        return inherited | ours | self.environment


def finish(process: subprocess.Popen[str]) -> Outcome:
    """Wait for the end of a command and return its result; kill one that hangs, and fail the test."""
    try:
        out, err = process.communicate(timeout=HANGS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"the command hangs after {out!r}, {err!r}") from None
    return Outcome(process.returncode, out, err)


def read_until(stream: IO[str] | None, wanted: Callable[[str], bool]) -> str:
    """Return the lines up to the first that `wanted` accepts; fail if the command ends before it."""
    assert stream is not None
    seen = ""
    for line in stream:
        seen += line
        if wanted(line):
            return seen
    raise AssertionError(f"the command ended before that; it wrote {seen!r}")


def interrupt(process: subprocess.Popen[str]) -> Outcome:
    """Send Ctrl-C, and return the result."""
    process.send_signal(signal.SIGINT)
    return finish(process)


def assert_one_sentence(outcome: Outcome, *names: str) -> None:
    """Check that a command failed with exactly one line on stderr, which contains all of `names`."""
    assert outcome.status == 1, (outcome.status, outcome.err[-2000:])
    lines = outcome.err.splitlines()
    assert len(lines) == 1, outcome.err[-2000:]
    assert lines[0].startswith("appliance: ")
    assert "Traceback" not in outcome.out + outcome.err
    for name in names:
        assert name in lines[0]


def assert_refused_at_once(outcome: Outcome, *names: str) -> None:
    """Check that a command failed with one sentence, before anything was loaded or asked."""
    assert_one_sentence(outcome, *names)
    assert outcome.out == ""
