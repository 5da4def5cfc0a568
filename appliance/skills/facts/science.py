"""What is asked of chemical elements and planets, and what is said then."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from appliance.skills.facts.countries import Words
from appliance.skills.facts.elements import (
    PLANETS,
    Element,
    element_named,
    element_with_number,
    element_with_symbol,
)
from appliance.skills.facts.wording import ORDINALS, begun, listed, number_of, sentence


def text(name: str, words: Words) -> str | None:
    """Return what is said to a question; None if its words make no sense."""
    if name in PLAIN:
        return PLAIN[name]
    if name == "planet_nth":
        number = number_of(words["number"])
        if not 1 <= number <= len(PLANETS):
            return None
        return f"{PLANETS[number - 1]} is the {ORDINALS[number - 1]} planet from the sun."
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


_ELEMENT_BY: Mapping[str, Callable[[Words], Element | None]] = {
    "element_symbol": lambda words: element_named(words["element"]),
    "element_number": lambda words: element_named(words["element"]),
    "element_of_symbol": lambda words: element_with_symbol(words["symbol"]),
    "element_of_number": lambda words: element_with_number(number_of(words["number"])),
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
