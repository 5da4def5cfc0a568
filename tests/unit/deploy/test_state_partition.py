"""The state partition of a flashed card at a start: what is done with it, and what is said of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.deploy.shell import DEPLOY

SCRIPT = DEPLOY / "image-files/root/usr/lib/voice-appliance/state"
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
FUNCTIONS = SCRIPT.read_text(encoding="utf-8").partition("\nis_new=no\n")[0]
FAKES = """
device=$1 said=$2 kernel_log=$3
make_partitions() { is_new=$4; }
udevadm() { :; }
mount_it() { return "${MOUNTS:-0}"; }
"""
SMALL, USUAL = 300 << 20, 2 << 30
"""Sizes for which mkfs takes blocks of 1 KiB and of 4 KiB."""

pytestmark = pytest.mark.skipif(not shutil.which("mkfs.ext4", path=PATH), reason="e2fsprogs is missing")


def run(*command: str | Path) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True, env={**os.environ, "PATH": PATH})


def asked(request: str, card: Path) -> str:
    done = subprocess.run(
        ["debugfs", "-R", request, card], capture_output=True, text=True, check=True, env={**os.environ, "PATH": PATH}
    )
    return done.stdout


@pytest.fixture(params=[SMALL, USUAL], ids=["small", "usual"])
def card(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A partition that never had a file system."""
    path = tmp_path / "partition"
    path.touch()
    os.truncate(path, request.param)
    return path


def start(card: Path, is_new: str = "no", **environment: str) -> str:
    """Return the state that is told after a start; "" if nothing is."""
    said = card.with_name("said")
    said.unlink(missing_ok=True)
    lines = FUNCTIONS + FAKES.replace("$4", is_new) + "bring_state"
    subprocess.run(
        ["bash", "-c", lines, "state", card, said, card.with_name("kernel-log")],
        check=False, capture_output=True, env={**os.environ, "PATH": PATH, **environment},
    )  # fmt: skip
    return said.read_text(encoding="utf-8").splitlines()[0] if said.exists() else ""


def has_file_system(card: Path) -> bool:
    done = subprocess.run(
        ["blkid", "--probe", "--output", "value", "--match-tag", "TYPE", card],
        capture_output=True, text=True, check=False, env={**os.environ, "PATH": PATH},
    )  # fmt: skip
    return done.stdout.strip() == "ext4"


def test_the_first_start_says_nothing(card: Path) -> None:
    assert start(card, is_new="yes") == ""
    assert has_file_system(card)


def test_a_first_start_that_was_cut_before_there_was_a_file_system_has_lost_nothing(card: Path) -> None:
    assert start(card) == ""
    assert has_file_system(card)
    assert start(card) == ""


def test_one_whose_beginning_is_destroyed_is_made_anew_and_that_is_said(card: Path) -> None:
    start(card, is_new="yes")
    with card.open("r+b") as file:
        file.write(b"\xff" * (4 << 20))
    assert not has_file_system(card)
    assert start(card) == "empty"
    assert has_file_system(card)


def test_one_that_can_be_repaired_keeps_its_files_and_that_is_said(card: Path) -> None:
    start(card, is_new="yes")
    kept = card.with_name("settings")
    kept.write_text("volume = 40\n", encoding="utf-8")
    # A folder that is gone, with a file in it: e2fsck does not decide that by itself.
    for request in ("mkdir appliance", f"write {kept} appliance/settings", "clri appliance", "set_super_value state 2"):
        run("debugfs", "-w", "-R", request, card)
    assert start(card) == "repaired"
    assert start(card) == ""
    found = asked("ls -p /lost+found", card).split("/")
    (name,) = [part for part in found if part.startswith("#")]
    assert asked(f"cat /lost+found/{name}", card) == "volume = 40\n"


def test_one_that_cannot_be_used_leaves_the_state_in_memory_and_that_is_said(card: Path) -> None:
    start(card, is_new="yes")
    assert start(card, MOUNTS="1") == "memory"
