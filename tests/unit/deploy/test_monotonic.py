"""No script counts seconds by the clock of the system, which may be set meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.deploy.shell import DEPLOY, bash

ROOT = DEPLOY.parent
SCRIPTS = [
    path
    for folder in ("deploy", "systemd", ".ci", "tests", "hw")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and path.suffix in {"", ".sh", ".service"} and "requirements" not in path.name
]
WALL_CLOCK = re.compile(r"\bSECONDS\b(?! of)|EPOCH(SECONDS|REALTIME)|\btime\.time\(\)")


def test_the_scripts_are_found() -> None:
    assert {"trial", "judgement", "releases", "jobs", "voice-appliance-ended"} <= {path.name for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_counts_by_the_wall_clock(script: Path) -> None:
    lines = script.read_text(encoding="utf-8", errors="replace").splitlines()
    code = [line for line in lines if not line.lstrip().startswith("#") and "() {  #" not in line]
    assert [line for line in code if WALL_CLOCK.search(line)] == []


# The clock is set at every look, days forward and back; time itself passes by one second at each sleep.
SET_CLOCK = """
. <(sed -n '/^watch() {/,/^}/p' "$DEPLOY/judgement")
passed=0
now_s() { echo "$passed"; }
sleep() { passed=$((passed + 1)); SECONDS=$(( (passed % 2) * 900000 )); }
property() {
    case $1 in MainPID) echo 7 ;; ActiveState) echo activating ;; Result) echo success ;; NRestarts) echo 0 ;; esac
}
is_waiting_for_device() { return 1; }
most_s=20
"""


def test_a_clock_that_is_set_neither_ends_nor_prolongs_the_watch_of_a_release() -> None:
    said = bash(f'{SET_CLOCK}watch 60; echo "watched $passed"', sources=("setup", "releases"), DEPLOY=str(DEPLOY))
    assert said.out.endswith("watched 60\n"), said


def test_a_clock_that_is_set_does_not_cut_the_wait_for_a_release_short() -> None:
    said = bash(
        f'{SET_CLOCK}wait_until_it_serves || echo "$reason after $passed"',
        sources=("setup", "releases"), DEPLOY=str(DEPLOY),
    )  # fmt: skip
    assert said.out.endswith("it was not ready within 20 s after 20\n"), said


def test_the_seconds_are_those_since_boot() -> None:
    before_s = float(Path("/proc/uptime").read_text().split()[0])
    said = bash("now_s")
    assert int(before_s) <= int(said.out) <= float(Path("/proc/uptime").read_text().split()[0])
