"""English quantities with units into words. The units are a table of signs; prefixes are made, not listed."""

# ruff: noqa: RUF001

from __future__ import annotations

import re

from appliance.text.number_words import NUMBER, words_of_number
from appliance.text.spoken.rules import rule
from appliance.text.spoken.unit_names import UNIT_NAMES

_UNITS = UNIT_NAMES
SIGNS = tuple(_UNITS)
"""All signs of units without a slash."""
_UNDER = {"day": "day", "d": "day", "week": "week", "month": "month", "year": "year", "a": "year",
    "person": "person", "hour": "hour",
          "minute": "minute", "second": "second", "mi": "mile", "gal": "gallon", "B": "byte", "t": "tonne",
          "K": "kelvin", "m": "meter"}  # fmt: skip
_NO_TOP = {"K", "N", "A", "t", "in", "°"}
"""Signs that also are words, and no unit before a word: "5 A students", "5 in a row"."""


def _either(signs: set[str]) -> str:
    return "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))


_TOP = _either(set(_UNITS) - _NO_TOP)
_BELOW = _either(set(_UNITS) | set(_UNDER))
_RAISED = r"\^[1-4]|(?<=m)[23](?!\d)"
_QUANTITY = (
    rf"(?<![A-Za-z\d/])(?P<number>(?:\d{{1,4}} )?\d{{1,4}}/\d{{1,4}}|{NUMBER}|\.\d+)(?P<gap>\s?|-)"
    rf"(?:(?P<top>{_TOP}|(?:in|[AtKN])(?=/|\^[23]))(?P<top_power>{_RAISED})?(?P<inverse>(?:[·*]?\s?(?:{_BELOW})"
    rf"\^-[1-4]){{0,3}})"
    rf"(?:(?:/|\s?per\s)(?P<hundred>100 ?)?(?P<below>{_BELOW})(?P<below_power>{_RAISED})?)?"
    rf"(?:/(?P<lowest>{_BELOW})(?P<lowest_power>\^[1-4])?)?"
    r"|(?P<amp>A)(?=[.,;!?)]*$|[.,;:!?)]| (?:fuse|current|supply|charger|power|circuit|max|at|of|and|or|is)\b)"
    r"|(?P<kelvin>(?<=\s)K)(?=[.,;!?)]*$|[,;:!?)]| (?:and|or|is|to|at|on)\b)"
    r"|(?P<newton>N)(?=[.,;!?)]*$|[,;:!?)]| (?:and|or|is|acts?|of|on|to|pulls?|pushes)\b)"
    r"|(?P<inch>in)(?=[.,;:!?)]*$|[,;:!?)]| (?:tall|wide|long|deep|thick|high|by|x|=|is)(?!\w))"
    r"|(?P<tonne>t)(?=[.,;:!?)]*$|[.,;:!?)]| of\b)"
    r"|(?P<degree>°))(?![\w°^'])(?:\.(?=\s[a-z]|[,;)]))?"
)
_NEGATIVE = re.compile(r"[·*]?\s?([A-Za-zµΩ]+)\^-([1-4])")
_POWERS = {"1": "", "2": " squared", "3": " cubed", "4": " to the power of four"}


def _powered(word: str, power: str | None) -> str:
    """Return "square meter" for a length, "second squared" for anything else."""
    exponent = (power or "1")[-1]
    is_length = word.partition(" ")[0].endswith(
        ("meter", "meters", "foot", "feet", "inch", "inches", "mile", "miles", "yard", "yards")
    )
    if is_length and exponent in "23" and " per " not in word:
        return f"{'square' if exponent == '2' else 'cubic'} {word}"
    return word + _POWERS[exponent]


def _is_part(fraction: str) -> bool:
    """Return whether it is less than one, as "3/4 inch" is and the "120/80 mmHg" of a blood pressure is not."""
    top, _, bottom = fraction.partition("/")
    return int(top) < int(bottom)


def _quantity(match: re.Match[str]) -> str:
    part = match.groupdict()
    number, is_joined = match["number"], match["gap"] == "-"
    one, many = _UNITS[
        next(filter(None, (part[name] for name in ("top", "amp", "kelvin", "newton", "inch", "tonne", "degree"))))
    ]
    is_one = number == "1" or is_joined or ("/" in number and " " not in number and _is_part(number))
    said = _powered(one if is_one else many, part["top_power"])
    for below, exponent in _NEGATIVE.findall(part["inverse"] or ""):
        said += f" per {_powered(_below(below), exponent)}"
    if part["hundred"]:
        said += f" per one hundred {_UNITS[part['below']][1] if part['below'] in _UNITS else _below(part['below'])}"
    elif part["below"]:
        said += f" per {_powered(_below(part['below']), part['below_power'])}"
    if part["lowest"]:
        said += f" per {_powered(_below(part['lowest']), part['lowest_power'])}"
    return f"{number if '/' in number else words_of_number(number)}{'-' if is_joined else ' '}{said}"


