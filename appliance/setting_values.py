"""What the value of a setting may be, where its type and bounds do not say it. Each raises ValueError and says why."""

from __future__ import annotations

import datetime
from pathlib import Path


def language_code(code: str) -> str:
    """Return an ISO 639-1 code as it is."""
    if len(code) != 2 or not code.isascii() or not code.islower() or not code.isalpha():
        raise ValueError('must be an ISO 639-1 code of two small letters, as "en" or "de"')
    return code


def expanded(folder: Path) -> Path:
    """Return the path with the home folder for its "~"."""
    try:
        return folder.expanduser()
    except RuntimeError:
        raise ValueError(f"there is no user {folder.parts[0].removeprefix('~')!r}") from None


MOST_WORDS = 50
MOST_BYTES = 200
"""Of all words together in UTF-8, with two for each comma. No token is shorter than a byte: they always fit into
Whisper's prompt, of which 224 tokens count."""


def own_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return names and words of the owner as they are."""
    for word in words:
        if not word.strip() or not word.isprintable():
            raise ValueError(f"{word!r} must have letters, and no line breaks or other control characters")
    if len(words) > MOST_WORDS or sum(len(word.encode()) + 2 for word in words) > MOST_BYTES:
        raise ValueError(
            f"must be at most {MOST_WORDS} words, and {MOST_BYTES} bytes with two for each comma: the recogniser takes "
            "no more; leave out those that it hears well"
        )
    return words


def time_of_day(text: str) -> str:
    """Return a time of day as it is."""
    try:
        time = datetime.time.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo:
        raise ValueError('must be a time of day, as "22:00"')
    return text
