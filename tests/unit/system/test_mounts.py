"""Whether what is written stays: the tables of mounts of systems with and without an overlay in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.system.mounts import is_never_written, lost_at_restart

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


FLASHED = """\
/dev/mmcblk0p4 / squashfs ro,relatime,errors=continue 0 0
/dev/mmcblk0p7 /state ext4 rw,nosuid,nodev,noatime 0 0
/dev/mmcblk0p7 /var/lib/voice-appliance ext4 rw,nosuid,nodev,noexec,noatime 0 0
tmpfs /tmp tmpfs rw,nosuid,nodev 0 0
"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/opt/voice-appliance/models", True),
        ("/", True),
        ("/var/lib", True),
        ("/var/lib/voice-appliance/models", False),
        ("/state", False),
        ("/tmp/models", False),
    ],
)
def test_nobody_can_write_to_the_root_of_a_flashed_image(folder: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "self/mounts").write_text(FLASHED)
    assert is_never_written(Path(folder), tmp_path) is expected


@pytest.mark.parametrize("mounts", sorted(path.name for path in MOUNTS.iterdir()))
def test_a_disk_that_is_only_mounted_read_only_could_be_written(mounts: str, tmp_path: Path) -> None:
    assert not is_never_written(STATE, proc(tmp_path, mounts))
