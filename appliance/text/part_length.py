"""How long a part of a text may be that is given to the voice at a time, and where a longer one is cut. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_PART_CHARS = 300
"""Any longer part is cut, after a clause or between two words: what a voice needs of memory grows with the square."""
_BOUNDARIES = (re.compile(r"[.!?;:,…](?=\s)|[。！？；，、]"), re.compile(r"\s(?=\S)"))  # noqa: RUF001


def bounded(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in parts of at most `LONGEST_PART_CHARS`, each with whether it is the last."""
    while end := bound(text):
        yield text[:end].rstrip(), False
        text = text[end:].lstrip()
    yield text, True


def bound(text: str) -> int:
    """Return where a text is cut because it is too long for the voice; 0 if it is not.

    That is after the last clause, else between two words, else anywhere: there are scripts without spaces.
    """
    if len(text.rstrip()) <= LONGEST_PART_CHARS:
        return 0
    head = text[:LONGEST_PART_CHARS]
    for ending in _BOUNDARIES:
        if places := [match.end() for match in ending.finditer(head, LONGEST_PART_CHARS // 2)]:
            return places[-1]
    return LONGEST_PART_CHARS
