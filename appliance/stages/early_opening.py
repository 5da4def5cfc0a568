"""EarlyOpeningModel: a language model whose reply begins with words that the question itself gives.

The voice begins to say them at once. Meanwhile the model evaluates them as the beginning of its own reply, and goes on
from there, so that what is true is up to the model alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appliance.interfaces import GenerationOptions, LanguageModel, Message
from appliance.text.answer_opening import answer_opening


class EarlyOpeningModel:
    """A language model, and what it is given to begin with; used by the compute thread."""

    def __init__(self, model: LanguageModel) -> None:
        self.context_tokens = model.context_tokens
        self.hit_cap = False
        self._model = model

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Return the length of the prompt these messages make."""
        return self._model.count_tokens([*messages, *_opening_of(messages)])

    def prepare(self, messages: Sequence[Message]) -> Iterator[str]:
        """Evaluate the prompt up to the user's last message."""
        return self._model.prepare(messages)

    def reply(self, messages: Sequence[Message], options: GenerationOptions) -> Iterator[str]:
        """Yield the reply piece by piece; "" means still at work. The first piece may be the opening."""
        opening = _opening_of(messages)
        if not opening:
            yield from self._model.reply(messages, options)
        else:
            yield f"{opening[0]['content']} "  # the space tells whoever speaks it that the last word is whole
            yield from _joined(self._model.reply([*messages, *opening], options))
        self.hit_cap = self._model.hit_cap


def _opening_of(messages: Sequence[Message]) -> list[Message]:
    """Return the beginning of the reply to these, as a message; [] where the question gives none."""
    last = messages[-1]
    opening = answer_opening(last["content"]) if last["role"] == "user" else ""
    return [{"role": "assistant", "content": opening}] if opening else []


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces without the space at their beginning."""
    has_begun = False
    for piece in pieces:
        text = piece if has_begun else piece.lstrip()
        has_begun = has_begun or bool(text)
        yield text
