"""A question, or a text to be spoken, that was typed: checked and made plain."""

from __future__ import annotations

import unicodedata

from appliance.errors import InvalidQuestion

TOKENS_AROUND = 150
"""Of the context window, what the system prompt and the marks of the chat template take at most."""


def longest_question(context_tokens: int, max_reply_tokens: int) -> int:
    """Return the bytes of UTF-8 that a question may have: no token is shorter than a byte, so it always fits."""
    return context_tokens - max_reply_tokens - TOKENS_AROUND


LONGEST_TEXT = 10_000
"""Characters of a text that is to be spoken; ten minutes."""


def text_to_say(text: str) -> str:
    """Return a text that is to be spoken; raise `InvalidQuestion` if it is too long."""
    if len(text) > LONGEST_TEXT:
        raise InvalidQuestion(f"the text has {len(text)} characters, and may have {LONGEST_TEXT}: shorten it")
    return text


def typed_question(text: str, longest: int) -> str:
    """Return the question as one line without control characters; raise `InvalidQuestion` if it has no words."""
    visible = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
    question = " ".join(visible.split())
    if not any(letter.isalnum() for letter in question):
        raise InvalidQuestion('the question has no words: type a sentence, as "What time is it?"')
    if (size := len(question.encode())) > longest:
        raise InvalidQuestion(f"the question has {size} bytes, and may have {longest}: shorten it")
    return question


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of Unicode: control, format, surrogate, private use, unassigned, separators of lines."""
