"""ListShortener: lists end after five items, and nothing else is taken for a list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.text.list_shortener import ListShortener
from tests.field import field_text

SIZES = (1, 2, 3, 7, 1000)


def shortened(text: str, size: int, language: str = "en", *, hit_cap: bool = False) -> str:
    shortener = ListShortener(language)
    pieces = [shortener.add(text[start : start + size]) for start in range(0, len(text), size)]
    return "".join(pieces) + shortener.finish(hit_cap=hit_cap)


def listed(count: int, line: Callable[[int], str]) -> str:
    return "".join(line(number) for number in range(1, count + 1))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "line",
    [
        lambda number: f"{number}. Item {number}\n",
        lambda number: f"{number}) Item {number}\n",
        lambda number: f"({number}) Item {number}\n",
        lambda number: f"- Item {number}\n",
        lambda number: f"* Item {number}\n",
        lambda number: f"• Item {number}\n",
        lambda number: f"**{number}. Item {number}**\n",
        lambda number: f"  {number}. Item {number}\n",
        lambda number: f"{number}. Item {number}\n\n",
        lambda number: f"{number}. **Item {number}**: is so.\n   More of it.\n",
        lambda number: f"| Item {number} | x |\n",
        lambda number: f"Item no {number}\n",
        lambda number: f"{number}. Item {number}; ",
        lambda number: f"{number}) Item {number}, ",
    ],
)
def test_a_long_list_ends_after_five_items(line: Callable[[int], str], size: int) -> None:
    said = shortened("Here they are:\n" + listed(12, line) + "\n", size)
    assert said.startswith("Here they are:\n")
    assert [f"tem {number}" in said or f"tem no {number}" in said for number in range(2, 8)] == [True] * 4 + [False] * 2
    assert said.split("\n")[-2] == "and 7 more."


@pytest.mark.parametrize("size", SIZES)
def test_what_follows_a_list_is_said_and_another_list_has_its_own_count(size: int) -> None:
    items = [listed(count, lambda number: f"- x{number}\n") for count in (8, 7)]
    said = shortened(f"A:\n{items[0]}\nB:\n{items[1]}That is all.", size)
    assert said.split("\n") == [
        "A:", *(f"- x{number}" for number in range(1, 6)), "and 3 more.",
        "B:", *(f"- x{number}" for number in range(1, 6)), "and 2 more.", "That is all.",
    ]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "text",
    [
        listed(6, lambda number: f"{number}. Item\n"),
        listed(6, lambda number: f"- Item {number}\n") + "So it is.",
        "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you.\n" * 3,
        "The sun goes down\nbehind the hill and far away\n" * 4,
        "It is 5. That is 12. It is 1984. So it is 3. And 4. And 5. And 6. And 7.",
        "-5 degrees\n" * 2,
        "Red, green, blue, white, black, brown, pink and grey.",
        "It is so. " * 20,
        "",
    ],
)
def test_what_is_no_long_list_stays_as_it_is(text: str, size: int) -> None:
    assert shortened(text, size) == text


def test_sub_items_are_not_counted() -> None:
    text = listed(4, lambda number: f"{number}. x{number}\n   - a\n   - b\n")
    assert shortened(text, 3).split("\n")[-2] == "and 2 more."


@pytest.mark.parametrize(
    ("language", "more"),
    [("en", "and 12 more."), ("de", "und 12 weitere."), ("es", "y 12 más."), ("fr", "et 12 autres."),
     ("it", "e altri 12.")],
)  # fmt: skip
def test_it_says_so_in_its_language(language: str, more: str) -> None:
    assert shortened(field_text("endless-list"), 4, language).rstrip().endswith(f"James Monroe\n{more}")


def test_in_a_language_without_words_for_it_a_list_stays_whole() -> None:
    assert shortened(field_text("endless-list"), 4, "ja") == field_text("endless-list")


def test_of_a_reply_that_was_cut_off_nobody_knows_the_count() -> None:
    assert shortened(field_text("endless-list"), 4, hit_cap=True).endswith("James Monroe\nand more.\n")


@pytest.mark.parametrize("piece", ["The capital of France is ", "There are 7 ", "It is "])
def test_the_first_words_are_not_held_back(piece: str) -> None:
    assert ListShortener("en").add(piece) == piece
