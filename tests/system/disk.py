"""Disk: what a machine of these tests boots from, and what is left of it when the power is cut.

An overlay: below, layers that never change (a Debian, perhaps with the product installed); above, an ext4 in a file.
Pulling the plug ends that file system as it is, by the same call that file system developers test recovery with:
what the kernel had not yet written is lost, and the next mount replays ext4's journal, as on a device.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.system.waiting import wait_until

SIZE = "6G"
"""At most; the file is sparse."""
FREE_S = 3.0
EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2


class Disk:
    """Mounted from its making to `throw_away()`; `root` is where."""

    def __init__(self, layers: Sequence[Path]) -> None:
        """Begin with the layers, uppermost first."""
        self._layers = layers
        # Not in the temporary folder of a test, which is for root alone: users of the machine are to reach their files.
        self._folder = Path(tempfile.mkdtemp(prefix="voice-appliance-disk-", dir="/var/tmp"))
        self._folder.chmod(0o755)
        self._image = self._folder / "image"
        self._ext4 = self._folder / "ext4"
        self.root = self._folder / "root"
        for folder in (self._ext4, self.root):
            folder.mkdir()
        _run("truncate", "--size", SIZE, self._image)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1", self._image)
        self._mount()

    def as_layers(self) -> list[Path]:
        """Return what other disks begin with to be copies of this one, which is not used itself from then on."""
        if self.root.is_mount():
            _run("umount", self.root)
        return [self._ext4 / "changes", *self._layers]

    def _mount(self) -> None:
        _run("mount", "-o", "loop", self._image, self._ext4)
        for name in ("changes", "work"):
            (self._ext4 / name).mkdir(exist_ok=True)
        below = ":".join(map(str, self._layers))
        options = f"redirect_dir=on,lowerdir={below},upperdir={self._ext4}/changes,workdir={self._ext4}/work"
        _run("mount", "-t", "overlay", "-o", options, "overlay", self.root)

    def _unmount(self) -> None:
        for folder in (self.root, self._ext4):
            if folder.is_mount():
                _run("umount", folder)

    def _is_free(self) -> bool:
        done = subprocess.run(["losetup", "--associated", self._image], capture_output=True, text=True, check=False)
        return not done.stdout

    def stop(self) -> None:
        """Let nothing reach it any more, and forget what has not reached it: the power is gone."""
        descriptor = os.open(self._ext4, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def flush(self) -> None:
        """Have everything that was written from out here on it."""
        _run("sync", "--file-system", self._ext4)

    def start_again(self) -> None:
        """Mount what is left, after everybody who used it has gone."""
        self._unmount()
        try:
            wait_until(self._is_free, "the disk is used by nobody", FREE_S)
        except AssertionError:
            # A container started meanwhile may hold on to what was mounted then, and a mount would be the
            # old one again. Nothing is written to the image any more, so a copy of it is as good.
            left = self._image.with_suffix(".left")
            _run("cp", "--sparse=always", self._image, left)
            self._image.unlink()
            left.rename(self._image)
        self._mount()

    def throw_away(self) -> None:
        """Unmount and delete it."""
        self._unmount()
        self._image.unlink()
        shutil.rmtree(self._folder)


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stderr}"
