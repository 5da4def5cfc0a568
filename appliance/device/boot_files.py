"""Finds settings that the owner put on the boot partition under another name, or into a folder: they would be ignored.

Windows hides the end of a name, so that "voice-appliance.toml" becomes "voice-appliance.toml.txt"; others write it with
capitals, or keep it where it was unpacked.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

MOST_LISTED = 5000
"""Files of a folder that are looked at."""
_ENDINGS = frozenset({
    "toml", "tom", "tml", "tolm", "txt", "text", "conf", "cfg", "config", "ini", "yaml", "yml", "json", "rtf", "html",
    "htm", "doc", "docx", "odt", "pages", "zip", "lnk", "download", "part", "crdownload", "bak", "old", "orig", "save",
    "sav", "tmp",
})  # fmt: skip
"""What may follow the name, or nothing: what editors, mail programs and browsers make of ".toml"."""
_STEMS = ("voiceappliance", "appliance")
_COPY = re.compile(r"^(copyof|kopievon|copiede|copiade)|(copy|kopie|copie)?\d*$")
_LIKENESS = 0.85
"""Of a name that is meant as one of ours: two letters of it may be others."""
_DEEPEST = 3
"""Folders within each other that are looked into."""
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
    yield from _similar_in(file.parent, file, 0)


def _similar_in(folder: Path, file: Path, depth: int) -> Iterator[Path]:
    for path in _listed(folder):
        if _is_meant(path, file):
            yield path
        elif depth < _DEEPEST and not path.name.startswith(".") and path.is_dir() and not path.is_symlink():
            yield from _similar_in(path, file, depth + 1)


def _is_meant(path: Path, file: Path) -> bool:
    name = path.name.strip()
    return not _OURS.fullmatch(name) and (name.lower() == file.name.lower() or _is_like_ours(name)) and _is_file(path)


def _is_like_ours(name: str) -> bool:
    """Say whether a name is one of ours with other signs, another ending, a letter wrong, or what copying adds."""
    plain = unicodedata.normalize("NFKD", name).lower()
    first, *endings = [re.sub(r"[^a-z0-9]", "", part) for part in re.sub(r"\s*\(\d+\)", "", plain).split(".")]
    if not all(ending in _ENDINGS for ending in endings if ending):
        return False
    stem = _COPY.sub("", first)
    is_short = bool(re.fullmatch(r"voice~\d", plain.partition(".")[0].replace("-", "")))  # as DOS cuts it
    for ending in ("toml", "txt"):  # "voice-appliance-toml"
        stem = stem.removesuffix(ending) or stem
    whole = [each for each in _STEMS if difflib.SequenceMatcher(None, stem, each).ratio() >= _LIKENESS]
    is_long = stem.startswith(_STEMS[0]) or (stem.startswith(_STEMS[1]) and bool(endings))
    return is_short or is_long or (bool(whole) and (whole[0] == _STEMS[0] or bool(endings)))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _listed(folder: Path) -> list[Path]:
    try:
        return [path for path, _ in zip(folder.iterdir(), range(MOST_LISTED), strict=False)]
    except OSError:
        return []
