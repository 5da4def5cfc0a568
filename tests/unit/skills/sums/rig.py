"""What the skills for sums, units and spelling are given in tests: settings, and a clock for its time zone alone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from appliance.intents import Skill
from appliance.settings import Settings
from appliance.skills.context import SkillContext


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


class NoStorage:
    """For skills that keep nothing."""

    def load(self, skill: str) -> dict[str, Any] | None:
        raise AssertionError(skill)

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        raise AssertionError(skill)


class NoDevice:
    """For skills that do nothing."""

    volume = 50
    speaking_rate = 1.0

    def set_volume(self, percent: int) -> None:
        raise AssertionError

    def set_speaking_rate(self, rate: float) -> None:
        raise AssertionError

    def last_reply(self) -> str:
        raise AssertionError

    def forget(self) -> None:
        raise AssertionError

    def mute_microphone(self) -> None:
        raise AssertionError

    def shut_down(self) -> None:
        raise AssertionError

    def restart(self) -> None:
        raise AssertionError


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
