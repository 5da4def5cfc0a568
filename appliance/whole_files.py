"""Files that are there whole or not at all, whenever the plug is pulled."""

from __future__ import annotations

import os
from pathlib import Path


def install(built: Path, target: Path, mode: int = 0o644) -> None:
    """Move a finished file to its final name, on the same file system; `mode` are its rights from then on.

    Temporary files are private to whoever made them, but models are read by the service, a user of its own.
    """
    built.chmod(mode)
    with built.open("rb") as stream:
        os.fsync(stream.fileno())
    built.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
