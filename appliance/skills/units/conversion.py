"""Units converted by pint, which knows only our own table here: so it loads in milliseconds, and counts exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from appliance.skills.units.names import units

_NATURES: Mapping[frozenset[tuple[str, int]], str] = {
    frozenset({("[length]", 1)}): "lengths",
    frozenset({("[length]", 2)}): "areas",
    frozenset({("[length]", 3)}): "volumes",
    frozenset({("[length]", 1), ("[time]", -1)}): "speeds",
    frozenset({("[mass]", 1)}): "weights",
    frozenset({("[time]", 1)}): "times",
    frozenset({("[temperature]", 1)}): "temperatures",
    frozenset({("[information]", 1)}): "amounts of data",
    frozenset({("[energy]", 1)}): "energies",
    frozenset({("[energy]", 1), ("[time]", -1)}): "powers",
    frozenset({("[pressure]", 1)}): "pressures",
}


class Converter:
    """Converts amounts; made when it is first needed, since pint takes 50 ms to load."""

    def __init__(self, *, british: bool) -> None:
        import pint

        self._registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
        for unit in units().values():
            self._registry.define(f"{unit.key} = {unit.british if british else unit.definition}")

    def convert(self, parts: Sequence[tuple[Fraction, str]], to: str) -> Fraction | None:
        """Return how much the parts are together in another unit; None if that is of another kind."""
        if any(self.nature(unit) != self.nature(to) for _, unit in parts):
            return None
        return sum((self._registry.Quantity(value, unit).to(to).magnitude for value, unit in parts), Fraction(0))

    def nature(self, unit: str) -> str:
        """Return what is measured in a unit, as "lengths"."""
        return _NATURES[frozenset(self._registry.Unit(unit).dimensionality.items())]
