"""How the letters of a word are put to the voice."""

from __future__ import annotations

import pytest

from appliance.skills.spelling.letters import letters_said, read_letter
from appliance.text.spoken_text import spoken_text


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("rhythm", "R H Y T, H M"),
        ("cat", "C A, T"),
        ("banana", "B A, N A, N A"),
        ("weird", "W E I R D"),
        ("area", "A, R E A"),
        ("ice cream", "I C E, C R E A, M"),
        ("don't", "D O N, apostrophe, T"),
        ("e-mail", "E, hyphen, M A, I L"),
        ("café", "C A, F E"),
        ("Egypt", "E G Y P T"),
    ],
)
def test_letters_are_in_groups_and_no_a_goes_on(word: str, letters: str) -> None:
    assert letters_said(word) == letters
    assert spoken_text(letters) == letters


@pytest.mark.parametrize(
    ("text", "word", "letter"),
    [
        ("r's", "strawberry", "r"), ("rs", "strawberry", "r"), ("r s", "strawberry", "r"), ("ours", "strawberry", "r"),
        ("letter r", "strawberry", "r"), ("letter tea", "teapot", "t"), ("ss", "mississippi", "s"),
        ("eyes", "spiders", None), ("bees", "hive", None), ("people", "paris", None), ("ours", "", None),
        ("7", "", None), ("queue", "", "q"), ("you", "", "u"), ("double you", "", "w"), ("zed", "", "z"),
    ],
)  # fmt: skip
def test_reads_what_a_recogniser_writes_for_letters(text: str, word: str, letter: str | None) -> None:
    assert read_letter(text, word) == letter
