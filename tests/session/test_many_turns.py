"""Ten thousand turns with simulated models in one process: no more memory, threads and files than after 1,000."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TURNS = 10_000
SETTLED = 1_000
"""Number of turns after which everything is loaded and every buffer has grown."""
MORE_KB = 4_000
"""Resident memory that may come after that: less than half a kilobyte a turn."""


@pytest.mark.thorough
def test_ten_thousand_turns() -> None:
    command = [sys.executable, "-m", "tests.session.many_turns", str(TURNS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    used = [json.loads(line) for line in done.stdout.splitlines()]
    print("\n" + done.stdout)
    settled = [one for one in used if one["turns"] >= SETTLED]
    assert settled[-1]["turns"] == TURNS
    assert {one["threads"] for one in settled} == {settled[0]["threads"]}
    assert {one["files"] for one in settled} == {settled[0]["files"]}
    assert settled[-1]["resident_kb"] - settled[0]["resident_kb"] < MORE_KB
