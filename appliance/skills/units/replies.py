"""What is said of a conversion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from appliance.intents import SlotValue
from appliance.skills.number_speech import said
from appliance.skills.units.conversion import Converter
from appliance.skills.units.ingredients import LIQUIDS, grams_per_cup
from appliance.skills.units.names import as_fluid, units

_TEMPERATURES = {"celsius", "fahrenheit", "kelvin"}
_COUNTERPARTS = (
    ("mile", "kilometer"), ("foot", "meter"), ("inch", "centimeter"), ("yard", "meter"), ("pound", "kilogram"),
    ("ounce", "gram"),
    ("stone", "kilogram"), ("fahrenheit", "celsius"), ("gallon", "liter"), ("quart", "liter"), ("pint", "milliliter"),
    ("cup", "milliliter"), ("fluid_ounce", "milliliter"), ("tablespoon", "milliliter"), ("teaspoon", "milliliter"),
    ("mile_per_hour", "kilometer_per_hour"), ("acre", "hectare"), ("square_foot", "square_meter"),
    ("inch", "millimeter"),
    ("square_mile", "square_kilometer"), ("ton", "tonne"), ("knot", "kilometer_per_hour"),
    ("nautical_mile", "kilometer"),
    ("furlong", "meter"), ("fathom", "meter"),
)  # fmt: skip
"""Imperial and metric: what an amount is said in where no unit was asked for."""
_TIMES = ("second", "minute", "hour", "day", "week")


_PARTS = {
    Fraction(1, 4): "a quarter",
    Fraction(3, 4): "three quarters",
    Fraction(1, 3): "a third",
    Fraction(2, 3): "two thirds",
}
GAS_MARKS: Mapping[int, Mapping[str, int]] = {
    mark: {"celsius": celsius, "fahrenheit": fahrenheit}
    for mark, (celsius, fahrenheit) in enumerate(
        ((140, 275), (150, 300), (170, 325), (180, 350), (190, 375), (200, 400), (220, 425), (230, 450), (240, 475)), 1
    )
}
"""How hot an oven is, as cookery books have it."""


def of_gas_mark(slots: Mapping[str, SlotValue]) -> str:
    """Return the sentence that says how hot a gas mark is."""
    mark, to = slots["mark"], str(slots["to"])
    assert isinstance(mark, int)
    return f"Gas mark {mark} is about {GAS_MARKS[mark][to]} {units()[to].many}."


def counterpart(unit: str, system: str) -> str:
    """Return the unit of a system, "metric" or "imperial", that is like another; of the other where it is one."""
    to_metric = dict(reversed(_COUNTERPARTS))
    to_imperial = {metric: imperial for imperial, metric in reversed(_COUNTERPARTS)}
    first, second = (to_metric, to_imperial) if system == "metric" else (to_imperial, to_metric)
    return first.get(unit) or second.get(unit) or ""


def reply(converter: Converter, slots: Mapping[str, SlotValue]) -> str:
    """Return the sentence that says an amount in another unit."""
    text = _reply(converter, slots)
    if slots["spelling"] == "re":
        for american, british in (("meter", "metre"), ("liter", "litre")):
            text = text.replace(american, british)
    return text[:1].upper() + text[1:]


def _reply(converter: Converter, slots: Mapping[str, SlotValue]) -> str:
    to, and_to = str(slots["to"]), str(slots["and_to"])
    values, names = slots["values"], slots["units"]
    assert isinstance(values, Sequence)
    assert isinstance(names, Sequence)
    parts = [(Fraction(value), str(name)) for value, name in zip(values, names, strict=True)]
    ingredient = str(slots["ingredient"])
    value = converter.convert(parts, to)
    if value is None and (not ingredient or ingredient in LIQUIDS):  # "how many ounces in a cup"
        fluid_parts, fluid = [(number, as_fluid(unit)) for number, unit in parts], as_fluid(to)
        if (value := converter.convert(fluid_parts, fluid)) is not None:
            parts, to = fluid_parts, fluid
    if value is None and any(unit == "stick" for _, unit in parts):
        ingredient = "butter"
    if value is None:
        return _of_ingredient(converter, parts, to, ingredient)
    if to in _TEMPERATURES and _below_absolute_zero(converter, parts):
        return "Nothing can be that cold."
    whole = " ".join(_amount(number, unit) for number, unit in parts)
    if ingredient:
        whole += f" of {ingredient}"
    return f"{whole} is {_in_unit(converter, parts, value, to, and_to)}."


def _of_ingredient(converter: Converter, parts: Sequence[tuple[Fraction, str]], to: str, ingredient: str) -> str:
    """Return what a volume of an ingredient weighs, or what volume a weight of it has."""
    whole = " ".join(_amount(number, unit) for number, unit in parts)
    grams = grams_per_cup().get(ingredient)
    if grams is None:
        return _impossible(converter, parts[0][1], to)
    if (cups := converter.convert(parts, "cup")) is not None:
        value = converter.convert([(cups * grams, "gram")], to)
    else:
        weight = converter.convert(parts, "gram")
        value = converter.convert([(weight / grams, "cup")], to) if weight is not None else None
    if value is None:
        return _impossible(converter, parts[0][1], to)
    rounded = _digits(value, 3)
    return f"{whole} of {ingredient} is about {_exactly(rounded)} {_name(to, rounded)}."


def _amount(number: Fraction, unit: str) -> str:
    if number == Fraction(1, 2):
        return f"half {_one(unit)}"
    if number in _PARTS:
        return f"{_PARTS[number]} of {_one(unit)}"
    return f"{_exactly(number)} {_name(unit, number)}"


def _in_unit(converter: Converter, parts: Sequence[tuple[Fraction, str]], value: Fraction, to: str, and_to: str) -> str:
    if list(parts) == [(Fraction(1), "year")] and to in _TIMES:
        common = converter.convert([(Fraction(365), "day")], to) or value
        if to == "week":
            return _about(common, to)
        return f"{_exactly(common)} {_name(to, common)}, or {_exactly(common * 366 / 365)} in a leap year"
    if and_to:
        return _compound(converter, value, to, and_to)
    text = _about(value, to)
    if to in {"foot", "stone"} and value.denominator != 1 and 1 < value < 100 and parts[0][1] not in {"foot", "stone"}:
        text += f", or {_compound(converter, value, to, {'foot': 'inch', 'stone': 'pound'}[to])}"
    unit = parts[0][1]
    if parts[0][0] == 1 and unit.endswith("byte") and to.endswith("byte") and value == 1000:
        text += ", or 1,024 if counted in binary"
    return text


def _compound(converter: Converter, value: Fraction, to: str, and_to: str) -> str:
    """Return "5 feet 11 inches"."""
    ratio = converter.convert([(Fraction(1), to)], and_to) or Fraction(1)
    smaller = round(value * ratio)
    number, rest = divmod(smaller, int(ratio))
    about = "" if smaller == value * ratio else "about "
    pieces = [(number, to), (rest, and_to)]
    return about + (" ".join(f"{n:,} {_name(unit, Fraction(n))}" for n, unit in pieces if n) or f"0 {units()[to].many}")


def _about(value: Fraction, unit: str) -> str:
    """Return an amount with four digits, or one decimal of a temperature; "about" if that is not all of it."""
    if unit in _TEMPERATURES:
        rounded = value if (value * 100).denominator == 1 else round(value, 1)
    else:
        rounded = (
            value
            if value.denominator == 1 and abs(value) < 10**9
            else Fraction(round(value))
            if 10**4 <= abs(value) < 10**6
            else _digits(value, 4)
        )
    text, is_exact = said(abs(rounded))
    about = "" if rounded == value and is_exact else "about "
    return f"{about}{'minus ' if rounded < 0 else ''}{text} {_name(unit, rounded)}"


def _digits(value: Fraction, count: int) -> Fraction:
    """Return a number rounded to some digits."""
    if not value:
        return value
    return round(value, count - 1 - (Decimal(value.numerator) / Decimal(value.denominator)).adjusted())


def _one(unit: str) -> str:
    one = units()[unit].one
    return f"{'an' if one[0] in 'aeio' or unit == 'hour' else 'a'} {one}"


def _exactly(value: Fraction) -> str:
    text, _ = said(abs(value))
    return f"{'minus ' if value < 0 else ''}{text}"


def _name(unit: str, value: Fraction) -> str:
    named = units()[unit]
    return named.one if abs(value) == 1 else named.many


def _impossible(converter: Converter, unit: str, to: str) -> str:
    one, other = converter.nature(unit), converter.nature(to)
    names = units()
    return (
        f"{names[unit].many} measure {one} and {names[to].many} measure {other}, so one can't be turned into the other."
    )


def _below_absolute_zero(converter: Converter, parts: Sequence[tuple[Fraction, str]]) -> bool:
    kelvin = converter.convert(parts, "kelvin")
    return kelvin is not None and kelvin < 0
