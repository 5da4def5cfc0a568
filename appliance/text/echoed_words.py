"""The words of a reply that were heard in front of what somebody said over it, before its echo was known. Pure."""

from __future__ import annotations

from appliance.text.request_words import BREAK
from appliance.text.transcript_guard import words_of

FEWEST = 2
"""Words of a sentence: a single one may be the user's."""


def without_echoed(text: str, reply: str) -> str:
    """Return what was said over a reply, without the sentences in front of it that the reply says word for word."""
    said = words_of(reply)
    while end := BREAK.search(text):
        words, rest = words_of(text[: end.start()]), text[end.end() :].lstrip()
        places = range(len(said) - len(words) + 1)
        is_echo = len(words) >= FEWEST and any(said[at : at + len(words)] == words for at in places)
        if not is_echo or not words_of(rest):
            break
        text = rest
    return text
