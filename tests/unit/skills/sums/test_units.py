"""Our table of units against pint's own, and what depends on the settings."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pint
import pytest

from appliance.skills.units import Units
from appliance.skills.units.amounts import read_amount
from appliance.skills.units.conversion import Converter
from appliance.skills.units.names import kind, units, whole_unit
from tests.unit.skills.sums.rig import context_in, reply_of

NOT_THE_SAME = {
    "calorie",
    "ton",
    "stick",
    "leap_year",
    "year",
    "month",
    "decade",
    "century",
    "millennium",
    "carat",
    "metric_cup",
}
"""What pint calls by these names, or knows under others, is something else: a small calorie, a sidereal year."""
OTHER_NAMES = {
    "tonne": "metric_ton", "cubic_meter": "meter ** 3", "cubic_inch": "inch ** 3", "cubic_foot": "foot ** 3",
    "cubic_yard": "yard ** 3", "us_gallon": "gallon", "us_quart": "quart", "us_pint": "pint",
    "us_fluid_ounce": "fluid_ounce",
    "celsius": "delta_degree_Celsius", "fahrenheit": "delta_degree_Fahrenheit",
    "kilometer_per_hour": "kilometer / hour",
    "mile_per_hour": "mile / hour", "meter_per_second": "meter / second", "foot_per_second": "foot / second",
    "square_meter": "meter ** 2", "square_kilometer": "kilometer ** 2", "square_centimeter": "centimeter ** 2",
    "square_inch": "inch ** 2", "square_foot": "foot ** 2", "square_yard": "yard ** 2", "square_mile": "mile ** 2",
    "watt_hour": "watt * hour", "kilowatt_hour": "kilowatt * hour",
}  # fmt: skip


@pytest.fixture(scope="module")
def theirs() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


@pytest.fixture(scope="module")
def ours() -> Any:
    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    for unit in units().values():
        registry.define(f"{unit.key} = {unit.definition}")
    return registry


@pytest.mark.parametrize("key", [key for key in units() if key not in NOT_THE_SAME])
def test_a_unit_is_what_pint_says(ours: Any, theirs: pint.UnitRegistry[float], key: str) -> None:
    base = next(other for other in units() if kind(other) == kind(key) or other == key)
    base = {"celsius": "kelvin", "fahrenheit": "kelvin"}.get(key, base)
    mine, other = (float(ours.get_base_units(name)[0]) for name in (key, base))
    expected = (theirs.Quantity(1, OTHER_NAMES.get(key, key)) / theirs.Quantity(1, OTHER_NAMES.get(base, base))).to("")
    assert mine / other == pytest.approx(expected.magnitude, rel=2e-5)


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (32, "fahrenheit", "celsius", 0), (212, "fahrenheit", "celsius", 100), (-40, "celsius", "fahrenheit", -40),
        (0, "kelvin", "celsius", Fraction("-273.15")), (100, "celsius", "kelvin", Fraction("373.15")),
        (1, "stone", "pound", 14), (1, "imperial_pint", "milliliter", Fraction("568.26125")),
        (1, "mile", "meter", Fraction("1609.344")), (1, "acre", "square_foot", 43560), (1, "cup", "tablespoon", 16),
        (1, "century", "year", 100),
    ],
)  # fmt: skip
def test_counts_exactly(value: int, unit: str, to: str, expected: Fraction | int) -> None:
    assert Converter(british=False).convert([(Fraction(value), unit)], to) == expected


@pytest.mark.parametrize(
    ("zone", "country", "sentence", "reply"),
    [
        ("America/New_York", "auto", "How many millilitres in a pint?", "1 pint is about 473.2 millilitres."),
        ("Europe/London", "auto", "How many millilitres in a pint?", "1 pint is about 568.3 millilitres."),
        ("Europe/London", "US", "How many millilitres in a pint?", "1 pint is about 473.2 millilitres."),
        ("Europe/Berlin", "GB", "How many fluid ounces in a pint?", "1 pint is 20 fluid ounces."),
        ("Europe/Berlin", "GB", "How many millilitres in a US pint?", "1 US pint is about 473.2 millilitres."),
        ("Europe/Berlin", "GB", "How many ml in a teaspoon?", "1 teaspoon is 5 milliliters."),
        ("America/New_York", "auto", "How many imperial pints in a gallon?", "1 gallon is about 6.661 imperial pints."),
    ],
)
def test_a_pint_is_that_of_the_country(zone: str, country: str, sentence: str, reply: str) -> None:
    assert reply_of(Units(context_in(zone, country=country)), sentence) == reply


@pytest.mark.parametrize(
    ("system", "sentence", "reply"),
    [
        ("metric", "How far is 10 miles?", "10 miles is about 16.09 kilometers."),
        ("imperial", "How far is 10 kilometers?", "10 kilometers is about 6.214 miles."),
        ("metric", "How far is 10 kilometers?", "10 kilometers is about 6.214 miles."),
        ("imperial", "How hot is 30 degrees?", "30 degrees Celsius is 86 degrees Fahrenheit."),
        ("metric", "How hot is 350 degrees?", "350 degrees Fahrenheit is about 176.7 degrees Celsius."),
        ("metric", "Convert 10 kilos to imperial.", "10 kilograms is about 22.05 pounds."),
        ("imperial", "Convert 10 pounds to metric units.", "10 pounds is about 4.536 kilograms."),
    ],
)
def test_answers_in_the_units_of_the_settings(system: str, sentence: str, reply: str) -> None:
    assert reply_of(Units(context_in(units=system)), sentence) == reply


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("6 feet", [(6, "foot")]),
        ("5 foot 11", [(5, "foot"), (11, "inch")]),
        ("11 stone 4", [(11, "stone"), (4, "pound")]),
        ("half a litre", [(Fraction(1, 2), "liter")]),
        ("a quarter of a mile", [(Fraction(1, 4), "mile")]),
        ("an hour and a half", [(Fraction(3, 2), "hour")]),
        ("an hour and a quarter", [(Fraction(5, 4), "hour")]),
        ("2 pounds and a quarter", [(Fraction(9, 4), "pound")]),
        ("2 hours and 30 minutes", [(2, "hour"), (30, "minute")]),
        ("minus 5 celsius", [(-5, "celsius")]),
        ("20 degrees", [(20, "")]),
        ("feet", None),
        ("2 inches 5 feet", None),
        ("5 cats", None),
        ("", None),
    ],
)
def test_reads_amounts(text: str, parts: list[tuple[Fraction | int, str]] | None) -> None:
    amount = read_amount(text)
    assert (list(amount.parts) if amount else None) == parts


def test_every_unit_is_known_by_its_names() -> None:
    assert {unit.key: (whole_unit(unit.one.lower()), whole_unit(unit.many.lower())) for unit in units().values()} == {
        key: (key, key) for key in units()
    }


def test_no_name_means_two_units() -> None:
    names = [name for unit in units().values() for name in {unit.one.lower(), unit.many.lower(), *unit.also}]
    assert sorted(names) == sorted(set(names))
