"""Amounts as people say them: "6 feet", "5 foot 11", "half a litre", "a pound and 3 ounces"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from appliance.skills.number_phrases import read_number
from appliance.skills.units.names import read_unit

_NEXT_SMALLER = {
    "foot": "inch",
    "stone": "pound",
    "pound": "ounce",
    "hour": "minute",
    "minute": "second",
    "meter": "centimeter",
}
"""What a number alone means behind a unit: "5 foot 11"."""
_PARTS = {
    *_NEXT_SMALLER.items(),
    *(("yard", "foot"), ("mile", "yard"), ("mile", "foot"), ("kilometer", "meter"), ("kilogram", "gram")),
    *(("year", "month"), ("year", "week"), ("year", "day"), ("month", "day"), ("week", "day"), ("day", "hour")),
    *(("hour", "second"), ("cup", "tablespoon"), ("tablespoon", "teaspoon"), ("liter", "milliliter")),
    *(("pint", "fluid_ounce"), ("gallon", "pint"), ("gallon", "quart"), ("gallon", "cup"), ("quart", "pint")),
    *(("pint", "cup"), ("quart", "cup")),
}
"""Which unit may follow which in one amount."""
_ARTICLES = {"a", "an", "one", "the", "each", "every", "per"}
_MINUS = re.compile(r"(?:minus|negative) |-(?=\d)")
_DIMENSION = re.compile(r" (?:tall|long|high|wide|deep|away|heavy|worth|hot|thick)$")
_HEIGHT = re.compile(r"([4-7]) (\d|10|11)")
"""How tall people are: "five ten"."""
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
    text = _DIMENSION.sub("", text)
    match = _MINUS.match(text)
    words = text[match.end() :].split() if match else text.split()
    sign = -1 if match else 1
    if height := _HEIGHT.fullmatch(text):
        return Amount(((Fraction(height[1]), "foot"), (Fraction(height[2]), "inch")))
    if (found := read_number(words)) and " ".join(words[found[1] :]) in {"", "degrees", "degree"}:
        return Amount(((sign * found[0], ""),))
    first = _first(words)
    if first is None:
        return None
    value, unit, place = first
    parts = [(sign * value, unit)]
    while place < len(words):
        more = _more(words, place + (words[place] in {"and", "plus"}), parts[-1][1])
        if more is None:
            return None
        if more[1] == parts[-1][1]:
            parts[-1] = (parts[-1][0] + sign * more[0], more[1])
        else:
            parts.append((more[0], more[1]))
        place = more[2]
    return Amount(tuple(parts))


def _first(words: Sequence[str]) -> tuple[Fraction, str, int] | None:
    """Return how many of what the words begin with, and where those after it begin."""
    if found := read_number(words):
        value, place = found
    elif words[:1] and words[0] in _ARTICLES:
        value, place = Fraction(1), 1
    else:
        return None
    if value < 1 and words[place : place + 1] == ["of"]:  # a quarter of a mile
        place += 1
    if value < 1 and words[place : place + 1] and words[place] in _ARTICLES:  # half a cup
        place += 1
    if (unit := read_unit(words, place)) is None:
        return None
    key, end = unit
    if words[end : end + 3] == ["and", "a", "half"]:  # an hour and a half
        return value + Fraction(1, 2), key, end + 3
    return value, key, end


def _more(words: Sequence[str], place: int, before: str) -> tuple[Fraction, str, int] | None:
    """Return the smaller unit that follows another: "11 inches", or "11" alone."""
    if (found := read_number(words, place)) is None:
        return None
    value, end = found
    if end == len(words) and value < 1:  # an hour and a quarter
        return value, before, end
    if end == len(words) and before in _NEXT_SMALLER:
        return value, _NEXT_SMALLER[before], end
    unit = read_unit(words, end)
    return (value, *unit) if unit and (before, unit[0]) in _PARTS else None
