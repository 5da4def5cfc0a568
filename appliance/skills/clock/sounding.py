"""Names that were misheard by a letter or two: "tokyoo", "mark and luther king day"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

_SHORTEST, _LONGEST = 5, 26
_ALIKE = 0.85
_MOST_WORDS = 5


def nearest(words: str, names: Iterable[str]) -> str | None:
    """Return the name that is written almost as these words and begins with the same letter; None if none is.

    Some hundred names take a tenth of a millisecond: most differ in their first letter or their length.
    """
    if not _SHORTEST <= len(words) <= _LONGEST or words.count(" ") >= _MOST_WORDS:
        return None
    matcher = SequenceMatcher(b=words, autojunk=False)
    best, name = _ALIKE, None
    for each in names:
        if each[:1] == words[0] and abs(len(each) - len(words)) <= 3:
            matcher.set_seq1(each)
            if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best and matcher.ratio() >= best:
                best, name = matcher.ratio(), each
    return name
