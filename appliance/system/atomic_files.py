"""Atomic file writes: after a power cut a file is there complete, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(target: Path, content: bytes, mode: int | None = 0o644) -> None:
    """Write a file in place of the one that is there; see `install()` for `mode`. Leaves nothing behind on failure.

    Raises `OSError`.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    built = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        install(built, target, mode)
    except OSError:
        built.unlink(missing_ok=True)
        raise


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
