"""Letters that a voice cannot read into those that it can: a Greek letter is named, words are written in Latin."""

from __future__ import annotations

import re
import unicodedata

_NO_LATIN = frozenset(
    """
    am ar bg bn el fa gu he hi hy ja ka kk km kn ko lo mk ml mn mr my ne ru si sr ta te th uk ur zh
    """.split()  # noqa: SIM905
)
"""Languages whose voices read other scripts themselves."""
_FOREIGN_WORD = re.compile(r"[^\W\d_\x00-\u02af\u1e00-\u1eff]+")
_GREEK = re.compile(r"[Ͱ-Ͽ]")


def latin(text: str, language: str) -> str:
    """Return the text with words of other scripts in Latin letters, for a voice of a `language` that is written so.

    "Привет" becomes "Privet". A Greek letter on its own is a name: "π" is "pi".
    """
    if text.isascii() or language in _NO_LATIN:
        return text
    return _FOREIGN_WORD.sub(_in_latin, text)


def _in_latin(match: re.Match[str]) -> str:
    from anyascii import anyascii

    word = match[0]
    if len(word) == 1 and _GREEK.match(word):
        name = unicodedata.name(word, "")
        named = (
            name.split(" LETTER ")[1].split()[0].lower().replace("lamda", "lambda")
            if name.startswith("GREEK ") and " LETTER " in name
            else ""
        )
        return f" {named} " if named else word
    if unicodedata.name(word[0], "").startswith("LATIN "):
        return word
    return f" {anyascii(word)} "


def sayable(char: str) -> str:
    """Return a character of an English text, or a space in place of one that is no letter, figure or mark."""
    if char.isascii():
        return char if char.isalnum() or char in " .,!?;:'-" else " "
    is_letter = unicodedata.name(char, "").startswith("LATIN ") or unicodedata.category(char) == "Mn"
    return char if is_letter else " "
