"""Stop: what is said to have it fall silent, in the languages of which no other skill knows a word."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.intents import Answer, Intent
from appliance.text.stop_words import stop_words, without_lead
from appliance.text.transcript_guard import words_of

ANSWERS = frozenset({"no", "nein", "non"})
"""They interrupt a reply, but may as well answer its question."""


class Stop:
    """Answers with silence. In English it is a part of `Control`."""

    name = "stop"
    examples: Sequence[str] = ("Stop.",)

    def __init__(self, language: str) -> None:
        self._words = stop_words(language)

    def match(self, transcript: str) -> Intent | None:
        """Return the intent for words that are nothing but a stop word."""
        words = without_lead(" ".join(words_of(transcript)))
        is_meant = words in self._words and words.split()[0] not in ANSWERS
        return Intent(self.name, "stop", {}) if is_meant else None

    def answer(self, intent: Intent) -> Answer:
        """Return an answer that says nothing."""
        return Answer(intent, "")
