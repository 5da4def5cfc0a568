"""Text from elsewhere made fit to be shown: nothing in it moves the cursor, hides, or fills a screen."""

from __future__ import annotations

import json
import unicodedata

LONGEST = 300
_LONGEST_WORD = LONGEST - 50
_HARMLESS = {"\u200c", "\u200d"}
"""Join letters and emoji, or keep them apart."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Kinds of characters that are seen by what they do: control, direction, halves of pairs, line ends."""


def printable(text: str) -> str:
    """Return the text with what is not seen written out: "\\x1b"."""
    return "".join(map(_written, text))


def shown(text: str, longest: int = LONGEST) -> str:
    """Return the text printable, with its middle left out where it has more than `longest` characters."""
    if len(text) > longest:
        head = longest * 2 // 3
        text = f"{text[:head]} ... {text[len(text) - (longest - head - 5) :]}"
    return printable(text)


def shown_sentence(text: str) -> str:
    """Return a whole sentence for the owner in one line, in which a path or a value may be very long."""
    return shown(" ".join(shown(word, _LONGEST_WORD) for word in text.split()), 3 * LONGEST)


def printable_json(content: object) -> str:
    """Return JSON in one line, in which everything that is seen is as it is, and the rest is escaped."""
    text = json.dumps(content, ensure_ascii=False)
    return "".join(character if _is_seen(character) else json.dumps(character)[1:-1] for character in text)


def _written(character: str) -> str:
    return character if _is_seen(character) else ascii(character)[1:-1]


def _is_seen(character: str) -> bool:
    return character in _HARMLESS or unicodedata.category(character) not in _HIDDEN
