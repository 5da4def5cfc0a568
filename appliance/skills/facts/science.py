"""What is asked of chemical elements and planets, and what is said then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from appliance.skills.facts.countries import Words
from appliance.skills.facts.elements import (
    PLANETS,
    Element,
    element_named,
    element_with_number,
    element_with_symbol,
)
from appliance.skills.facts.wording import begun, listed, sentence

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def text(name: str, words: Words) -> str | None:
    """Return what is said to a question; None if its words make no sense."""
    if name in PLAIN:
        return PLAIN[name]
    if name == "planet_nth":
        number = _number(words["number"])
        return (
            f"{PLANETS[number - 1]} is the {_NTH[number - 1]} planet from the sun." if number in range(1, 9) else None
        )
    element = _ELEMENT_BY[name](words)
    return _said(name, element) if element else None


def _said(name: str, element: Element) -> str:
    match name:
        case "element_symbol":
            return sentence(f"the chemical symbol for {element.name} is {element.spelled}")
        case "element_of_symbol":
            return f"{element.symbol} is the chemical symbol for {element.name}."
        case "element_of_number":
            return f"The element with the atomic number {element.number} is {element.name}."
    protons = "1 proton" if element.number == 1 else f"{element.number} protons"
    return f"The atomic number of {element.name} is {element.number}: each atom has {protons}."


def _number(words: str) -> int:
    match = _ORDINAL.fullmatch(words.removeprefix("number "))
    return int(match[1]) if match else 0


_ELEMENT_BY: Mapping[str, Callable[[Words], Element | None]] = {
    "element_symbol": lambda words: element_named(words["element"]),
    "element_number": lambda words: element_named(words["element"]),
    "element_of_symbol": lambda words: element_with_symbol(words["symbol"]),
    "element_of_number": lambda words: element_with_number(_number(words["number"])),
}
PLAIN: Mapping[str, str] = {
    "planet_count": "There are eight planets in the solar system.",
    "planet_order": begun(f"from the sun outwards, the planets are {listed(PLANETS)}."),
    "planet_closest": "Mercury is the planet closest to the sun.",
    "planet_farthest": "Neptune is the planet farthest from the sun.",
    "planet_largest": "Jupiter is the largest planet in the solar system.",
    "planet_smallest": "Mercury is the smallest planet in the solar system.",
}
NAMES = frozenset({"planet_nth", *PLAIN, *_ELEMENT_BY})
"""The questions that are answered here."""
