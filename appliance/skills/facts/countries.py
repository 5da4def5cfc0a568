"""What is asked of one country, or of a capital, and what is said then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher

from appliance.skills.facts.atlas import Country, Place, atlas, is_called, key, pays_with
from appliance.skills.facts.wording import area, capital, described, listed, people, sentence
from appliance.skills.wording import whole_number

MOST_NAMED = 8
"""Countries in one answer."""
_MISHEARD = 0.7
"""A city so like the capital is that: "Angkara"."""
_LONGEST_CITY = 4
ADJECTIVES = {
    "african": "africa",
    "asian": "asia",
    "european": "europe",
    "north american": "north america",
    "south american": "south america",
}
_UNITS = {"mile": "imperial", "kilometer": "metric", "kilometre": "metric", "km": "metric"}
CONTINENTS = ("africa", "asia", "europe", "north america", "oceania", "south america")

Words = Mapping[str, str]


def text(name: str, words: Words, units: str) -> str | None:
    """Return what is said to a question; None if its words make no sense, or the tables do not know.

    `words` are those of its slots; `units`, "metric" or "imperial", what areas are said in unless the question says.
    """
    if name == "capital":
        places = atlas().places(words["place"])
        return " ".join(capital(place, of_several=len(places) > 1) for place in places) or None
    if name in _OF_WORDS:
        return _OF_WORDS[name](words)
    country = atlas().country(words["place"])
    if name == "capital_check":
        return _check_capital(country, atlas().places(words["place"]), words["city"])
    if country is None:
        return None
    if name == "area":
        unit = _units(words["unit"]) if "unit" in words else units
        return sentence(f"{country.name} has an area of about {area(country, unit)}") if unit else None
    return _OF_COUNTRY[name](country, words)


def _check_capital(country: Country | None, places: Sequence[Place], city: str) -> str | None:
    if len(places) != 1 or len(city.split()) > _LONGEST_CITY:
        return None
    place, said = places[0], key(city)
    answer = capital(place)
    if said == key(place.capital):
        return f"Yes, {place.capital} is the capital of {place.name}."
    is_one_in_part = country is not None and said in map(key, country.other_capitals)
    if is_one_in_part or SequenceMatcher(None, said, key(place.capital)).ratio() > _MISHEARD:
        return answer
    return f"No, {answer[:1].lower() + answer[1:]}" if answer.startswith("The ") else f"No. {answer}"


def _of_capital(words: Words) -> str | None:
    city = key(words["city"])
    places = atlas().of_capital(city)
    if not places:
        return None
    if exact := [place for place in places if key(place.capital) == city]:
        return sentence(f"{exact[0].capital} is the capital of {' and of '.join(map(described, exact))}")
    return capital(places[0])


def _of_currency(words: Words) -> str | None:
    countries = atlas().with_currency(words["currency"])
    if not 0 < len(countries) <= MOST_NAMED:
        return None
    currencies = [
        next(name for name in country.currencies if is_called(name, words["currency"])) for country in countries
    ]
    if len(set(currencies)) == 1:
        verb = "use" if len(countries) > 1 else "uses"
        return sentence(f"{listed([country.name for country in countries])} {verb} the {currencies[0]}")
    word = currencies[0].split()[-1]
    return sentence(f"{listed([country.name for country in countries])} each have a {word} of their own")


def _of_calling_code(words: Words) -> str | None:
    code = words["number"].lstrip("+").replace(" ", "")
    countries = atlas().with_calling_code(code) if whole_number(code) is not None else ()
    names = listed([country.name for country in countries])
    return sentence(f"plus {code} is the calling code of {names}") if names else None


_OF_WORDS: Mapping[str, Callable[[Words], str | None]] = {
    "capital_of": _of_capital,
    "currency_of": _of_currency,
    "calling_code_of": _of_calling_code,
}


def _units(words: str) -> str | None:
    return _UNITS.get(words.removeprefix("square ").removeprefix("sq ").removesuffix("s"))


def _currency(country: Country, _: Words) -> str:
    if len(country.currencies) > 1:
        return sentence(f"the currencies of {country.name} are the {' and the '.join(country.currencies)}")
    return sentence(f"the currency of {country.name} is the {country.currencies[0]}")


def _check_currency(country: Country, words: Words) -> str | None:
    if pays_with(country, words["currency"]):
        return f"Yes. {_currency(country, words)}"
    return f"No. {_currency(country, words)}" if atlas().with_currency(words["currency"]) else None


def _language(country: Country, _: Words) -> str:
    if len(country.languages) > 1:
        return sentence(f"the main languages of {country.name} are {listed(country.languages)}")
    return sentence(f"the main language of {country.name} is {country.languages[0]}")


def _check_language(country: Country, words: Words) -> str | None:
    said = key(words["language"])
    if said in {part for language in country.languages for part in (key(language), *key(language).split())}:
        return f"Yes. {_language(country, words)}"
    known = any(said == key(language) for other in atlas().countries for language in other.languages)
    return _language(country, words) if known else None


def _population(country: Country, _: Words) -> str:
    return sentence(f"{people(country)} live in {country.name}, as of 2025")


def _continent(country: Country, _: Words) -> str:
    if country.code == "AU":
        return "Australia is a continent of its own, and a part of Oceania."
    return sentence(f"{country.name} is in {listed(country.continents)}")


def _check_continent(country: Country, words: Words) -> str | None:
    said = ADJECTIVES.get(words["adjective"]) if "adjective" in words else key(words["continent"])
    if said not in CONTINENTS:
        return None
    is_there = said in map(str.lower, country.continents)
    return f"{'Yes' if is_there else 'No'}, {country.name} is in {listed(country.continents)}."


def _continent_of_two(country: Country, words: Words) -> str | None:
    both = {ADJECTIVES.get(words[slot], key(words[slot])) for slot in ("continent", "other")}
    return _continent(country, words) if both <= set(CONTINENTS) else None


def _location(country: Country, words: Words) -> str:
    names = [other.name for other in atlas().neighbours(country)]
    if not names:
        return _continent(country, words)
    return f"{_continent(country, words)} {sentence(f'it borders {listed(names[:MOST_NAMED])}')}"


def _borders(country: Country, _: Words) -> str:
    names = [other.name for other in atlas().neighbours(country)]
    if not names:
        return sentence(f"{country.name} has no border on land with another country")
    if len(names) < 3:
        return sentence(f"{country.name} borders {listed(names)}")
    return sentence(f"{country.name} borders {len(names)} countries: {listed(names)}")


def _check_border(country: Country, words: Words) -> str | None:
    other = atlas().country(words["other"])
    if other is None or other is country:
        return None
    if other.code in country.borders:
        return f"Yes, {country.name} borders {other.name}."
    return f"No, {country.name} does not border {other.name}."


def _calling_code(country: Country, _: Words) -> str:
    return sentence(f"the calling code of {country.name} is plus {country.calling_code}")


_OF_COUNTRY: Mapping[str, Callable[[Country, Words], str | None]] = {
    "currency": _currency,
    "currency_check": _check_currency,
    "language": _language,
    "language_check": _check_language,
    "population": _population,
    "continent": _continent,
    "continent_of_two": _continent_of_two,
    "continent_check": _check_continent,
    "location": _location,
    "borders": _borders,
    "border_check": _check_border,
    "calling_code": _calling_code,
}
NAMES = frozenset({"capital", "capital_check", "area", *_OF_WORDS, *_OF_COUNTRY})
"""The questions that are answered here."""
