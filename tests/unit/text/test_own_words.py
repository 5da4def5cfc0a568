"""The owner's words as the recogniser's prompt, and that prompt read back."""

from __future__ import annotations

import pytest

from appliance.text.own_words import is_read_back, recognizer_prompt

WORDS = ("Siobhan", "Nabu", "Kreuzberg Nord", "Zoë")


@pytest.mark.parametrize(
    ("words", "language", "prompt"),
    [
        ((), "en", ""),
        (("Nabu",), "en", "Hello, Nabu."),
        (("Siobhan", " Nabu "), "en", "Hello, Siobhan and Nabu."),
        (WORDS, "de", "Hallo, Siobhan, Nabu, Kreuzberg Nord und Zoë."),
        (("Nabu",), "pt", "Nabu."),
        (("Siobhan", "Nabu", "Zoë"), "pt", "Siobhan, Nabu, Zoë."),
    ],
)
def test_the_prompt_is_one_sentence_with_all_words(words: tuple[str, ...], language: str, prompt: str) -> None:
    assert recognizer_prompt(words, language) == prompt


@pytest.mark.parametrize(
    "text",
    [
        "Hello, Siobhan, Nabu, Kreuzberg Nord and Zoë.",
        "Hallo, Siobhan, Nabu.",
        "Siobhan and Nabu",
        "siobhan nabu",
        "Nabu, Kreuzberg Nord",
        "Kreuzberg Nord. Zoë!",
    ],
)
def test_words_of_the_prompt_in_their_order_are_read_back(text: str) -> None:
    assert is_read_back(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nabu.",
        "Kreuzberg Nord",
        "Kreuzberg",
        "Nabu, Siobhan",
        "Hello.",
        "Hello, Nabu.",
        "Is Siobhan, Nabu",
        "Zoë, Siobhan",
    ],
)
def test_anything_else_may_have_been_said(text: str) -> None:
    assert not is_read_back(text, WORDS)


def test_of_no_words_nothing_is_read_back() -> None:
    assert not is_read_back("", ())
    assert not is_read_back("Siobhan, Nabu.", ())
    assert not is_read_back("Hello, Nabu.", ("Nabu",))
