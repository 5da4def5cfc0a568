"""Spelling: a word letter by letter, its letters counted, the order of the alphabet."""

from appliance.skills.spelling.skill import Spelling

__all__ = ["Spelling"]
