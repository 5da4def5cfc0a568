"""Whatever is written, something is said: no text makes the rules fail, and no figure of a sentence is lost."""

# ruff: noqa: RUF001

from __future__ import annotations

import random
import re

import pytest

from appliance.text.number_words import words_of_number, words_of_whole
from appliance.text.plain_text import plain_text
from appliance.text.sentences import sentences
from appliance.text.spoken import units
from appliance.text.spoken_text import spoken_text
from tests.unit.text.test_spoken_rules import ALL_ROWS

FRAGMENTS = sorted({word for row in ALL_ROWS for word in re.split(r"(\W)",
row.written)} | set("0159.,:;/-–$€£^°%'\"()[]{}\\+*=~#_|<>²½ °\u202f"))  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_no_text_makes_the_rules_fail(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        text = "".join(chance.choice(FRAGMENTS) for _ in range(chance.randint(1, 24)))
        for sentence in (text, *sentences(text)):
            for language in ("en", "de", "pt"):
                said = spoken_text(plain_text(sentence), language)
                assert "  " not in said


@pytest.mark.parametrize(
    "figures", ["1", "2", "7", "12", "45", "100", "250", "999", "1013", "2,500", "3.5", "0.25", "12.75", "1,234.5"]
)
def test_every_unit_keeps_the_number(figures: str) -> None:
    for sign in units.SIGNS:
        under = "" if "km" in sign else "/h"  # "sq km/h" is nothing
        for written in (f"It is {figures} {sign} in all.", f"It is {figures}{sign}", f"about {figures} {sign}{under}"):
            assert words_of_number(figures) in spoken_text(written), written


NOUNS = ["apples", "people", "of them", "and more", "in all", ""]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("seed", range(5))
def test_plain_numbers_keep_their_value(noun: str, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        number = chance.randrange(10 ** chance.randint(1, 12))
        for figures in (str(number), f"{number:,}"):
            said = spoken_text(f"We have {figures} {noun}")
            readings = {words_of_whole(figures), words_of_whole(figures, "year")}
            assert any(reading in said for reading in readings), (figures, said)
