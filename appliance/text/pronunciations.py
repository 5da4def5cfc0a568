"""Pronunciations: words of the owner, spelt as the voice is to say them. Pure: lines in, words out.

They are exchanged at the last step before the voice, in its words: "3M = three em" is found where "3M" was written out
as "three M". So they are neither in the transcript nor in what is remembered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from appliance.text.spoken_text import spoken_text

MOST_LINES = 2000
LONGEST_LINE = 200
"""Characters."""


class WrongLine(ValueError):
    """A line that is no pronunciation; the text names it and says what to write."""


class Pronunciation(NamedTuple):
    """One line of the file."""

    written: str
    spoken: str


def read_line(number: int, line: str) -> Pronunciation | None:
    """Return what a line says, as "Siobhan = shiv-awn"; None for a comment. Raises `WrongLine`."""
    text = unicodedata.normalize("NFC", line).strip()
    if not text or text.startswith("#"):
        return None
    written, sign, spoken = (part.strip() for part in text.partition("="))
    problem = ""
    if number > MOST_LINES:
        problem = f"there may be {MOST_LINES} lines: take out words that the voice says well"
    elif len(text) > LONGEST_LINE:
        problem = f"has {len(text)} characters, and may have {LONGEST_LINE}"
    elif not sign or not written or not spoken:
        problem = f'{text[:60]!r} must be a word, "=" and how it is said, as "Siobhan = shiv-awn"'
    elif not text.isprintable() and not text.replace("\t", " ").isprintable():
        problem = "has a control character"
    elif "=" in spoken:
        problem = f'{text[:60]!r} has more than one "=": write one word per line'
    elif not any(char.isalnum() for char in written) or not any(char.isalpha() for char in spoken):
        problem = f'{text[:60]!r} has no letters on one side of the "="'
    if problem:
        raise WrongLine(f"line {number}: {problem}")
    return Pronunciation(written, spoken)


class Pronunciations:
    """The owner's words, to be exchanged in what the voice gets."""

    def __init__(self, spoken_by_written: Mapping[str, str], language: str) -> None:
        """`language`: ISO 639-1 code, as for `spoken_text`. Of two that differ in capitals only, the last counts."""
        self._spoken: dict[str, str] = {}
        for written, spoken in spoken_by_written.items():
            for key in (written, spoken_text(written, language)):
                if words := " ".join(unicodedata.normalize("NFC", key).casefold().split()):
                    self._spoken[words] = spoken
        keys = sorted(self._spoken, key=len, reverse=True)
        patterns = (r"\s+".join(re.escape(word) for word in key.split()) for key in keys)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE) if keys else None
        self._begin_phrases = frozenset(key.split()[0] for key in keys if " " in key)

    def applied(self, words: str) -> str:
        """Return the words for the voice with those of the owner exchanged, whatever their capitals."""
        if self._pattern is None:
            return words
        return self._pattern.sub(self._exchanged, words)

    def _exchanged(self, match: re.Match[str]) -> str:
        return self._spoken.get(" ".join(match[0].casefold().split()), match[0])

    def may_be_cut(self, opening: str) -> bool:
        """Say whether an entry of several words may begin near the end of an opening, and go on after it."""
        return any(word.strip(".,;:!?").casefold() in self._begin_phrases for word in opening.split()[-3:])


NONE = Pronunciations({}, "en")
"""No words."""
