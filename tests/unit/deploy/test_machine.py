"""What the set-up sees of a machine before it does anything: disks that keep nothing, memory, room, Python, clock."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.unit.deploy.shell import Said, bash

MOUNTS = Path(__file__).resolve().parents[2] / "field" / "mounts"


def looked_at(lines: str, mounts: str, command: str = "quiet") -> Said:
    head = 'mounts=$1; kernel_command=$(mktemp); echo "$2" >"$kernel_command"'
    return bash(f'{head}\n{lines}\nrm "$kernel_command"', MOUNTS / mounts, command)


IN_MEMORY = [
    ("raspi-config-bookworm", "quiet overlayroot=tmpfs"),
    ("raspi-config-bookworm", "quiet"),
    ("raspi-config-buster", "quiet boot=overlay"),
    ("raspi-config-buster", "quiet"),
    ("debian-live", "boot=live"),
    ("debian-live", "quiet"),
]


@pytest.mark.parametrize(("mounts", "command"), IN_MEMORY)
def test_an_overlay_in_memory_is_said_before_anything_is_installed(mounts: str, command: str) -> None:
    said = looked_at("check_stays /opt /etc /var/lib", mounts, command)
    assert said.status == 1
    assert "gone after a restart" in said.sentence
    assert "disable_overlayfs" in said.sentence


@pytest.mark.parametrize("mounts", ["usual", "container", "container-booted"])
def test_a_disk_that_keeps_what_is_written_is_right(mounts: str) -> None:
    assert looked_at("check_stays /opt /etc /var/lib && echo right", mounts).out == "right\n"


def test_a_read_only_root_is_said_with_the_command() -> None:
    said = looked_at("check_stays /opt", "read-only-root")
    assert said.status == 1
    assert "/opt is mounted read-only" in said.sentence
    assert "mount -o remount,rw /" in said.sentence


def test_a_squashfs_is_not_told_to_be_made_writable(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/mmcblk0p4 / squashfs ro,relatime 0 0\n", encoding="utf-8")
    said = bash("mounts=$1; check_stays /opt", mounts)
    assert said.status == 1
    assert "/opt is a squashfs, which nothing can write to" in said.sentence
    assert "remount" not in said.sentence


@pytest.mark.parametrize(
    ("mounts", "folder", "where"),
    [
        ("overlay-with-data-partition", "/opt/voice-appliance", "disk"),
        ("overlay-with-data-partition", "/optional", "memory"),
        ("overlay-with-data-partition", "/var/lib/voice-appliance/state.json", "disk"),
        ("read-only-root", "/var/lib/x", "memory"),
    ],
)
def test_each_folder_is_judged_by_its_own_disk(mounts: str, folder: str, where: str) -> None:
    assert looked_at(f"is_in_memory {folder} && echo memory || echo disk", mounts).out == f"{where}\n"


def memory(lines: str, tmp_path: Path, available_mb: int, swap_mb: int = 0) -> Said:
    path = tmp_path / "meminfo"
    path.write_text(
        f"MemTotal: 999999 kB\nMemAvailable:  {available_mb * 1024} kB\nSwapTotal: {swap_mb * 1024} kB\n"
        f"SwapFree: {swap_mb * 1024} kB\n"
    )
    return bash(f"meminfo=$1\nhas_wheel() {{ return {'0' if 'all wheels' in lines else '1'}; }}\n{lines}", path)


@pytest.mark.parametrize(("available_mb", "swap_mb"), [(400, 100), (899, 0), (0, 200)])
def test_too_little_memory_to_compile_is_said_before_the_first_minute(
    available_mb: int, swap_mb: int, tmp_path: Path
) -> None:
    said = memory("check_memory", tmp_path, available_mb, swap_mb)
    assert said.status == 1
    for words in (f"{available_mb} MB free", "swapon", "wheelhouse", "900 MB"):
        assert words in said.sentence


@pytest.mark.parametrize(("available_mb", "swap_mb"), [(900, 0), (400, 600), (8000, 0)])
def test_memory_and_swap_together_are_enough(available_mb: int, swap_mb: int, tmp_path: Path) -> None:
    assert memory("check_memory && echo right", tmp_path, available_mb, swap_mb).out == "right\n"


def test_where_nothing_is_compiled_it_does_not_count(tmp_path: Path) -> None:
    assert memory("check_memory && echo right # all wheels", tmp_path, 100).out == "right\n"


@pytest.mark.parametrize(("available_mb", "jobs"), [(100, 1), (1000, 1), (1900, 2), (90_000, 4)])
def test_as_many_compilers_as_the_memory_is_for(available_mb: int, jobs: int, tmp_path: Path) -> None:
    assert memory("CMAKE_BUILD_PARALLEL_LEVEL=4 build_jobs", tmp_path, available_mb).out == f"{jobs}\n"


def commands(tmp_path: Path, **scripts: str) -> str:
    """Return a PATH on which these commands come first."""
    for name, script in scripts.items():
        path = tmp_path / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f"{tmp_path}:{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("kernel", "bits", "words"),
    [
        ("Linux aarch64", "32", "the kernel here is for 64 bit, but the programs are for 32"),
        ("Linux armv7l", "32", "64-bit Raspberry Pi OS"),
        ("Linux armv6l", "32", "Zero"),
        ("Linux riscv64", "64", "riscv64"),
        ("Darwin arm64", "64", "Darwin"),
    ],
)
def test_another_system_is_said(kernel: str, bits: str, words: str, tmp_path: Path) -> None:
    path = commands(tmp_path, uname=f"echo {kernel}", getconf=f"echo {bits}")
    said = bash("check_machine", PATH=path)
    assert said.status == 1
    assert words in said.sentence


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    path = commands(tmp_path, python3='case "$2" in *print*) echo 3.9 ;; *) exit 1 ;; esac')
    said = bash('PATH=${PATH%%:*}:/bin; hash -r; type() { [ "$2" = python3 ] && echo "$OLD_PYTHON"; }; choose_python',
                PATH=path, OLD_PYTHON=str(tmp_path / "python3"))  # fmt: skip
    assert said.status == 1
    assert "no 64-bit Python 3.11, 3.12 or 3.13 was found, only 3.9" in said.sentence


def test_too_little_room_is_said_before_an_environment_is_made(tmp_path: Path) -> None:
    path = commands(tmp_path, df="echo Avail; echo ' 120'")
    said = bash("venv=/nowhere; check_room", PATH=path)
    assert said.status == 1
    assert "only 120 MB free" in said.sentence


@pytest.mark.parametrize(("newest", "is_said"), [("2100-01-01", True), ("2020-01-01", False)])
def test_a_clock_before_this_tree_is_said(newest: str, is_said: bool, tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    for name in ("pyproject.toml", "deploy/requirements.txt"):
        (tmp_path / name).touch()
    said = bash(f'touch -d {newest} "$1/pyproject.toml" "$1/deploy/requirements.txt"; root=$1; check_clock', tmp_path)
    assert said.status == 0, said
    assert ("sudo date --set" in said.out) is is_said


LOCKED = "dpkg: error: dpkg frontend lock was locked by another process with pid 812"
DPKG = """
sudo=() tries=0
now_s() {{ echo "$tries"; }}
sleep() {{ tries=$((tries + $1)); echo "$tries" >"$TRIES"; }}
finish_interrupted && echo done
"""


def dpkg(tmp_path: Path, script: str) -> Said:
    (tmp_path / "tries").write_text("0")
    return bash(DPKG.format(), PATH=commands(tmp_path, dpkg=script), TRIES=str(tmp_path / "tries"))


def test_a_lock_of_another_program_is_waited_for(tmp_path: Path) -> None:
    said = dpkg(tmp_path, f'[ "$(cat "$TRIES")" -ge 300 ] || {{ echo "{LOCKED}" >&2; exit 2; }}')
    assert said.out.endswith("done\n")
    assert LOCKED not in said.out, "it would be taken for the cause of a later failure"


def test_a_lock_that_is_never_given_up_is_the_cause_in_the_end(tmp_path: Path) -> None:
    said = dpkg(tmp_path, f'echo "{LOCKED}" >&2; exit 2')
    assert said.status == 1
    assert LOCKED in said.out


def test_another_failure_of_dpkg_is_not_waited_for(tmp_path: Path) -> None:
    said = dpkg(tmp_path, 'echo "dpkg: error processing package x" >&2; exit 1')
    assert said.status == 1
    assert "waiting" not in said.out
