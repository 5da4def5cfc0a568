"""Restores the capital and the question mark that a recogniser writes in one decode and leaves out in the next.

The same words are decoded several times, with a little more or less silence after them. Now and then Whisper falls into
the style of subtitles without capitals and question marks. The language model takes that as a different question and
gives a different reply. Pure: text in, text out. The words are not changed.
"""

from __future__ import annotations

import re

from appliance.text.request_words import AUXILIARIES
from appliance.text.transcript_guard import words_of

_QUESTION_WORDS = frozenset({"what", "when", "where", "which", "why", "how"})
_QUESTION_SHORT = frozenset({"what's", "where's", "how's", "who's"})
_HOW = frozenset(
    {"big", "deep", "far", "fast", "heavy", "high", "hot", "large", "long", "many", "much", "often", "old", "tall"}
)
_SENTENCE_INSIDE = re.compile(r"[.!?…]\s")  # the ". " of "who wrote it. I forgot."


def restored(text: str, language: str) -> str:
    """Return the text with a capital at its beginning, and in English with the question mark of a question.

    A question is one sentence that begins with an auxiliary, with "who" or "whose", with "how many" or the like, or
    with another question word and an auxiliary ("what is", not "when I"). A text without a mark at its end stays
    without one: it may be half a sentence.
    """
    text = text[:1].upper() + text[1:]
    if language == "en" and text.endswith(".") and not text.endswith("..") and not _SENTENCE_INSIDE.search(text):
        return f"{text[:-1]}?" if _is_question(words_of(text)) else text
    return text


def _is_question(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    first, second = words[:2]
    if first in _QUESTION_WORDS:
        return second in AUXILIARIES or (first == "how" and second in _HOW)
    return first in {"who", "whose"} or first in _QUESTION_SHORT or first in AUXILIARIES - {"do", "don't", "may"}
