"""What is too long for the voice is cut where it is heard least."""

from __future__ import annotations

import pytest

from appliance.text.part_length import LONGEST_PART_CHARS, bounded


def test_a_short_text_is_one_part() -> None:
    assert list(bounded("It is so.")) == [("It is so.", True)]
    assert list(bounded("x" * LONGEST_PART_CHARS)) == [("x" * LONGEST_PART_CHARS, True)]


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("the quick brown fox, " * 200, ","),
        ("one two three four " * 200, "e"),
        ("x" * 4000, "x"),
        ("你好，世界" * 800, "，"),  # noqa: RUF001
        ("1" * 60_000, "1"),
    ],
)
def test_a_long_one_is_cut_after_a_clause_else_between_words_else_anywhere(text: str, ending: str) -> None:
    parts = list(bounded(text.strip()))
    assert all(0 < len(part) <= LONGEST_PART_CHARS for part, _ in parts)
    assert [is_last for _, is_last in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[0][0].endswith(ending) or " " in text
    assert "".join(part for part, _ in parts).replace(" ", "") == text.replace(" ", "")
