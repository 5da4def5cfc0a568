"""Reads files that people write: small ones, and files only.

A pipe would be waited for for ever, /dev/zero never ends, and a file with holes may be larger than the memory.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MOST_BYTES = 1_000_000
"""Longer than anything that is written by hand."""


def read_small(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """Return what a file holds. Raises `OSError`, whose `strerror` also says where it is no file, or too long."""
    try:
        # Not blocking: else opening a pipe waits for its other end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except ValueError:
        raise OSError(errno.EINVAL, "its name holds a NUL character", str(path)[:100]) from None
    with os.fdopen(descriptor, "rb", closefd=True) as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        content = file.read(most_bytes + 1)
        if content is None:  # the kernel's own log and the like, which have nothing now
            raise OSError(errno.EINVAL, "nothing can be read from it", str(path))
    if len(content) > most_bytes:
        raise OSError(errno.EFBIG, f"it has more than {most_bytes // 1000} kB", str(path))
    return content
