"""Which country is the largest, and which of two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from appliance.skills.facts.atlas import Country, atlas, key
from appliance.skills.facts.countries import ADJECTIVES, CONTINENTS, Words
from appliance.skills.facts.wording import ORDINALS, area, number_of, people, sentence

_EVERYWHERE = ("", "world", "earth", "planet", "globe", "whole world", "entire world")
_IS_CLOSE = 1.005
"""Two figures that differ by less are not compared: they are rounded."""


def text(name: str, words: Words, units: str) -> str | None:
    """Return what is said to a question; None if its words make no sense, as for `countries.text`."""
    return _compared(name, words, units) if name in COMPARISONS else _superlative(name, words, units)


def _superlative(name: str, words: Words, units: str) -> str | None:
    region = key(words.get("region", "")).removeprefix("continent of ")
    region = ADJECTIVES.get(region, region)
    countries = _countries_in(region)
    if not countries:
        return None
    where = f" in {region.title()}" if region in CONTINENTS else " in the world"
    what, size, is_down = SUPERLATIVES[name]
    ordinal = words.get("rank", "")
    rank = number_of(ordinal) if ordinal else 1
    if not 1 <= rank <= min(len(ORDINALS), len(countries)):
        return None
    best = sorted(countries, key=size, reverse=not is_down)[rank - 1]
    what = what.format(f"{ORDINALS[rank - 1]} " if rank > 1 else "")
    figure = people(best) if size is _people else f"about {area(best, units)}"
    return sentence(f"the {what}{where} is {best.name}, with {figure}")


def _countries_in(region: str) -> Sequence[Country]:
    if region in _EVERYWHERE:
        return atlas().countries
    return [country for country in atlas().countries if country.continents[0].lower() == region]


def _compared(name: str, words: Words, units: str) -> str | None:
    one, other = atlas().country(words["place"]), atlas().country(words["other"])
    if one is None or other is None or one is other:
        return None
    size = _people if name == "compare_people" else _area
    more, less = sorted((one, other), key=size, reverse=True)
    if size(more) < size(less) * _IS_CLOSE:
        return None
    if name == "compare_people":
        return sentence(f"{more.name} has more people: {people(more)}, and {less.name} {people(less)}")
    first, second, word = (less, more, "smaller") if name == "compare_area_down" else (more, less, "larger")
    return sentence(
        f"{first.name} is {word}: about {area(first, units)}, and {second.name} about {area(second, units)}"
    )


def _area(country: Country) -> float:
    return country.area_km2


def _people(country: Country) -> float:
    return country.people


SUPERLATIVES: Mapping[str, tuple[str, Callable[[Country], float], bool]] = {
    "largest": ("{}largest country", _area, False),
    "smallest": ("{}smallest country", _area, True),
    "most_people": ("country with the {}most people", _people, False),
    "fewest_people": ("country with the {}fewest people", _people, True),
}
COMPARISONS = frozenset({"compare_area", "compare_area_down", "compare_people"})
NAMES = COMPARISONS | set(SUPERLATIVES)
"""The questions that are answered here."""
