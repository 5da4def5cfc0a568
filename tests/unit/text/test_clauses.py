"""ClauseSplitter, for any pieces of a reply. `|` marks the end of a part within a sentence, `/` one that ends it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from appliance.text.clauses import LONGEST_CHARS, OPENING_WORDS, ClauseSplitter, Part


def split(text: str, size: int) -> list[Part]:
    splitter = ClauseSplitter()
    parts = [part for start in range(0, len(text), size) for part in splitter.add(text[start : start + size])]
    if rest := splitter.finish():
        parts.append(rest)
    for before, after in pairwise([*parts, None]):
        assert not (before and before.is_opening) or (
            after and after.follows_opening and after.text.startswith(before.text)
        )
    return [part for part in parts if not part.is_opening]


def marked(parts: list[Part]) -> str:
    return " ".join(f"{part.text} {'/' if part.ends_sentence else '|'}" for part in parts)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    "expected",
    [
        "To boil an egg, | you need hot water. / It takes a while, but not long. /",
        "I'm sorry, but I can only help, | as you know, with questions. /",
        "There are three: red, | green and blue. /",
        "It is wide; it is also long. /",
        "It is very wide; | it is also long. /",
        "The sky is blue - | it always is. /",
        "The sky is blue — | it always is. /",
        "The answer is x - y = 1, | and that is all. /",
        "Then 3x - (2 + y) = 1, | so b² - 4ac is 0. /",
        "Use option A - | it is the best. /",
        'The play "Hamlet," | by Shakespeare, is long. /',
        "The play (a long one), | is good. /",
        "In Paris, France, there is a tower. /",
        "In the end, 24 hours are left. /",
        "Three of 24, that is all. /",
    ],
)
def test_the_first_sentence_is_cut_after_a_clause_and_no_other(expected: str, size: int) -> None:
    text = expected.replace(" |", "").replace(" /", "")
    assert marked(split(text, size)) == expected


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "sentence",
    [
        "It is 1,000 or 3.5 or 10:30 now.",
        "It takes 10, 20 or 30 days.",
        "It was on July 4, 1776.",
        "It is 10 - 3 of them.",
        "It is a high-pitched sound of 5-6 seconds.",
        "Take some fruit e.g., apples and pears.",
        "Yes, there are seven of them.",
        "A: that is the answer to it.",
        "The capital of it is Paris, France.",
        "I am fine, thanks.",
        'He said "to be, or not to be" once.',
        "He said “to be, or not to be” once.",
        "It is big (in fact, very big indeed) today.",
    ],
)
def test_some_sentences_stay_whole(sentence: str, size: int) -> None:
    text = f"{sentence} It is so."
    assert marked(split(text, size)) == f"{sentence} / It is so. /"


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "expected",
    [
        "The sky is blue | because of the air. /",
        "A cat makes a sound | when it is hungry. /",
        "Rome was a vast and complex empire | that lasted for centuries. /",
        "It is so because it is. /",
        "He was there not because of it. /",
        "He was there for a while | because of it. /",
        "I do not know that it is so. /",
        "This is the house in which he lived and worked. /",
        "It is a big house so that one gets lost. /",
        "The sky is blue because. /",
    ],
)
def test_where_there_is_no_comma_a_whole_clause_must_be_there(expected: str, size: int) -> None:
    text = expected.replace(" |", "").replace(" /", "")
    assert marked(split(text, size)) == expected


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_first_part_is_never_longer_than_the_limit(size: int) -> None:
    sentence = f"It is {'very ' * 40}big, as one can see."
    first, rest = split(sentence, size)
    assert not first.ends_sentence
    assert first.text.endswith(" very")
    assert LONGEST_CHARS - len(" very") < len(first.text) <= LONGEST_CHARS
    assert f"{first.text} {rest.text}" == sentence


def test_not_even_a_long_one_is_cut_within_a_number() -> None:
    first, rest = split(f"It is all in all about {'1 ' * 60}in all.", 1)
    assert (first.text, rest.text[:7]) == ("It is all in all", "about 1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris—the city of light—is old.", "Paris—the city of light— | is old. /"),
        ("Three fruits:\n\n- Apples, pears and plums\n- Figs", "Three fruits: / Apples, pears and plums / Figs /"),
        ("1. Apples, pears and plums\n2. Figs", "Apples, pears and plums / Figs /"),
        ("1. Red apples, pears and plums\n2. Figs", "Red apples, pears and plums / Figs /"),
        ("In the end, 12. It is so.", "In the end, 12. / It is so. /"),
        ("To be sure, it is 12. It is so.", "To be sure, it is 12. / It is so. /"),
        ("Das Haus ist alt, aber es steht noch.", "Das Haus ist alt, | aber es steht noch. /"),
        ("Paris", "Paris /"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_dashes_lists_lines_and_other_languages(text: str, expected: str) -> None:
    assert marked(split(text, 1)) == expected
    assert marked(split(text, 1000)) == expected


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("The capital of France is Paris.", "The capital of France"),
        ("I don't know that yet.", "I don't know that"),
        ("Das Gebäude dort drüben ist alt.", "Das Gebäude dort drüben"),
        ("This is not a test.", "This is not a"),
        ("To boil an egg, you need water.", "To boil an egg"),
        ("Paris is big.", None),
        ("A week is 7 days.", "A week is 7"),
        ("There are 60 minutes in an hour.", "There are 60 minutes"),
        ("10 minus 3 is 7.", "10 minus 3 is"),
        ("It takes 1,000 years or more.", "It takes 1,000 years"),
        ("It takes about 1,000.", None),  # the number may go on
        ("It is $5 or more.", None),
        ("It is -5 degrees.", None),
        ("It is 10:30 in Rome.", None),
        ('The answer is: "No, I do not."', 'The answer is: "No'),
        ("Yes, there are many of them.", "Yes, there are many"),
        ('The play "Hamlet" by Shakespeare is long.', 'The play "Hamlet" by'),
        ('The play "Romeo and Juliet" by Shakespeare is long.', 'The play "Romeo and'),
        ("1. The capital of France is Paris.", "The capital of France"),
        ("He was **not** here at all.", None),
        ("Mr. Smith was not here at all.", None),
    ],
)
@pytest.mark.parametrize("size", [1, 4])
def test_the_first_words_come_as_soon_as_the_voice_can_begin_with_them(
    text: str, opening: str | None, size: int
) -> None:
    splitter = ClauseSplitter()
    for end in range(size, len(text) + size, size):
        if parts := list(splitter.add(text[end - size : end])):
            texts = [part.text for part in parts if part.is_opening]
            assert len(texts) == (opening is not None)
            for begun in texts:
                assert opening
                assert opening.startswith(begun)
                assert len(begun.split()) == OPENING_WORDS + 1, "the last word may not be complete yet"
            return
    assert opening is None


def test_only_the_first_part_of_a_reply_is_begun() -> None:
    parts = split("The capital of France is Paris. The capital of Spain is Madrid. It is so.", 3)
    assert [part.follows_opening for part in parts] == [True, False, False]


def test_a_clause_comes_as_soon_as_more_than_a_word_follows() -> None:
    splitter = ClauseSplitter()
    assert [list(splitter.add(piece)) for piece in ["To boil", " $5", ",", " you"]] == [[], [], [], []]
    assert list(splitter.add(" need")) == [Part("To boil $5,", ends_sentence=False)]
    assert list(splitter.add(" hot water, and")) == []
    assert splitter.finish() == Part("you need hot water, and", ends_sentence=True)


def test_what_follows_a_clause_is_never_taken_for_a_list() -> None:
    parts = split("If you add all of them, 12. Two are left.", 1)
    assert "12." in " ".join(part.text for part in parts)
