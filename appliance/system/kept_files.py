"""Kept files: what the appliance itself has written and reads again after a restart, perhaps damaged meanwhile.

A power cut, a worn card or a hand may leave anything under such a name: half a file, zeros, a folder, a pipe. Nothing
of it may end the appliance, or be lost for the owner: it is moved aside to NAME.damaged.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from appliance.system.atomic_files import remove_unfinished, sync_folder

LONGEST_BYTES = 4_000_000
"""Longest that a kept file may be; all that skills keep is a few kilobytes."""
MOST_DAMAGED = 9
"""Damaged files that are kept; the newest one replaces the last."""


class KeptFileUnusable(Exception):
    """A kept file cannot be used; its text says how: "is damaged"."""


@dataclass(frozen=True, slots=True)
class MovedAside:
    """What became of a file that could not be used."""

    name: str | None
    """Its new name; None if it could not be moved."""
    refusal: str = ""
    """Why it could not be moved, and what to do, in a sentence without its end."""


def read_kept(path: Path) -> bytes | None:
    """Return the content of a kept file; None if there is none. Raises `KeptFileUnusable`; never waits."""
    remove_unfinished(path)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise KeptFileUnusable("is damaged (a link to nothing)") from None
        return None
    except OSError as error:
        raise KeptFileUnusable(f"cannot be read ({error.strerror})") from None
    try:
        content = _content(handle)
    except OSError as error:  # also where it is a folder
        raise KeptFileUnusable(f"cannot be read ({error.strerror})") from None
    finally:
        os.close(handle)
    if len(content) > LONGEST_BYTES:
        raise KeptFileUnusable(f"is damaged (it has more than {LONGEST_BYTES // 1_000_000} MB)")
    return content


def _content(handle: int) -> bytes:
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise KeptFileUnusable("is damaged (it is no file)")
    content = b""
    while len(content) <= LONGEST_BYTES and (piece := os.read(handle, LONGEST_BYTES)):
        content += piece
    return content


def move_aside(path: Path, what: str) -> MovedAside:
    """Rename a file that cannot be used to NAME.damaged, so that it is neither read again nor lost."""
    aside = _name_for_damaged(path)
    try:
        path.replace(aside)
        sync_folder(path.parent)
    except OSError as error:
        # It would be overwritten by the next change, and with it all that can be saved of it by hand.
        return MovedAside(
            None, f"{path}: {what} and cannot be moved aside ({error.strerror}); move it away and restart"
        )
    return MovedAside(aside.name)


def was_moved_aside(path: Path) -> bool:
    """Say whether a file of this name was damaged once, and the damaged one is still there."""
    return os.path.lexists(_names_for_damaged(path)[0])


def _name_for_damaged(path: Path) -> Path:
    names = _names_for_damaged(path)
    return next((name for name in names if not os.path.lexists(name)), names[-1])


def _names_for_damaged(path: Path) -> list[Path]:
    numbers = ("", *(f"-{number}" for number in range(2, MOST_DAMAGED + 1)))
    return [path.with_name(f"{path.name}.damaged{number}") for number in numbers]
