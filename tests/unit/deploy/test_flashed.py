"""A device that was flashed with the image: what a release's scripts say there, before they change anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.deploy.shell import DEPLOY

FLASHED = "was flashed with the image, whose system cannot be written to"


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The scripts on a machine whose kernel was told a slot."""
    folder = tmp_path / "deploy"
    shutil.copytree(DEPLOY, folder, ignore=shutil.ignore_patterns("image-files", "__pycache__"))
    (tmp_path / "system.conf").touch()
    (tmp_path / "cmdline").write_text("root=PARTLABEL=root-a ro rauc.slot=A quiet\n", encoding="utf-8")
    releases = folder / "releases"
    text = releases.read_text(encoding="utf-8").replace("/etc/rauc/system.conf", str(tmp_path / "system.conf"))
    releases.write_text(text + f"kernel_command={tmp_path}/cmdline\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["install"], "deploy/update FILE.raucb"),
        (["install", "--dry-run"], "deploy/update FILE.raucb"),
        (["update"], "deploy/update FILE.raucb"),
        (["uninstall"], "flash it anew"),
        (["uninstall", "--purge", "--dry-run"], "flash it anew"),
    ],
)
def test_a_release_is_neither_installed_nor_taken_off(tree: Path, command: list[str], words: str) -> None:
    done = run(tree / command[0], *command[1:])
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert FLASHED in done.stderr
    assert words in done.stderr


def test_elsewhere_that_is_not_said(tree: Path) -> None:
    (tree.parent / "cmdline").write_text("root=/dev/mmcblk0p2 ro quiet\n", encoding="utf-8")
    for script in ("install", "uninstall"):
        assert FLASHED not in run(tree / script, "--dry-run").stderr


def test_nothing_is_sent_to_a_flashed_device(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for name, script in {"ssh": 'echo "ssh ${*: -1}" >>"$LOG"', "rsync": 'echo "rsync" >>"$LOG"'}.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = run(DEPLOY / "push", "owner@device", PATH=f"{tmp_path}:{os.environ['PATH']}", LOG=str(log))
    assert done.returncode == 1
    assert f"owner@device {FLASHED}" in done.stderr
    assert "scp voice-appliance.raucb owner@device:" in done.stderr
    assert [line for line in log.read_text(encoding="utf-8").splitlines() if "exit" not in line] == [
        "ssh true ",
        "ssh grep -q rauc\\\\.slot= /proc/cmdline ",
        "ssh owner@device",
    ]
