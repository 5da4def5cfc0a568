"""What a model writes that is not for the user is left out, wherever the pieces of its stream end."""
# ruff: noqa: RUF001  # what models write

from __future__ import annotations

import time

import pytest

from appliance.markup.marks import SPANS, TOOL_SPANS, Span
from appliance.markup.reply_filter import ReplyFilter, what_closes
from tests.field import field_text

SIZES = (1, 2, 3, 7, 1000)


def filtered(text: str, size: int, *, is_opened: bool = False, hit_cap: bool = False) -> str:
    kept = ReplyFilter(is_opened=is_opened)
    pieces = [kept.add(text[start : start + size]) for start in range(0, len(text), size)]
    return ("".join(pieces) + kept.finish(hit_cap=hit_cap)).strip()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("span", [*SPANS, *TOOL_SPANS], ids=lambda span: span.kind)
def test_each_kind_is_left_out(span: Span, size: int) -> None:
    assert filtered(span.example, size) == ("Paris." if "Paris." in span.example else "")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<THINKING effort='low'>Hm.</THINKING>\n\nParis.", "Paris."),
        ("<thought>Hm.</thought>Paris.", "Paris."),
        ("<reasoning>\nHm.\n</reasoning>\n<answer>Paris.</answer>", "<answer>Paris.</answer>"),
        ("<seed:think>Hm.</seed:think>Paris.", "Paris."),
        ("<think>One.</think>Paris <think>Two.</think>is it.", "Paris is it."),
        ("<think>It writes <b>bold</b> and a < b.</think>Paris.", "Paris."),
        ("<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Paris.<|END_RESPONSE|>", "Paris."),
        ("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.on"
         "<|message|>{}<|call|><|start|>assistant<|channel|>final<|message|>Paris.<|return|>", "Paris."),
        ("<|channel|>final<|message|>Paris.", "Paris."),
        ("<|start_header_id|>assistant<|end_header_id|>\n\nParis.<|eot_id|>", "Paris."),
        ("<start_of_turn>model\nParis.<end_of_turn>\n<start_of_turn>user\nAnd Rome?", "Paris."),
        ("Here's my thought process: Hm. Here's my response: Paris.", "Paris."),
        ("**Thinking:** Hm, a capital. **Answer:** Paris.", "Paris."),
        ("Alright, so the user wants a capital.</think>Paris.", "Paris."),
        ("We need to answer in one sentence.</think>Paris.", "Paris."),
        ("好的，用户想知道。</think>Paris.", "Paris."),
        ("It is on. <tool_call>{}</tool_call>Done.", "It is on. Done."),
        ('```tool_code\nprint(on("lamp"))\n```', ""),
        ('```json\n[{"name": "on", "parameters": {}}]\n```\nThe lamp is on.', "The lamp is on."),
        ('{"name": "on", "parameters": {"lamp": 1}}\nThe lamp is on.', "The lamp is on."),
        ('[{"name": "on", "arguments": {}}]', ""),
        ("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>on<｜tool▁calls▁end｜>", ""),
        ('<|tool_calls_section_begin|>on<|tool_calls_section_end|>', ""),
        ('<tool_use>on</tool_use>', ""),
        ('<function_calls><invoke name="on"></invoke></function_calls>', ""),
        ("/no_think Paris.", "Paris."),
    ],
)  # fmt: skip
def test_other_shapes(written: str, kept: str, size: int) -> None:
    assert filtered(written, size) == kept


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "text",
    [
        "I think so, it is < 5 and > 3.",
        "The user is the person who uses it.",
        "Thought: a process of the mind.",
        "Okay, so it is Paris.",
        "Analysis is a part of mathematics.",
        "analysis of it takes time.",
        "It is <b>bold</b> [1] (see [here](x)).",
        "In Python, print(x) shows x.",
        "{a, b} is a set.",
        "Use `<` or ```x``` here.",
        "[He] said it.",
        "Here is my answer: Paris.",
        "We need to go now.",
        "I have the answer: it is five.",
        "The ratio is 1/2 /think about it.",
        "<",
        "[",
    ],
)
def test_ordinary_text_is_kept(text: str, size: int) -> None:
    assert filtered(text, size) == text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("written", ["<think>Hm, let me", "[THINK]Hm.", "<|channel|>analysis<|message|>Hm.", "<think>"])
def test_a_thought_without_an_end_is_no_reply(written: str, size: int) -> None:
    assert filtered(written, size) == ""


@pytest.mark.parametrize("size", SIZES)
def test_where_the_prompt_begins_the_thought_it_has_an_end_or_was_the_reply(size: int) -> None:
    assert filtered("Hm.</think>Paris.", size, is_opened=True) == "Paris."
    assert filtered("Paris.", size, is_opened=True) == "Paris."
    assert filtered("Hm, let me", size, is_opened=True, hit_cap=True) == ""


def test_the_end_of_a_thought_that_began_elsewhere_is_told() -> None:
    kept = ReplyFilter()
    assert (kept.add("It is a joke."), kept.had_unopened_thought) == ("It is a joke.", False)
    assert (kept.add("</think>Why?"), kept.had_unopened_thought) == ("Why?", True)


@pytest.mark.parametrize("size", SIZES)
def test_the_field(size: int) -> None:
    assert filtered(field_text("think-without-start"), size).startswith("Why did the chicken")
    assert filtered(field_text("tool-call"), size) == ""
    for name in ("markdown", "latex", "other-script", "endless-list", "emoji-only"):
        assert filtered(field_text(name), size) == field_text(name).strip()


@pytest.mark.parametrize(
    ("prompt", "closing"),
    [
        ("<|im_start|>assistant\n<think>\n", "\n\n</think>\n\n"),
        ("<seed:think>", "\n\n</seed:think>\n\n"),
        ("[THINK]", "[/THINK]"),
        ("<think>\n\n</think>\n\n", ""),
        ("<think> is a mark.", ""),
        ("<|im_start|>assistant\n", ""),
    ],
)
def test_what_closes_a_thought_that_a_prompt_begins(prompt: str, closing: str) -> None:
    assert what_closes(prompt) == closing


UNITS = (" ", "\n", "<", "[", "`", "a_", "<think>", "<think a", '{"name":', "}\n", "</think>", "<|a|>", "okay ", "1")


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    """Ten times the text takes ten times as long, not a hundred; processor time, so that others do not count."""

    def cost_s(length: int) -> float:
        text = (unit * length)[:length]
        begun_s = time.process_time()
        filtered(text, 1)
        return time.process_time() - begun_s

    cost_s(1000)
    assert cost_s(50_000) < 30 * max(cost_s(5_000), 0.005)
