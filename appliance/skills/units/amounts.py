"""Amounts as people say them: "6 feet", "5 foot 11", "half a litre", "a pound and 3 ounces"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from appliance.skills.number_phrases import read_number
from appliance.skills.units.names import read_unit

_NEXT_SMALLER = {"foot": "inch", "stone": "pound", "pound": "ounce", "hour": "minute", "minute": "second", "meter": "centimeter"}
"""What a number alone means behind a unit: "5 foot 11"."""
_PARTS = {*_NEXT_SMALLER.items(), ("yard", "foot"), ("week", "day"), ("day", "hour"), ("mile", "yard"), ("kilogram", "gram"),
    ("year", "month"), ("year", "week"), ("month", "day"), ("hour", "second"), ("kilometer", "meter"), ("year", "day"),
    ("cup", "tablespoon"), ("tablespoon", "teaspoon"), ("liter", "milliliter"), ("pint", "fluid_ounce"), ("gallon", "pint"),
    ("mile", "foot"), ("gallon", "quart"), ("quart", "pint"), ("pint", "cup"), ("quart", "cup"), ("gallon", "cup")}  # fmt: skip
"""Which unit may follow which in one amount."""
_ARTICLES = {"a", "an", "one", "the", "each", "every", "per"}
_NOISE = re.compile(r"^(?:about|around|roughly|approximately|exactly|just|of|only|say|every|each) ")


@dataclass(frozen=True, slots=True)
class Amount:
    """Some numbers of units, to be added up."""

    parts: Sequence[tuple[Fraction, str]]
    """How many of which; the unit is "" where only degrees, or none, were said."""

    @property
    def unit(self) -> str:
        """The unit of the first of them."""
        return self.parts[0][1]


def read_amount(text: str) -> Amount | None:
    """Return the amount that these words are, all of them; None if they are none."""
    while match := _NOISE.match(text):
        text = text[match.end() :]
    words = text.split()
    parts: list[tuple[Fraction, str]] = []
    place = 0
    while place < len(words):
        if parts and words[place] in {"and", "plus"}:
            place += 1
        found = _one_part(words, place, parts)
        if found is None:
            return None
        parts.append(found[0])
        place = found[1]
    return Amount(tuple(parts)) if parts else None


def _one_part(
    words: Sequence[str], place: int, before: Sequence[tuple[Fraction, str]]
) -> tuple[tuple[Fraction, str], int] | None:
    sign = 1
    while place < len(words) and words[place] in {"minus", "negative"}:
        sign, place = -1, place + 1
    if place < len(words) and re.match(r"-\d", words[place]):
        sign, words = -1, [*words[:place], words[place][1:], *words[place + 1 :]]
    number = read_number(words, place)
    if number is None:
        if place < len(words) and words[place] in _ARTICLES:
            place += 1
        if before or (unit := read_unit(words, place)) is None:
            return None
        half = words[unit[1] : unit[1] + 3] == ["and", "a", "half"]  # an hour and a half
        return (Fraction(3, 2) if half else Fraction(1), unit[0]), unit[1] + 3 * half
    value, end = number
    if end < len(words) and words[end] == "of" and value < 1:  # a quarter of a mile
        end += 1
    if end < len(words) and words[end] in {"a", "an", "the"} and value < 1:
        end += 1
    if end < len(words) and words[end] in {"us", "full"} and read_unit(words, end) is None:
        end += 1
    unit = read_unit(words, end)
    last = before[-1][1] if before else ""
    if unit is None:
        if last in _NEXT_SMALLER and end == len(words):
            return (value, _NEXT_SMALLER[last]), end
        if not before and " ".join(words[end:]) in {"", "degrees", "degree"}:
            return (sign * value, ""), len(words)
        return None
    key, end = unit
    if end < len(words) and words[end : end + 3] == ["and", "a", "half"]:  # an hour and a half
        value, end = value + Fraction(1, 2), end + 3
    if before and (last, key) not in _PARTS:
        return None
    return (sign * value, key), end
