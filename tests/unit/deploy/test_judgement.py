"""The self-test of a trial loads the models a second time: only where both have room does it run beside the service."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.deploy.shell import DEPLOY, bash


def tried(folder: Path, available_mb: int, taken_mb: int, lines: str) -> str:
    """Return what a trial does, on a machine with this memory, of which the service has `taken_mb`."""
    (folder / "7").mkdir()
    (folder / "meminfo").write_text(f"MemTotal: 2000000 kB\nMemAvailable: {available_mb * 1024} kB\n")
    (folder / "7" / "status").write_text(
        f"VmRSS: 9 kB\nRssAnon: {taken_mb * 1024} kB\nRssFile: 90000 kB\nRssShmem: 4 kB\n"
    )
    scene = f"""
. "$DEPLOY/judgement"
is_dry_run=no memory_of=$1 did=
property() {{ case $1 in MainPID) echo 7 ;; esac; }}
systemctl() {{ did="$did $1"; }}
restart_service() {{ did="$did restart"; }}
wait_until_it_serves() {{ did="$did ready?"; }}
{lines}
self_test && echo "passed:$did" || echo "failed:$did"
"""
    said = bash(scene, folder, sources=("setup", "releases"), DEPLOY=str(DEPLOY))
    return said.out.splitlines()[-1]


PASSES = 'ask_recorded_question() { did="$did ask"; }'
FAILS = 'ask_recorded_question() { did="$did ask"; return 1; }'


@pytest.mark.parametrize(
    ("available_mb", "taken_mb", "expected"),
    [
        (1240, 540, "passed: ask"),
        (761, 780, "passed: stop ask restart ready?"),
        (1151, 540, "passed: ask"),
        (1149, 540, "passed: stop ask restart ready?"),
        (6000, 1700, "passed: ask"),
        (2100, 1700, "passed: stop ask restart ready?"),
    ],
)
def test_the_service_is_stopped_only_where_the_memory_is_too_small_for_both(
    tmp_path: Path, available_mb: int, taken_mb: int, expected: str
) -> None:
    assert tried(tmp_path, available_mb, taken_mb, PASSES) == expected


def test_a_self_test_that_fails_leaves_the_service_started(tmp_path: Path) -> None:
    assert tried(tmp_path, 761, 780, FAILS) == "failed: stop ask restart"


def test_where_the_memory_cannot_be_read_it_runs_beside_the_service(tmp_path: Path) -> None:
    assert tried(tmp_path, 761, 780, f'{PASSES}; rm -r "$1/7"') == "passed: ask"
