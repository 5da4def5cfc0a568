"""Pronunciations: how lines are read, and where their words are found."""

from __future__ import annotations

import pytest

from appliance.text.pronunciations import LONGEST_LINE, MOST_LINES, Pronunciations, WrongLine, read_line
from appliance.text.spoken_text import spoken_text


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Siobhan = shiv-awn", ("Siobhan", "shiv-awn")),
        ("  GIF=jif  ", ("GIF", "jif")),
        ("New York\t=\tnoo york", ("New York", "noo york")),
        ("Zoe\u0308 = zoh-ee", ("Zoë", "zoh-ee")),
        ("# a comment = none", None),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_is_a_word_and_how_it_is_said(line: str, read: tuple[str, str] | None) -> None:
    assert read_line(1, line) == read


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Siobhan", "must be a word"), ("= shiv-awn", "must be a word"), ("Siobhan =", "must be a word"),
        ("a = b = c", 'more than one "="'), ("? = b", "no letters"), ("a = 7", "no letters"),
        ("a\x00 = b", "control character"), ("a = " + "b" * LONGEST_LINE, f"may have {LONGEST_LINE}"),
    ],
)  # fmt: skip
def test_what_is_no_such_line_is_one_sentence_with_its_number(line: str, problem: str) -> None:
    with pytest.raises(WrongLine) as caught:
        read_line(7, line)
    assert str(caught.value).startswith("line 7: ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_there_may_be_many_lines_and_not_more() -> None:
    assert read_line(MOST_LINES, "a = b")
    with pytest.raises(WrongLine):
        read_line(MOST_LINES + 1, "a = b")


WORDS = Pronunciations(
    {"Siobhan": "shiv-awn", "3M": "three em", "AT&T": "ay tee and tee", "New York": "noo york", "York": "yawk",
     "C++": "see plus plus", "Zoë": "zoh-ee", "SQL": "sequel"},
    "en",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Siobhan is here.", "shiv-awn is here."),
        ("SIOBHAN, siobhan!", "shiv-awn, shiv-awn!"),
        ("Siobhan's house", "shiv-awn's house"),
        ("Siobhans are many.", "Siobhans are many."),
        ("He works at 3M and at AT&T.", "He works at three em and at ay tee and tee."),
        ("New  York, York", "noo york, yawk"),
        ("Yorkshire", "Yorkshire"),
        ("He writes C++ and SQL.", "He writes see plus plus and sequel."),
        ("MySQL", "MySQL"),
        ("Zoë and Zoe\u0308", "zoh-ee and zoh-ee"),
    ],
)
def test_whole_words_are_found_whatever_their_capitals(written: str, said: str) -> None:
    assert WORDS.applied(spoken_text(written)) == said


def test_what_was_exchanged_is_not_exchanged_again() -> None:
    assert Pronunciations({"a": "b", "b": "a"}, "en").applied("a b") == "b a"


def test_no_words_change_nothing() -> None:
    assert Pronunciations({}, "en").applied("It is so.") == "It is so."


def test_an_opening_may_end_within_an_entry() -> None:
    assert WORDS.may_be_cut("It is in New")
    assert not WORDS.may_be_cut("It is in Paris")
