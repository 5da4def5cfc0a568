"""Texts from elsewhere, on a terminal."""

from __future__ import annotations

import json

import pytest

from appliance.system.printable import printable, printable_json, shown, shown_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grüß Gott 👋🏽", "Grüß Gott 👋🏽"),
        ("👨\u200d👩\u200d👧 नमस्\u200dते", "👨\u200d👩\u200d👧 नमस्\u200dते"),
        ("\x1b[2J\x1b]0;t\x07", "\\x1b[2J\\x1b]0;t\\x07"),
        ("a\nb\rc\td\x08\x7f\x00", "a\\nb\\rc\\td\\x08\\x7f\\x00"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egpj.exe\u2066", "\\u202egpj.exe\\u2066"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("back\\slash", "back\\slash"),
    ],
)
def test_what_is_not_seen_is_written_out(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_its_middle_is_left_out_where_it_is_too_long() -> None:
    assert shown("a" * 10 + "b" * 990, 20) == "a" * 10 + "bbb ... bb"
    assert shown("x" * 20, 20) == "x" * 20


def test_a_sentence_is_one_line_and_no_longer_than_a_screen() -> None:
    assert shown_sentence("a file\nthat is\x1b damaged") == "a file that is\\x1b damaged"
    assert len(shown_sentence("x" * 100_000 + " is " + "y" * 100_000)) < 900


def test_json_stays_json() -> None:
    content = {"a\x9b": ["\x1b[2J", "Grüß 👋", "\u202e\U000e0041", "\\", '"']}
    text = printable_json(content)
    assert json.loads(text) == content
    assert text.isprintable()
    assert "Grüß 👋" in text
