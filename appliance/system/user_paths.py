"""Paths as an owner writes them, in which "~" is a home folder."""

from __future__ import annotations

from pathlib import Path


def user_path(name: str) -> Path:
    """Return the path; where there is no such user, as in "~bob/my.toml", as it stands: nothing is there then."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)
