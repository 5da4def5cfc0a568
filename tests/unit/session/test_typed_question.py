"""Typed questions: made plain, or refused in a sentence."""

from __future__ import annotations

import pytest

from appliance.errors import InvalidQuestion
from appliance.session.typed_question import longest_question, typed_question
from tests.skills.nonsense import nonsense

LONGEST = 1800


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("What time is it?", "What time is it?"),
        ("  What\ttime\n is it? ", "What time is it?"),
        ("\x1b[31mstop\x07", "[31mstop"),
        ("set a timer\x00 for 5 minutes", "set a timer for 5 minutes"),
        ("Wie spät ist es? 🙂", "Wie spät ist es? 🙂"),
        ("what\ud800 time", "what time"),
    ],
)
def test_it_is_one_line_without_control_characters(typed: str, question: str) -> None:
    assert typed_question(typed, LONGEST) == question


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "🙂", "?!", "\x00\x07", "\ud800"])
def test_without_words_it_is_refused(typed: str) -> None:
    with pytest.raises(InvalidQuestion, match="has no words: type a sentence"):
        typed_question(typed, LONGEST)


def test_it_is_refused_when_it_may_not_fit_into_the_context_window() -> None:
    assert typed_question("ö" * 900, LONGEST) == "ö" * 900
    with pytest.raises(InvalidQuestion, match="has 1802 bytes, and may have 1800: shorten it"):
        typed_question("ö" * 901, LONGEST)
    assert longest_question(2048, 96) < 2048 - 96


def test_of_nonsense_there_is_a_plain_line_or_a_sentence() -> None:
    refused, longest = 0, 0
    for text in nonsense().values():
        try:
            assert typed_question(text, LONGEST).isprintable()
        except InvalidQuestion as error:
            refused += 1
            longest = max(longest, len(str(error)))
    assert refused > 20
    assert longest < 100
