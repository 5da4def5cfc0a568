"""Makes text of unknown origin fit for a sentence: short, in one line, and without what a terminal obeys."""

from __future__ import annotations

LONGEST = 300


def shown(text: str, longest: int = LONGEST) -> str:
    """Return `text` with its middle left out where it is longer, and what is not printable escaped, as "\\x1b"."""
    if len(text) > longest:
        head = longest * 2 // 3
        text = f"{text[:head]} ... {text[len(text) - (longest - head - 5) :]}"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def shown_sentence(text: str) -> str:
    """Return a whole sentence for the owner, in which a path or a value may be very long."""
    words = (shown(word, LONGEST - 50) for word in text.split())
    return shown(" ".join(words), 3 * LONGEST)
