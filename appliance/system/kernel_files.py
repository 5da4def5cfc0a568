"""Reads the kernel's files in /proc and /sys."""

from __future__ import annotations

from pathlib import Path


def kernel_text(path: Path) -> str:
    """Return a file's content without surrounding white space; "" when it is missing or may not be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip().strip("\0")
    except OSError:
        return ""
