"""The responder, with what models write beside answers: thoughts, calls, endless lists and texts, nothing at all."""

from __future__ import annotations

import pytest

from appliance.events import GenerationCompleted, GenerationProgress
from appliance.intents import Answer, Intent
from appliance.items import EndOfReply
from appliance.text.no_answer import no_answer
from appliance.text.part_length import LONGEST_PART_CHARS
from tests.field import field_text
from tests.unit.stages.responder_rig import ResponderRig, letters, sentences


@pytest.mark.parametrize(
    "pieces",
    [
        (), ("",), (" ", "\n"), ("😀",), ("**", "**"), ("👍", "😀", "\n"), (":-)",), (":D",), (":thumbs_up:",),
        ("...",),
        ("<think>Hm,", " let me see"), ('<tool_call>{"name": "x"}</tool_call>',),
        ('turn_on(lamp="kitchen")',),
        ('{"name": "turn_on", ', '"arguments": {}}'),
    ],
)  # fmt: skip
def test_where_nothing_can_be_said_the_device_says_so_and_does_not_remember_it(pieces: tuple[str, ...]) -> None:
    outputs = ResponderRig(*pieces).reply()
    apology = "Sorry, I have no answer to that."
    assert sentences(outputs) == [apology]
    assert outputs[-2:] == [GenerationCompleted(4, 3.0, apology, is_apology=True), EndOfReply(4)]


def test_an_emoji_before_an_answer_is_no_reason_to_apologise() -> None:
    outputs = ResponderRig("👍 ", "Yes. ", "😀").reply()
    assert sentences(outputs) == ["Yes."]
    assert GenerationCompleted(4, 3.0, "Yes.") in outputs


@pytest.mark.parametrize("language", ["de", "ja"])
def test_it_apologises_in_its_language_or_not_at_all(language: str) -> None:
    said = sentences(ResponderRig("👍", language=language).reply())
    assert said == ([no_answer("de")] if language == "de" else [])


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("name", ["think-empty", "think-one-line", "think-qwen3", "think-without-start"])
def test_thoughts_are_neither_said_nor_told(name: str, size: int) -> None:
    text = field_text(name)
    answer = text.rpartition("</think>")[2].strip()
    outputs = ResponderRig(*(text[start : start + size] for start in range(0, len(text), size))).reply()
    assert " ".join(sentences(outputs)) == answer
    assert all(output.text.strip() in answer for output in outputs if isinstance(output, GenerationProgress))
    assert GenerationCompleted(4, 3.0, answer) in outputs


def test_a_thought_of_which_only_the_end_is_marked_is_forgotten() -> None:
    outputs = ResponderRig(*letters("It is a joke. Short is best.</think>Why not?")).reply()
    assert GenerationCompleted(4, 3.0, "Why not?") in outputs


@pytest.mark.parametrize("size", [1, 1000])
def test_a_list_ends_in_speech(size: int) -> None:
    text = field_text("endless-list")
    said = sentences(ResponderRig(*(text[start : start + size] for start in range(0, len(text), size))).reply())
    assert said == [
        "Here are all the presidents of the United States:", "George Washington", "John Adams", "Thomas Jefferson",
        "James Madison", "James Monroe", "and 12 more.",
    ]  # fmt: skip


def test_of_a_list_that_was_cut_off_the_number_is_not_known() -> None:
    text = field_text("endless-list")
    assert sentences(ResponderRig(text, hit_cap=True).reply())[-1] == "and more."


def test_a_list_of_a_skill_is_spoken_as_a_whole() -> None:
    class Reciting:
        def answer(self, transcript: str) -> Answer | None:
            return Answer(Intent("lists", "read", {}), "\n".join(f"- item {number}" for number in range(9)))

    assert len(sentences(ResponderRig(skills=Reciting()).reply())) == 9


@pytest.mark.parametrize("size", [1, 7, 5000])
@pytest.mark.parametrize("text", ["and so on " * 400, "a" * 4000, "1" * 4000, "x, " * 1300])
def test_no_part_is_longer_than_the_voice_can_take(text: str, size: int) -> None:
    said = sentences(ResponderRig(*(text[start : start + size] for start in range(0, len(text), size))).reply())
    assert max(len(part) for part in said) <= LONGEST_PART_CHARS
    assert "".join(said).replace(" ", "") == text.replace(" ", "")
