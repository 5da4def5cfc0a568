"""SentenceSplitter gives the same sentences for any pieces of a text."""

from __future__ import annotations

import pytest

from appliance.text.sentences import SentenceSplitter


def split(text: str, size: int) -> list[str]:
    splitter = SentenceSplitter()
    found = [sentence for start in range(0, len(text), size) for sentence in splitter.add(text[start : start + size])]
    rest = splitter.finish()
    return [*found, rest] if rest else found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is blue. It is wide.", ["It is blue.", "It is wide."]),
        ("Dr. Smith has 3.5 of them. No. 2 is best.", ["Dr. Smith has 3.5 of them.", "No. 2 is best."]),
        ("1. Apples\n2. Pears\n3. Plums", ["Apples", "Pears", "Plums"]),
        ("Three fruits:\n\n- Apples\n* Pears\n", ["Three fruits:", "Apples", "Pears"]),
        ("4.", ["4."]),
        ("25. December is Christmas.", ["25. December is Christmas."]),
        ("1. Apples are red. 2. Weltkrieg", ["Apples are red.", "2. Weltkrieg"]),
        ("4", ["4"]),
        ("7. That is a prime.", ["7.", "That is a prime."]),
        ("It is 5. That is all.", ["It is 5.", "That is all."]),
        ("12 eggs are enough.", ["12 eggs are enough."]),
        ("1984 was a year.", ["1984 was a year."]),
        ("-5 degrees.", ["-5 degrees."]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_sentences_are_whole_and_list_markers_are_gone(text: str, sentences: list[str], size: int) -> None:
    assert split(text, size) == sentences


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    splitter = SentenceSplitter()
    assert list(splitter.add("It is blue.")) == []
    assert list(splitter.add(" It")) == ["It is blue."]
