"""Where a reply was cut off: the words of its last sentence that were heard."""

from __future__ import annotations

from appliance.events import PartPlayed
from appliance.text.played_words import words_played
from appliance.text.spoken_text import spoken_text

LONGEST_STEP_S = 0.15
"""Time since the last report of what was played that counts as played, at most."""
NEXT_WORDS = 2
"""Words after those that were heard whole, of which something may have been heard."""


def words_heard(part: PartPlayed | None, since_s: float, language: str) -> str:
    """Return what was heard of a sentence that was not played to its end; `since_s` is the age of the report."""
    if part is None:
        return ""
    played_s = part.played_s + min(since_s, 0.0 if part.rests else LONGEST_STEP_S)
    made = len(part.word_ends_s)
    if made and not part.is_whole:
        made = max(made, len(spoken_text(part.text, language).split()))
    heard = sum(end_s <= played_s for end_s in part.word_ends_s)
    words = words_played(part.text, heard / made, lambda text: spoken_text(text, language)) if made else ""
    return f"{part.before} {words}".strip()


def may_be_echoed(before: str, part: PartPlayed | None, since_s: float, language: str) -> str | None:
    """Return as much of a reply as its echo may hold; None where it is not known when which word is played.

    `before`: the sentences that were played to their end.
    """
    if part is None or not part.word_ends_s:
        return None
    heard = f"{before} {words_heard(part, since_s, language)}".split()
    return " ".join(f"{before} {part.before} {part.text}".split()[: len(heard) + NEXT_WORDS])
