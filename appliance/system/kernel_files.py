"""Reads what the kernel says in its files: /proc, /sys. A file that is not there says nothing."""

from __future__ import annotations

from pathlib import Path


def kernel_text(path: Path) -> str:
    """Return what is in a file, without the white space around it; "" when it is missing or may not be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip().strip("\0")
    except OSError:
        return ""
