"""ChatTemplate: the template in a model file that writes a conversation as the prompt the model learnt on.

Templates are Jinja, written by whoever made the model. What one cannot do is found out when the model is loaded, not in
the middle of a conversation.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from appliance.errors import ModelUnavailable
from appliance.interfaces import Message
from appliance.markup.reply_filter import what_closes

_TRIED: tuple[Message, ...] = (
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello."},
    {"role": "assistant", "content": "Hello!"},
    {"role": "user", "content": "What is blue?"},
)
_LONGEST_REASON = 200
"""Characters of what a template complains of."""
_LOW_EFFORT = "<|channel|>"
"""In the template of a model that always thinks, and can be told how much."""


class ChatTemplate:
    """Renders messages. Thinking is switched off where the template has a switch for it, else ended at once."""

    def __init__(self, model_file: Path, template: str, eos_token: str, bos_token: str) -> None:
        """Try the template on a conversation; raise `ModelUnavailable`, which names the file, if it is of no use."""
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self.has_system_role = True
        """False: the template has none, so the system prompt is put before the user's first message."""
        self._takes_parts = False
        """True: it wants a message as a list of parts, as templates of models that see pictures do."""
        self._switches: dict[str, Any] = {"enable_thinking": False, "thinking": False, "thinking_budget": 0}
        if _LOW_EFFORT in template:
            self._switches["reasoning_effort"] = "low"
        try:
            self._formatter = Jinja2ChatFormatter(template=template, eos_token=eos_token, bos_token=bos_token)
            self._find_a_way()
        except Exception as error:  # whatever it was written to do
            raise ModelUnavailable(refusal(model_file, error)) from None

    def _find_a_way(self) -> None:
        """Find out how a conversation is written whole; raise what the template raises, or `ValueError`."""
        failure: Exception | None = None
        for takes_parts, has_system_role in itertools.product((False, True), (True, False)):
            self._takes_parts, self.has_system_role = takes_parts, has_system_role
            try:
                text = self.render(_TRIED)
            except Exception as error:
                failure = failure if takes_parts else error
                continue
            if all(message["content"] in text for message in _TRIED):
                return
            failure = failure or ValueError("it leaves out what is said")
        assert failure
        raise failure

    def render(self, messages: Sequence[Message]) -> str:
        """Return the prompt; raise what the template raises."""
        messages = messages if self.has_system_role else _without_system(messages)
        written: list[Any] = list(messages)
        if self._takes_parts:
            written = [{**message, "content": [{"type": "text", "text": message["content"]}]} for message in messages]
        text: str = self._formatter(messages=cast(Any, written), **self._switches).prompt
        return text + what_closes(text)


def refusal(model_file: Path, error: Exception) -> str:
    """Say in one sentence why a model's template is of no use."""
    reason = " ".join(str(error).split()) or type(error).__name__
    reason = reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]} ..."
    return f"{model_file}: its chat template cannot be used ({reason}); take another model"


def _without_system(messages: Sequence[Message]) -> Sequence[Message]:
    """Put the system prompt before the first message of the user."""
    system, *rest = messages
    if system["role"] != "system" or not rest:
        return messages
    first: Message = {"role": rest[0]["role"], "content": f"{system['content']}\n\n{rest[0]['content']}"}
    return [first, *rest[1:]]
