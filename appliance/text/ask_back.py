"""The question that is asked back when the recogniser's confidence is low. Pure: a language in, a text out."""

from __future__ import annotations

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
