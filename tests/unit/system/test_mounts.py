"""Whether what is written stays: the tables of mounts of systems with and without an overlay in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.system.mounts import lost_at_restart

MOUNTS = Path(__file__).resolve().parents[2] / "field" / "mounts"
STATE = Path("/var/lib/voice-appliance")


def proc(tmp_path: Path, mounts: str, command: str = "quiet") -> Path:
    (tmp_path / "self").mkdir()
    (tmp_path / "self/mounts").write_text((MOUNTS / mounts).read_text())
    (tmp_path / "cmdline").write_text(command)
    return tmp_path


@pytest.mark.parametrize(
    ("mounts", "command"),
    [
        ("raspi-config-bookworm", "quiet overlayroot=tmpfs"),
        ("raspi-config-bookworm", "quiet"),
        ("raspi-config-buster", "quiet boot=overlay"),
        ("raspi-config-buster", "quiet"),
        ("debian-live", "boot=live"),
        ("debian-live", ""),
    ],
)
def test_an_overlay_in_memory_keeps_nothing(mounts: str, command: str, tmp_path: Path) -> None:
    reason = lost_at_restart(STATE, proc(tmp_path, mounts, command))
    assert "only in memory" in reason
    assert "disable_overlayfs" in reason


def test_a_read_only_disk_keeps_nothing(tmp_path: Path) -> None:
    assert "sudo mount -o remount,rw /" in lost_at_restart(Path("/etc"), proc(tmp_path, "read-only-root"))


@pytest.mark.parametrize(
    ("mounts", "folder"),
    [
        ("usual", STATE),
        ("container", STATE),
        ("container-booted", STATE),
        ("overlay-with-data-partition", STATE),
        ("overlay-with-data-partition", Path("/etc/voice-appliance")),
        ("usual", Path("/boot/firmware")),
    ],
)
def test_a_disk_keeps_it(mounts: str, folder: Path, tmp_path: Path) -> None:
    assert lost_at_restart(folder, proc(tmp_path, mounts)) == ""


def test_a_folder_whose_name_begins_like_a_mount_is_not_on_it(tmp_path: Path) -> None:
    assert "memory" in lost_at_restart(Path("/optional"), proc(tmp_path, "overlay-with-data-partition"))


def test_where_the_kernel_says_nothing_nothing_is_said(tmp_path: Path) -> None:
    assert lost_at_restart(STATE, tmp_path) == ""


def test_names_with_spaces_and_lines_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "self/mounts").write_text("nonsense\n/dev/sda / ext4 rw 0 0\ntmpfs /my\\040disk tmpfs rw 0 0\n")
    assert "memory" in lost_at_restart(Path("/my disk/x"), tmp_path)
    assert lost_at_restart(Path("/my"), tmp_path) == ""
