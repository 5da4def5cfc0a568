"""Chemical elements and planets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from appliance.skills.facts.atlas import table

PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")
"""In their order from the sun."""
_SPELLINGS = {"aluminium": "aluminum", "sulphur": "sulfur", "caesium": "cesium"}


@dataclass(frozen=True, slots=True)
class Element:
    """One row of `elements.csv`."""

    number: int
    symbol: str
    name: str

    @property
    def spelled(self) -> str:
        """The symbol as it is said: "Au: A, U", "O"."""
        letters = ", ".join(self.symbol.upper())
        return self.symbol if len(self.symbol) == 1 else f"{self.symbol}: {letters}"


@cache
def elements() -> tuple[Element, ...]:
    """Return all of them, in the order of their atomic numbers."""
    return tuple(Element(int(row["number"]), row["symbol"], row["name"]) for row in table("elements"))


def element_named(words: str) -> Element | None:
    """Return the element of this name; None if there is none."""
    name = words.removeprefix("the ").removeprefix("element ")
    name = _SPELLINGS.get(name, name)
    return next((element for element in elements() if element.name == name), None)


def element_with_symbol(words: str) -> Element | None:
    """Return the element whose symbol these letters are: "au", "a u"; None if there is none."""
    symbol = "".join(words.split()).lower()
    return next((element for element in elements() if element.symbol.lower() == symbol), None)


def element_with_number(number: int) -> Element | None:
    """Return the element with this atomic number; None if there is none."""
    return elements()[number - 1] if 1 <= number <= len(elements()) else None
