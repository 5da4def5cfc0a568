"""Arithmetic: sums, percentages, powers and roots, exact as long as the result is."""

from appliance.skills.arithmetic.skill import Arithmetic

__all__ = ["Arithmetic"]
