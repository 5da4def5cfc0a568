"""Days with a name: holidays and the days around them, by the rules in `days.yaml` and by the package `holidays`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import holidays
import yaml
from dateutil.easter import easter

from appliance.skills.clock.calendar_words import MONTHS, WEEKDAYS, FoundDate
from appliance.skills.clock.seasons import season_day
from appliance.skills.clock.sounding import nearest

_FIXED = re.compile(r"(\d+) ([a-z]+)")
_FROM_EASTER = re.compile(r"easter ([+-]\d+)")
_WEEKDAY_FROM = re.compile(r"([a-z]+) from (\d+) ([a-z]+)(?: ([+-]\d+))?")
_OF_PACKAGE = re.compile(r"holidays ([A-Z]{2}) (\w+) (.+)")
_BY_THE_MOON = frozenset({"Eid al-Fitr", "Eid al-Adha", "Ramadan"})
_SUBDIVISIONS = {"GB": "ENG"}
"""Whose holidays are meant where a country has different ones: most of its people live there."""


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    rule: str
    countries: Mapping[str, str] = field(hash=False)
    is_own: bool


class NamedDays:
    """The named days of one country."""

    def __init__(self, country: str, is_southern: bool = False) -> None:
        """`country` is an ISO 3166 code; `is_southern`: on the southern half of the earth."""
        self.country = country
        self._is_southern = is_southern

    def named(self, words: str, year: int) -> FoundDate | None:
        """Return the day that these plain words name in a year; None if there is none."""
        name = _plain(words)
        rule = _rules().get(name)
        if rule and not rule.is_own:
            return self._by_rule(rule, year)
        for day, names in self.of_year(year).items():
            for each in names.split("; "):
                if name == _plain(each) or (name == _plain(each).removesuffix(" day") and name not in MONTHS):
                    return FoundDate(day, True, each)
        if rule:
            return self._by_rule(rule, year)
        if "bank" in words:
            return self._bank_holiday(name, year)
        if season := season_day(words.removeprefix("the "), year, self._is_southern):
            return FoundDate(season[1], True, season[0])
        near = _nearest_rule(name)
        return self._by_rule(_rules()[near], year) if near else None

    def _bank_holiday(self, words: str, year: int) -> FoundDate | None:
        """Return what is called "the august bank holiday" or "the summer bank holiday"."""
        words = {"easter bank": "easter monday"}.get(words, words)
        found = [
            (day, name)
            for day, name in sorted(self.of_year(year).items())
            if words.removeprefix("late ").removeprefix("early ") == f"{day:%B} bank".lower()
            or (words.endswith((" bank", " monday")) and words in _plain(name))
        ]
        if not found:
            return None
        day, name = found[-1 if words.startswith("late ") else 0]
        return FoundDate(day, True, name if "bank" in name.lower() else f"{name} bank holiday")

    def _by_rule(self, rule: _Rule, year: int) -> FoundDate | None:
        day = _day(rule.countries.get(self.country, rule.rule), year)
        return FoundDate(day, True, rule.name, rule.name in _BY_THE_MOON) if day else None

    def of_year(self, year: int) -> Mapping[datetime.date, str]:
        """Return the public holidays of the country, with their names; {} where they are not known."""
        return _holidays(self.country, year, "public")

    def from_day(self, start: datetime.date) -> Iterator[tuple[datetime.date, str]]:
        """Yield the public holidays from a day on, that day included, to the end of the next year."""
        for year in (start.year, start.year + 1):
            for day, names in sorted(self.of_year(year).items()):
                if day >= start:
                    yield day, names


def _day(rule: str, year: int) -> datetime.date | None:
    if match := _FROM_EASTER.fullmatch(rule):
        sunday: datetime.date = easter(year)
        return sunday + datetime.timedelta(int(match[1]))
    if match := _WEEKDAY_FROM.fullmatch(rule):
        first = datetime.date(year, MONTHS[match[3]], int(match[2]))
        days = (WEEKDAYS[match[1]] - first.weekday()) % 7 + int(match[4] or 0)
        return first + datetime.timedelta(days)
    if match := _OF_PACKAGE.fullmatch(rule):
        named = _holidays(match[1], year, match[2]).items()
        return min((day for day, names in named if match[3] in names and "Eve" not in names), default=None)
    match = _FIXED.fullmatch(rule)
    if match is None:
        raise ValueError(f"days.yaml: {rule!r} is no rule")
    try:
        return datetime.date(year, MONTHS[match[2]], int(match[1]))
    except ValueError:  # 29 February
        return None


def _plain(words: str) -> str:
    """Return a name without what people write in different ways."""
    words = words.lower().removeprefix("the ").removeprefix("a ").replace("-", " ").replace("'", "").replace(".", "")
    return words.replace("saint ", "st ").removesuffix(" holiday").removesuffix(" holidays")


@cache
def _rules() -> Mapping[str, _Rule]:
    """Return the rules of `days.yaml`, by each name."""
    rules: dict[str, _Rule] = {}
    content = yaml.safe_load(files(__package__ or "").joinpath("days.yaml").read_text(encoding="utf-8"))
    for name, entry in content.items():
        rule = _Rule(name, entry["rule"], entry.get("countries", {}), entry.get("own", False))
        rules |= {_plain(each): rule for each in (name, *entry.get("also", ()))}
    return rules


def has_holidays(country: str) -> bool:
    """Return whether the holidays of a country, by its ISO 3166 code, are known."""
    return country in holidays.list_supported_countries()


@lru_cache(maxsize=64)
def _nearest_rule(name: str) -> str | None:
    return nearest(name, _rules())


@lru_cache(maxsize=64)
def _holidays(country: str, year: int, category: str) -> Mapping[datetime.date, str]:
    try:
        languages = holidays.country_holidays(country).supported_languages
        english = next((each for each in (f"en_{country}", "en_US") if each in languages), None)
        return dict(
            holidays.country_holidays(
                country, _SUBDIVISIONS.get(country), years=year, language=english, categories=category
            )
        )
    except (NotImplementedError, ValueError):
        return {}
