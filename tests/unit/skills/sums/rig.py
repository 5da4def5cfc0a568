"""What the skills for sums, units and spelling are given in tests: settings, and a clock for its time zone alone."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from appliance.intents import Skill
from appliance.settings import Settings
from appliance.skills.context import SkillContext
from tests.unit.skills.skill_rig import NoDevice, NoStorage


class ClockIn:
    """A clock somewhere."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def now(self) -> datetime.datetime:
        return datetime.datetime(2026, 3, 7, 12, 0, tzinfo=self._zone)

    def elapsed_s(self) -> float:
        return 100.0

    def boot_id(self) -> str:
        return "a"

    def is_trusted(self) -> bool:
        return True


def context_in(zone: str = "America/New_York", **skills: str) -> SkillContext:
    """Return the context of an appliance in a time zone, with these settings of `[skills]`."""
    return SkillContext(ClockIn(zone), NoStorage(), NoDevice(), Settings.model_validate({"skills": skills}))


def reply_of(skill: Skill, transcript: str) -> str | None:
    """Return what the skill says; None if it leaves the request to others."""
    intent = skill.match(transcript)
    if intent is None:
        return None
    answer = skill.answer(intent)
    assert answer.action is None
    assert answer.intent == intent
    assert intent.skill == skill.name
    return answer.text
