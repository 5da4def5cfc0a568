"""SentenceEnds cuts between sentences, and nowhere else."""

# ruff: noqa: RUF001

from __future__ import annotations

import pytest

from appliance.text.sentence_ends import SentenceEnds


def cut(text: str, size: int) -> list[str]:
    ends = SentenceEnds()
    found = [sentence for start in range(0, len(text), size) for sentence in ends.add_chunk(text[start : start + size])]
    rest = ends.finish()
    return [*found, rest] if rest else found


WHOLE = [
    "Mt. Everest is high.",
    "It is on Nov. 28, a cold day.",
    "It happened on Sept. 3.",
    "Today is 28.11.2026 and warm.",
    "Her number is 555.123.4567, I think.",
    "Boil it for 5 min. at most.",
    "Prof. Smith and Capt. Cook met Gen. Lee.",
    "J. R. R. Tolkien wrote it.",
    "It is big in the U.S. Senate.",
    "Some cities, e.g. London, i.e. Westminster.",
    "Brazil vs. Germany",
    "Am 28. November ist es so weit.",
    "Im 2. Weltkrieg und im 19. Jahrhundert.",
    "Das ist z. B. Berlin, bzw. Potsdam.",
    "The St. Louis store and the Dr. Pepper.",
    "Version 3.11.2 is out.",
    "See fig. 3 and vol. 2, approx. 5.",
    "He lives on Main St. Louis knows.",
    "It is 3.5 and 1,000.5.",
]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("text", WHOLE)
def test_nothing_is_cut_in_its_middle(text: str, size: int) -> None:
    assert cut(text, size) == [text]


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is 5. That is all.", ["It is 5.", "That is all."]),
        ("It happened on Sept. 3. Then it rained.", ["It happened on Sept. 3.", "Then it rained."]),
        ("It ends at 5 p.m. The shop closes.", ["It ends at 5 p.m.", "The shop closes."]),
        ('He said "go." Then he went.', ['He said "go."', "Then he went."]),
        ("**Boil it.** Then wait.", ["**Boil it.**", "Then wait."]),
        ("Wait! “Why?” Because.", ["Wait!", "“Why?”", "Because."]),
        ("Hello! 👋 How are you?", ["Hello!", "👋 How are you?"]),
        ("¿Qué? ¡Nada! Bien.", ["¿Qué?", "¡Nada!", "Bien."]),
        ("First this. 2. Second that.", ["First this.", "2.", "Second that."]),
        ("今日は。元気？はい。", ["今日は。", "元気？", "はい。"]),
        ("Wait 5 min. Then eat.", ["Wait 5 min.", "Then eat."]),
        ("So  many   spaces.   Here", ["So many spaces.", "Here"]),
        ("Really?! Yes... Maybe", ["Really?!", "Yes...", "Maybe"]),
        ("Das sind 5. Das ist alles.", ["Das sind 5.", "Das ist alles."]),
        ("2*3*4 is 24. So it is", ["2*3*4 is 24.", "So it is"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_are_cut_alike_for_any_pieces(text: str, sentences: list[str], size: int) -> None:
    assert cut(text, size) == sentences


def test_what_is_taken_is_gone_and_the_rest_goes_on() -> None:
    ends = SentenceEnds()
    assert list(ends.add_chunk("In 1945, on Nov. 28, it")) == []
    assert ends.take(8) == "In 1945,"
    assert ends.pending == "on Nov. 28, it"
    assert list(ends.add_chunk(" ended. Then")) == ["on Nov. 28, it ended."]
