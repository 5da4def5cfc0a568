"""Chat templates as models bring them: one without a system role, one that thinks, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.adapters.chat_template import ChatTemplate
from appliance.errors import ModelUnavailable
from appliance.interfaces import Message

FILE = Path("/models/brain.gguf")
EACH = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
REFUSES_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
THINKS = "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}"
CONVERSATION: list[Message] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello."},
    {"role": "assistant", "content": "Hi."},
    {"role": "user", "content": "Why?"},
]


def template(text: str) -> ChatTemplate:
    return ChatTemplate(FILE, text, "</s>", "<s>")


def test_messages_are_written_in_order_between_the_models_own_tokens() -> None:
    made = template("{{ bos_token }}" + EACH + "{{ eos_token }}")
    assert made.has_system_role
    assert made.render(CONVERSATION) == "<s><system>Be brief.<user>Hello.<assistant>Hi.<user>Why?</s>"


def test_without_a_system_role_the_prompt_stands_before_the_first_question() -> None:
    made = template(REFUSES_SYSTEM + EACH)
    assert not made.has_system_role
    assert made.render(CONVERSATION) == "<user>Be brief.\n\nHello.<assistant>Hi.<user>Why?"
    assert made.render(CONVERSATION[1:2]) == "<user>Hello."


def test_where_thinking_has_a_switch_it_is_off() -> None:
    assert template(EACH + THINKS).render(CONVERSATION[:2]).endswith("<think></think>")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{% for %}", "Expected an expression"),
        ("{{ raise_exception('only\n for cats') }}", "only for cats"),
        ("{{ messages[0].nothing.at_all }}", "has no attribute"),
        ("{{ 1 + 'a' }}", "unsupported operand"),
        (EACH + "{% if messages|length > 2 %}{{ raise_exception('one turn only') }}{% endif %}", "one turn only"),
    ],
)
def test_a_template_that_fails_is_one_sentence_that_names_the_file(text: str, reason: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        template(text)
    said = str(caught.value)
    assert said.startswith(f"{FILE}: its chat template cannot be used (")
    assert reason in said
    assert "\n" not in said
