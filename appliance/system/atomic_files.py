"""Atomic file writes: after a power cut a file is there complete, or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import stat
import tempfile
from pathlib import Path

_UNFINISHED = "[a-z0-9_]{8}"
"""What `tempfile` adds to a name."""


def write_whole(target: Path, content: bytes, mode: int | None = 0o644) -> None:
    """Write a file in place of the one that is there; see `install()` for `mode`. Leaves nothing behind on failure.

    What earlier writes of it have left that were cut off is removed. Raises `OSError`.
    """
    remove_unfinished(target)
    handle, built = _new_file(target)
    try:
        _write(handle, content)
        install(built, target, mode)
    except OSError:
        built.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)


def _write(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _new_file(target: Path) -> tuple[int, Path]:
    """Return a new file beside the target, locked for as long as it is open: so nobody takes it for a left one."""
    while True:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # another process has removed it before it was locked


def remove_unfinished(target: Path) -> None:
    """Remove what writes of this file have left that were cut off by a kill or a power cut; raises nothing.

    What another process is still writing is locked, and stays.
    """
    pattern = re.compile(re.escape(f".{target.name}.") + _UNFINISHED)
    with contextlib.suppress(OSError):
        for path in target.parent.iterdir():
            if pattern.fullmatch(path.name):
                _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    # Opened without waiting and without following: the name may be that of anything.
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        finally:
            os.close(handle)


def install(built: Path, target: Path, mode: int | None = 0o644) -> None:
    """Move a finished file to its final name, on the same file system. Raises `OSError`.

    `mode` sets its permissions. Temporary files are private to the user who made them, but the models are read by the
    service, which is a user of its own. None: leave them unchanged, on a file system that has none.
    """
    if mode is not None:
        built.chmod(mode)
    with built.open("rb") as stream:
        os.fsync(stream.fileno())
    built.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to disk: those that were added, removed or changed. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
