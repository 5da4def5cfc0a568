"""Facts: countries and their capitals, states, chemical elements, planets; from tables that come with the skill."""

from appliance.skills.facts.skill import Facts

__all__ = ["Facts"]
