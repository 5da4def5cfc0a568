"""What the tests of the clock skill stand on: a clock that stands still, and a skill that asks it."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from appliance.settings import Settings, SkillSettings
from appliance.skills.clock.time_and_date import TimeAndDate
from appliance.skills.context import SkillContext
from tests.unit.skills.skill_rig import NoDevice, NoStorage


class StoppedClock:
    """Saturday, 28 November 2026, 15:45 in London, unless told otherwise."""

    def __init__(
        self,
        zone: str = "Europe/London",
        at: tuple[int, int, int, int, int] = (2026, 11, 28, 15, 45),
        is_right: bool = True,
    ) -> None:
        self._now = datetime.datetime(*at, tzinfo=ZoneInfo(zone))
        self._is_right = is_right

    def now(self) -> datetime.datetime:
        return self._now

    def elapsed_s(self) -> float:
        return 60.0

    def boot_id(self) -> str:
        return "boot"

    def is_trusted(self) -> bool:
        return self._is_right


def skill(clock: StoppedClock | None = None, country: str = "auto") -> TimeAndDate:
    """Return the skill with that clock."""
    settings = Settings(skills=SkillSettings(country=country))
    return TimeAndDate(SkillContext(clock or StoppedClock(), NoStorage(), NoDevice(), settings))


def said(transcript: str, of: TimeAndDate) -> str:
    """Return what is answered; "" where the language model is to answer."""
    intent = of.match(transcript)
    return of.answer(intent).text if intent else ""
