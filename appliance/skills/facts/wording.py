"""How numbers, lists and names of places are said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.skills.facts.atlas import Country, Place, Region

_SQUARE_MILES = 0.386102
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LARGE = ((1e9, " billion"), (1e6, " million"))


def listed(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def begun(text: str) -> str:
    """Return the text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def rounded(value: float, digits: int = 3) -> str:
    """Return a large number as one says it: "1.46 billion", "48 million", "930,000"."""
    value = float(f"{value:.{digits}g}")
    for size, name in _LARGE:
        if value >= size:
            return f"{value / size:.{digits}g}{name}"
    return f"{value:,.0f}" if value >= 10 else f"{value:g}"


def people(country: Country) -> str:
    """Return how many people live there: "about 48 million people"."""
    return f"about {rounded(country.people)} people"


def area(country: Country, units: str) -> str:
    """Return its size, in square kilometres where `units` is "metric", else in square miles."""
    if units == "metric":
        return f"{rounded(country.area_km2)} square kilometers"
    return f"{rounded(country.area_km2 * _SQUARE_MILES)} square miles"


def described(place: Place) -> str:
    """Return the place so that it is clear what it is: "British Columbia, a Canadian province"."""
    if isinstance(place, Country):
        return place.name
    article = "" if place.kind.startswith("part") else "a "
    return f"{place.name}, {article}{place.kind}"


def capital(place: Place, *, of_several: bool = False) -> str:
    """Return the sentence that names the capital."""
    if isinstance(place, Country) and place.about_capital:
        return place.about_capital
    if not of_several:
        return sentence(f"the capital of {place.name} is {place.capital}")
    what = place.kind if isinstance(place, Region) else "country"
    return sentence(f"the capital of the {what} {place.name} is {place.capital}")


def number_of(words: str) -> int:
    """Return the number of "3", "3rd", "number 3"; 0 if it is none."""
    match = _ORDINAL.fullmatch(words.removeprefix("number "))
    return int(match[1]) if match else 0


def sentence(text: str) -> str:
    """Return the text as a sentence; one full stop at its end."""
    return begun(text if text.endswith(".") else f"{text}.")
