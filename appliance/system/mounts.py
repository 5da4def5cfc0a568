"""Mounts: whether what is written in a folder is there after a restart.

A Raspberry Pi is often given an overlay file system (raspi-config, overlayroot), which protects the card: everything is
written to memory, and gone after a restart. A live system is the same.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from appliance.system.kernel_files import kernel_text

_IN_MEMORY = ("tmpfs", "ramfs")
_NEVER_WRITTEN = ("squashfs", "erofs", "cramfs", "iso9660", "romfs")
_OVERLAYS = ("overlay", "overlayfs", "aufs")
_OVERLAY_SOURCES = ("overlayroot", "tmpfs-root")
_UPPER_IN_MEMORY = ("/media/root-rw/", "/run/live/", "/run/initramfs/", "/upper/", "/cow/")
"""Where known systems mount the memory over which the overlay of / is; it may be hidden later."""
_OVERLAY_AT_BOOT = re.compile(r"(^| )(boot=overlay|boot=live|overlayroot=\S*tmpfs)( |$)")


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system."""

    source: str
    """The device, or whatever was given for one."""
    at: str
    """Where it is mounted."""
    kind: str
    """Its kind: "ext4", "overlay"."""
    options: tuple[str, ...]
    """Its options."""


def lost_at_restart(folder: Path, proc: Path = Path("/proc")) -> str:
    """Return why what is written in a folder is not there after a restart, with what to do; "" if it is."""
    mounts = _mounts(proc)
    mount = _mount_of(os.path.realpath(folder), mounts)
    if mount is None:
        return ""
    if "ro" in mount.options:
        return f"{folder} is mounted read-only: sudo mount -o remount,rw {mount.at}"
    if _is_in_memory(mount, mounts, kernel_text(proc / "cmdline")):
        return (
            f"{folder} is only in memory, as long as the overlay file system is on: "
            "sudo raspi-config nonint disable_overlayfs, or a partition of its own for this folder"
        )
    return ""


def is_never_written(folder: Path, proc: Path = Path("/proc")) -> bool:
    """Say whether a folder is on a file system that nobody can write to, as the root of a flashed image."""
    mount = _mount_of(os.path.realpath(folder), _mounts(proc))
    return mount is not None and mount.kind in _NEVER_WRITTEN


def is_overlay_in_memory(folder: Path, proc: Path = Path("/proc")) -> bool:
    """Say whether a folder is on an overlay file system that forgets at a restart."""
    mounts = _mounts(proc)
    mount = _mount_of(os.path.realpath(folder), mounts)
    return mount is not None and mount.kind in _OVERLAYS and _is_in_memory(mount, mounts, kernel_text(proc / "cmdline"))


def _mounts(proc: Path) -> list[Mount]:
    text = kernel_text(proc / "self/mounts") or kernel_text(proc / "mounts")
    lines = [line.split(" ") for line in text.splitlines()]
    return [Mount(words[0], _decoded(words[1]), words[2], tuple(words[3].split(","))) for words in lines if words[3:]]


def _decoded(name: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), name)


def _mount_of(path: str, mounts: list[Mount]) -> Mount | None:
    """Return the mount that a path is on: the deepest, and of two at the same place the later, which lies above."""
    over = [mount for mount in mounts if f"{path}/".startswith(f"{mount.at.rstrip('/')}/")]
    return max(reversed(over), key=lambda mount: len(mount.at), default=None)


def _is_in_memory(mount: Mount, mounts: list[Mount], kernel_command: str) -> bool:
    if mount.kind in _IN_MEMORY or mount.kind not in _OVERLAYS:
        return mount.kind in _IN_MEMORY
    upper = next((option.removeprefix("upperdir=") for option in mount.options if option.startswith("upperdir=")), "")
    # In a container it is the path of the machine outside.
    below = _mount_of(upper, mounts) if upper and os.path.isdir(upper) else None
    return (
        mount.source in _OVERLAY_SOURCES
        or upper.startswith(_UPPER_IN_MEMORY)
        or (mount.at == "/" and bool(_OVERLAY_AT_BOOT.search(kernel_command)))
        or (below is not None and below.kind in _IN_MEMORY)  # a container's root is an overlay too, but on a disk
    )
