"""Where a text is cut that was heard up to some word. The voice reads "25" as two words; the text has one."""

from __future__ import annotations

import re
from collections.abc import Callable

NEARLY = 0.5
"""Part of a word that counts as the whole: the voice runs some words together ("for a"), so the counts differ."""


def words_played(text: str, played: float, spoken: Callable[[str], str]) -> str:
    """Return the beginning of `text`, in whole words, of which a part, 0 to 1 by the count of the words, was heard.

    `spoken` writes a text out as the voice reads it.
    """
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    heard = played * _count(spoken(text)) + NEARLY
    known = 0
    for end in ends:
        if _count(spoken(text[:end])) > heard:
            break
        known = end
    return text[:known]


def _count(words: str) -> int:
    return len(words.split())
