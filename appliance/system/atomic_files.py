"""Files that are there whole or not at all, whenever the plug is pulled."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(target: Path, content: bytes, mode: int | None = 0o644) -> None:
    """Write a file, in place of the one that is there; see `install()` for `mode`. Leaves nothing behind on failure."""
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
    """Move a finished file to its final name, on the same file system.

    `mode` are its rights from then on: temporary files are private to whoever made them, but models are read by the
    service, a user of its own. None: leave them alone, on a file system that has none.
    """
    if mode is not None:
        built.chmod(mode)
    with built.open("rb") as stream:
        os.fsync(stream.fileno())
    built.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written down: those that were added, taken away or changed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
