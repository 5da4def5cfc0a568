"""ChatTemplate: the template in a model file that writes a conversation as the prompt the model learnt on.

Templates are Jinja, written by whoever made the model. What one cannot do is found out when the model is loaded, not in
the middle of a conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import jinja2

from appliance.errors import ModelUnavailable
from appliance.interfaces import Message

_TRIED: tuple[Message, ...] = (
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello."},
    {"role": "assistant", "content": "Hello!"},
    {"role": "user", "content": "What is blue?"},
)
_FAILURES = (jinja2.TemplateError, ValueError, TypeError, KeyError, AttributeError)
"""What a template raises: ValueError by `raise_exception()`, the others by mistakes in it."""


class ChatTemplate:
    """Renders messages. Thinking is switched off where the template has a switch for it (`enable_thinking`)."""

    def __init__(self, model_file: Path, template: str, eos_token: str, bos_token: str) -> None:
        """Try the template on a conversation; raise `ModelUnavailable`, which names the file, if it is of no use."""
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self.has_system_role = True
        """False: the template refuses one, so the system prompt is put before the user's first message."""
        try:
            self._formatter = Jinja2ChatFormatter(template=template, eos_token=eos_token, bos_token=bos_token)
            try:
                self.render(_TRIED)
            except _FAILURES:
                self.has_system_role = False
                self.render(_TRIED)
        except _FAILURES as error:
            raise ModelUnavailable(
                f"{model_file}: its chat template cannot be used ({' '.join(str(error).split())}); take another model"
            ) from None

    def render(self, messages: Sequence[Message]) -> str:
        """Return the prompt; raise what the template raises."""
        messages = messages if self.has_system_role else _without_system(messages)
        text: str = self._formatter(messages=cast(Any, list(messages)), enable_thinking=False).prompt
        return text


def _without_system(messages: Sequence[Message]) -> Sequence[Message]:
    """Put the system prompt before the first message of the user."""
    system, *rest = messages
    if system["role"] != "system" or not rest:
        return messages
    first: Message = {"role": rest[0]["role"], "content": f"{system['content']}\n\n{rest[0]['content']}"}
    return [first, *rest[1:]]
