"""Chat templates as models bring them: one without a system role, one that thinks, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.adapters.chat_template import ChatTemplate
from appliance.errors import ModelUnavailable
from appliance.interfaces import Message
from appliance.markup.reply_filter import ReplyFilter
from tests.field import FIELD

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


DROPS_SYSTEM = "{% for m in messages %}{% if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endif %}{% endfor %}"
WANTS_PARTS = "{% for m in messages %}<{{ m.role }}>{% for p in m.content %}{{ p.text }}{% endfor %}{% endfor %}"
ALTERNATES = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant') }}{% endif %}<{{ m.role }}>{{ m.content }}"
    "{% endfor %}"
)


@pytest.mark.parametrize("text", [DROPS_SYSTEM, ALTERNATES], ids=["drops it", "alternates"])
def test_a_prompt_that_a_template_would_lose_or_refuse_stands_before_the_first_question(text: str) -> None:
    assert template(text).render(CONVERSATION) == "<user>Be brief.\n\nHello.<assistant>Hi.<user>Why?"


def test_the_template_of_the_field_has_the_prompt_before_the_first_question() -> None:
    made = template((FIELD / "llm" / "gemma2-template.jinja").read_text(encoding="utf-8"))
    assert made.render(CONVERSATION) == (
        "<s><start_of_turn>user\nBe brief.\n\nHello.<end_of_turn>\n<start_of_turn>model\nHi.<end_of_turn>\n"
        "<start_of_turn>user\nWhy?<end_of_turn>\n<start_of_turn>model\n"
    )


def test_a_template_that_wants_parts_gets_parts() -> None:
    assert template(WANTS_PARTS).render(CONVERSATION) == "<system>Be brief.<user>Hello.<assistant>Hi.<user>Why?"


@pytest.mark.parametrize(
    ("switch", "off"),
    [("enable_thinking", "false"), ("thinking", "false"), ("thinking_budget", "0")],
)
def test_every_switch_for_thinking_is_off(switch: str, off: str) -> None:
    text = EACH + "{% if " + switch + " is defined %}[{{ " + switch + " | tojson }}]{% endif %}"
    assert template(text).render(CONVERSATION).endswith(f"[{off}]")


def test_a_model_that_always_thinks_is_told_to_think_little() -> None:
    text = EACH + "{% if reasoning_effort %}[{{ reasoning_effort }}]{% endif %}"
    assert template(text + "{# <|channel|> #}").render(CONVERSATION).endswith("[low]")
    assert template(text).render(CONVERSATION).endswith("Why?")


@pytest.mark.parametrize("begun", ["<think>\n", "<think>", "<seed:think>", "[THINK]"])
def test_a_thought_that_the_prompt_begins_is_ended_in_it(begun: str) -> None:
    assert ReplyFilter().add(template(EACH + begun).render(CONVERSATION).partition("Why?")[2] + "Paris.") == "Paris."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it leaves out what is said"),
        ("{{ bos_token }}", "it leaves out what is said"),
        ("{% for m in messages %}{{ m.role }}{% endfor %}", "it leaves out what is said"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ messages[99].content.x }}", "has no element 99"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "recursion"),
        ("{{ range(10**9) | list }}", "range"),
        ("{{ messages.append(1) }}", "append"),
        ("{% include 'other' %}", "other"),
        ("{{ strftime_now(5) }}", "strftime"),
        ("{{ raise_exception('x' * 100000) }}", "..."),
        ("{{ raise_exception('') }}", "ValueError"),
    ],
)
def test_whatever_a_template_does_wrong_is_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        template(text)
    said = str(caught.value)
    assert said.startswith(f"{FILE}: its chat template cannot be used (")
    assert reason in said
    assert "\n" not in said
    assert len(said) < 400
