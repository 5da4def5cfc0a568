"""Which units there are, what each is called, and the table of them, `units.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_LONGEST_NAME = 5
"""Words of the longest name that is looked for."""
_NO_ORDINALS = {"2nd": "second", "2nds": "seconds"}
_OUNCES = {"ounce": "fluid_ounce"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that has a name."""

    key: str
    """As pint and the table call it."""
    one: str
    """As the voice says it: "foot"."""
    many: str
    """The same for more: "feet"."""
    also: Sequence[str]
    """What else it is called; "s" may follow."""
    definition: str
    """What it is, in the words of pint."""
    british: str
    """What it is where the country is GB."""


@cache
def units() -> Mapping[str, Unit]:
    """Return all units by their key, in the order of the table: each is made of those before it."""
    table = yaml.safe_load(files("appliance.skills.units").joinpath("units.yaml").read_text(encoding="utf-8"))
    found = {}
    for key, row in table.items():
        one, _, many = row["said"].partition("/")
        found[key] = Unit(key, one, many, row.get("also", ()), str(row["is"]), str(row.get("british", row["is"])))
    return found


@cache
def _by_words() -> Mapping[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for unit in units().values():
        for name in (unit.one, unit.many, *unit.also):
            for form in (name.lower(), f"{name.lower()}s"):
                names.setdefault(tuple(form.split()), unit.key)
    return names


def read_unit(words: Sequence[str], start: int = 0) -> tuple[str, int] | None:
    """Return the unit whose name begins at a word, the longest one, and where the words after it begin."""
    names, words = _by_words(), [_NO_ORDINALS.get(word, word) for word in words]
    for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
        if key := names.get(tuple(words[start:end])):
            return key, end
    return None


def whole_unit(text: str) -> str | None:
    """Return the unit that these words name; None if they are not one."""
    words = text.split()
    found = read_unit(words)
    return found[0] if found and found[1] == len(words) else None


def is_one(text: str) -> bool:
    """Say whether these words name one unit, as "mile", and not many."""
    key = whole_unit(text)
    return key is not None and units()[key].one.lower() == text and units()[key].many.lower() != text


@cache
def kind(key: str) -> str:
    """Return what is measured in a unit, as the table defines it: "[mass]", "** 3" for a volume."""
    definition = units()[key].definition
    if ratio := re.fullmatch(r"([a-z]\w+) / ([a-z]\w+)", definition):
        return f"{kind(ratio[1])} / {kind(ratio[2])}"
    if found := re.search(r"\*\* \d|\[\w+\]", definition):
        return found[0]
    made_of = re.search(r"[a-z]\w+", definition)
    return kind(made_of[0]) if made_of else ""


def as_fluid(key: str) -> str:
    """Return the fluid ounce for the ounce, any other unit as it is."""
    return _OUNCES.get(key, key)