def _below(sign: str) -> str:
    return _UNDER.get(sign) or _UNITS[sign][0]


def _closes(match: re.Match[str]) -> bool:
    """Return whether a '"' is the end of a quotation, not the sign of an inch."""
    before, after = match.string.count('"', 0, match.start()), match.string.count('"', match.end())
    return before % 2 == 1 and after % 2 == 0


_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}


def _coordinate(match: re.Match[str]) -> str:
    degrees, minutes, seconds, side = match.groups()
    parts = ((degrees, "degrees"), (minutes, "minutes"), (seconds, "seconds"))
    said = [f"{number.removeprefix('0') or '0'} {word}" for number, word in parts if number]
    return " ".join((*said, _SIDES[side]))


UNITS = (
    rule(
        r"(?<![\w.])(\d{1,3}(?:\.\d+)?)\s?°\s?(?:(\d{1,2}(?:\.\d+)?)['′]\s?)?(?:(\d{1,2}(?:\.\d+)?)(?:\"|″|'')\s"
        r"?)?([NSEW])\b",
        _coordinate,
        "48°51′24″ N",
        "forty-eight degrees fifty-one minutes twenty-four seconds north",
    ),
    rule(
        r"(?<![\w.])(\d)\s?['′]\s?(\d{1,2})(?:\"|″|'')?(?!\w)",
        r"\1 foot \2",
        "He is 5'11\" tall.",
        "He is five foot eleven tall.",
    ),
    rule(
        r"(?<![\w.])(\d{1,4}(?:\.\d+)?)\s?(ft|feet|foot)\s?(\d{1,2}(?:\.\d+)?)\s?(?:in\b\.?|inches)",
        lambda m: f"{m[1]} {'foot' if m[1] == '1' else 'feet'} {m[3]} {'inch' if m[3] == '1' else 'inches'}",
        "6 ft 2 in",
        "six feet two inches",
    ),
    rule(
        rf"(?<![\w.,^])({NUMBER})-?(\"|″|'')(?!\w)",
        lambda m: m[0] if m[2] == '"' and _closes(m) else f"{m[1]}-inch",
        "a 27″ screen",
        "a twenty-seven-inch screen",
    ),
    rule(
        r"(?<![\w.])(\d{1,3})(?:′|'(?= (?:tall|high|long|wide|deep|by|x)\b))",
        lambda m: f"{m[1]} {'foot' if m[1] == '1' else 'feet'}",
        "6' tall",
        "six feet tall",
    ),
    rule(r"\bdeg\.? ?(?=[CF]\b)", "°", "20 deg C", "twenty degrees Celsius"),
    rule(
        rf"(?<![\w.,])({NUMBER})\s?({_TOP})/\(({_BELOW})\s?[·*]\s?({_BELOW})\)",
        lambda m: f"{words_of_number(m[1])} {_UNITS[m[2]][m[1] != '1']} per {_below(m[3])} {_below(m[4])}",
        "8.314 J/(mol·K)",
        "eight point three one four joules per mole kelvin",
    ),
    rule(
        _QUANTITY,
        _quantity,
        "70 µm, 100 km/h, 9.81 m/s², 5 kg/m³, 10 m2 and 2 tbsp",
        "seventy micrometers, one hundred kilometers per hour, nine point eight one meters per second squared, five "
        "kilograms per cubic meter, ten square meters and two tablespoons",
    ),
    rule(
        r"\b((?:at|to|is|of|about|around|or|and|below|above|over|under|between) [-–]?\d{1,4}(?:\.\d)?) ?([CF])\b"
        r"(?!['+=-]|[ -](?:sharp|major|minor|flat|\d|[+=*×]))",
        lambda m: f"{m[1]} degrees {'Celsius' if m[2] == 'C' else 'Fahrenheit'}",
        "bake at 180C or 350 F",
        "bake at one hundred and eighty degrees Celsius or three hundred and fifty degrees Fahrenheit",
    ),
    rule(
        r"\bper (kg|mg|km|cm|mm|ml|mL|lb|oz|kWh|GB|MB|mi|ft|gal|L|min|hr)(?![\w^])",
        lambda m: f"per {_UNITS[m[1]][0]}",
        "£2.50 per kg",
        "two pounds and fifty pence per kilogram",
    ),
    rule(
        r"\bper (km|m|cm|mm|ft)\^([23])(?!\w)",
        lambda m: f"per {_powered(_UNITS[m[1]][0], m[2])}",
        "people per km²",
        "people per square kilometer",
    ),
)
