"""Units: a length, weight, measure, temperature or time said in another unit."""

from appliance.skills.units.skill import Units

__all__ = ["Units"]
