"""printable(): a text from elsewhere, fit for a terminal: nothing in it moves the cursor, changes a colour or hides."""

from __future__ import annotations

import json
import unicodedata

_HARMLESS = {"\u200c", "\u200d"}
"""Join letters and emoji, or keep them apart."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Kinds of characters that are seen by what they do: control, direction, halves of pairs, line ends."""


def printable(text: str, longest: int | None = None) -> str:
    """Return the text with what is not seen written out, "\\x1b"; cut to `longest` characters if that is given."""
    if longest is not None and len(text) > longest:
        text = f"{text[: longest - 3]}..."
    return "".join(map(_written, text))


def printable_json(content: object) -> str:
    """Return JSON in one line, in which everything that is seen is as it is, and the rest is escaped."""
    text = json.dumps(content, ensure_ascii=False)
    return "".join(character if _is_seen(character) else json.dumps(character)[1:-1] for character in text)


def _written(character: str) -> str:
    return character if _is_seen(character) else ascii(character)[1:-1]


def _is_seen(character: str) -> bool:
    return character in _HARMLESS or unicodedata.category(character) not in _HIDDEN
