"""What is asked back because the recogniser's confidence is low, and the question. Pure."""

from __future__ import annotations

FEWEST_WORDS = 4
"""Of fewer words the confidence says nothing: of people's right ones, 15 % have less than 0.4 ("Cancel timer." 0.38).

Of four or more, below 0.6 (tiny.en, people's recordings): of those spoken clearly none of 44 heard right and 6 of 16
misheard; of those in noise, amid other voices, from afar or very quiet 4 of 45 heard right and 45 of 141 misheard.
Chosen by these; of synthetic questions that had no part in it 0 of 36, and 3 of 82 and 22 of 32."""
_QUESTIONS = {
    "en": "I didn't catch that. Could you say it again?",
    "de": "Das habe ich nicht verstanden. Kannst du es noch einmal sagen?",
    "es": "No lo he entendido. ¿Puedes repetirlo?",
    "fr": "Je n'ai pas compris. Peux-tu le répéter ?",
    "it": "Non ho capito. Puoi ripetere?",
}
"""By language: those that the manifest has a voice for."""


def question_back(language: str) -> str | None:
    """Return the question in a language, given as its ISO 639-1 code; None where it is not known in that language."""
    return _QUESTIONS.get(language)


def has_low_confidence(text: str, confidence: float, below: float) -> bool:
    """Say whether a text has words enough that their confidence counts, and it is `below` that (0 to 1)."""
    return len(text.split()) >= FEWEST_WORDS and confidence < below
