"""Disk: the disk of a machine. A power cut can be simulated on it.

It is an overlay: the lower layers never change (a Debian, perhaps with the product installed), the upper layer is an
ext4 in a file. A power cut shuts this ext4 down with the ioctl with which file system developers test recovery: what
the kernel had not yet written is lost, and the next mount replays ext4's journal, as on a device.
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

from tests.polling import poll_until

SIZE = "6G"
"""Most that it can hold; the file is sparse."""
FREE_S = 3.0
"""How long to wait until no process uses the disk any more."""
EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
"""Argument of the ioctl: do not write ext4's journal either."""


class Disk:
    """A disk that is mounted at `root` until `throw_away()`."""

    def __init__(self, layers: Sequence[Path]) -> None:
        """Make a disk on top of these layers; the uppermost is the first."""
        self._layers = layers
        # Not in the temporary folder of a test, which only root may enter: other users of the machine need their files.
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
        """Unmount it for good; return the layers of disks that are copies of it."""
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
        """Simulate the power cut: nothing can be written any more, and what was not yet written is lost."""
        descriptor = os.open(self._ext4, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def flush(self) -> None:
        """Write everything that the kernel still buffers to the disk."""
        _run("sync", "--file-system", self._ext4)

    def start_again(self) -> None:
        """Mount it again after a power cut, when all processes that used it have ended."""
        self._unmount()
        try:
            poll_until(self._is_free, "no process uses the disk", FREE_S)
        except AssertionError:
            # A container that was started in the meantime may still have the old mount, and a new mount would share its
            # shut-down file system. Nothing writes to the image any more, so a copy of it is as good.
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
