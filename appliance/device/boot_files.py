"""Finds settings that the owner put on the boot partition under another name, or into a folder: they would be ignored.

Windows hides the end of a name, so that "voice-appliance.toml" becomes "voice-appliance.toml.txt"; others write it with
capitals, or keep it where it was unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

MOST_LISTED = 5000
"""Files of a folder that are looked at."""
_NAME = re.compile(
    r"(?:voice[-_ .]?)?appliance[^/]*\.(?:toml?|tml|txt|conf|cfg|ini)(?:\.(?:txt|toml|bak))?", re.IGNORECASE
)
_OURS = re.compile(r"voice-appliance-error\.txt|\..*|.*\.read(?:\.\w+)?", re.IGNORECASE)


def settings_on_card(files: Sequence[Path]) -> Path | None:
    """Return the first of `files` that is there, whatever it is; None if none is."""
    return next((file for file in files if file.is_symlink() or file.exists()), None)


def strays(files: Sequence[Path]) -> list[Path]:
    """Return what may be meant as one of `files`: beside it under a similar name, or in a folder beside it.

    A file that is there under its right name, of which another was taken, is one of them.
    """
    taken = settings_on_card(files)
    found: dict[Path, Path] = {}
    for file in files:
        for path in _similar(file):
            try:
                known = path.resolve()
                is_taken = taken is not None and path.samefile(taken)
            except (OSError, RuntimeError):
                continue
            if not is_taken:
                found.setdefault(known, path)
    return sorted(found.values())


def stray_sentence(found: Sequence[Path], wanted: Path) -> str:
    """Return what is wrong with the first of these files, and what to do."""
    first = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    if first.name == wanted.name:
        return f"{first}{more}: is not read there; move it to {wanted.parent}, beside its other files"
    return f"{first}{more}: is not read under this name; rename it to {wanted.name}, directly in {wanted.parent}"


def _similar(file: Path) -> Iterator[Path]:
    for path in _listed(file.parent):
        if _is_meant(path, file):
            yield path
        elif not path.name.startswith(".") and path.is_dir():
            yield from (inner for inner in _listed(path) if _is_meant(inner, file))


def _is_meant(path: Path, file: Path) -> bool:
    name = path.name.strip()
    is_named_so = name.lower() == file.name.lower() or _NAME.fullmatch(name)
    return bool(is_named_so and not _OURS.fullmatch(name)) and path.is_file()


def _listed(folder: Path) -> list[Path]:
    try:
        return [path for path, _ in zip(folder.iterdir(), range(MOST_LISTED), strict=False)]
    except OSError:
        return []
