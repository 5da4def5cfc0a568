"""What is said where the language model has written nothing that can be said; and whether a part can be. Pure."""

from __future__ import annotations

import re

from appliance.text.spoken_text import spoken_text

_APOLOGIES = {
    "en": "Sorry, I have no answer to that.",
    "de": "Darauf habe ich leider keine Antwort.",
    "es": "Lo siento, no tengo respuesta para eso.",
    "fr": "Désolé, je n'ai pas de réponse à cela.",
    "it": "Mi dispiace, non ho una risposta.",
}
"""By language: those that the manifest has a voice for."""
_NO_WORDS = re.compile(
    r"(?:[<>]?[:;=8xX][-o*'^]?[()\[\]{}DdPpOoSsXx3|/\\*]+(?!\w)|<3+|\^_+\^|:[a-z0-9_+-]{2,30}:|\([yYnN]\)|[.!?,;:~*\s])*"
)
"""A smile of letters, as ":-)", ":D", ":thumbs_up:"."""
_CALL = re.compile(r"[a-z]\w{2,60}(?:\.\w{1,60}){0,4}\((?:\s*\w{1,40}\s?=.*)\)[.;]?", re.IGNORECASE | re.DOTALL)
"""A call of a tool, as 'turn_on(lamp="kitchen")'."""


def no_answer(language: str) -> str | None:
    """Return the apology in a language, given as its ISO 639-1 code; None where it is not known in that language."""
    return _APOLOGIES.get(language)


def can_be_said(text: str, language: str) -> bool:
    """Say whether a part from `plain_text` has words for the voice: an emoji or a smile alone has none."""
    return not (_NO_WORDS.fullmatch(text) or _CALL.fullmatch(text)) and bool(spoken_text(text, language))
