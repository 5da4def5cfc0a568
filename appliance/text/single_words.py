"""Words that are a whole request by themselves, so short that a recogniser makes something else of them. Pure.

No "yes" and no "no": what is expected is heard more easily, and nothing is confirmed by mistake.
"""

from __future__ import annotations

from appliance.text.transcript_guard import clean_transcript, words_of

SINGLE_WORDS = ("Pause", "Stop", "Resume", "Cancel", "Louder", "Quieter", "Next")
"""What the recogniser is told to expect."""
LEAST_CONFIDENCE = 0.6
"""Below this confidence it counts as not heard. "Pause." after a breath has 0.65 to 0.82."""
_HEARD = frozenset(word.casefold() for word in SINGLE_WORDS)


def single_word(text: str, confidence: float) -> str:
    """Return the word with a full stop, if that and nothing else was heard; else ""."""
    words = words_of(clean_transcript(text))
    is_heard = len(words) == 1 and words[0] in _HEARD and confidence >= LEAST_CONFIDENCE
    return f"{words[0].capitalize()}." if is_heard else ""
