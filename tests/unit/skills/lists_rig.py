"""What tests of lists and outputs share: a clock set by hand, storage in memory, a device that only takes notes."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from appliance.errors import StorageUnavailable
from appliance.intents import Answer, Skill
from appliance.skills.context import Outputs, SkillContext
from tests.unit.skills.skill_rig import FakeDevice

SATURDAY = datetime.datetime(2026, 11, 28, 15, 45, tzinfo=ZoneInfo("Europe/London"))


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.wall, self.elapsed, self.boot, self.is_right = SATURDAY, 1000.0, "first boot", True

    def now(self) -> datetime.datetime:
        return self.wall

    def elapsed_s(self) -> float:
        return self.elapsed

    def boot_id(self) -> str:
        return self.boot

    def is_trusted(self) -> bool:
        return self.is_right

    def advance(self, seconds: float) -> None:
        self.elapsed += seconds
        self.wall += datetime.timedelta(seconds=seconds)


class MemoryStorage:
    """Keeps what it is given, as JSON; can be full."""

    def __init__(self) -> None:
        self.saved: dict[str, str] = {}
        self.saves = 0
        self.is_full = False

    def load(self, skill: str) -> dict[str, Any] | None:
        return json.loads(self.saved[skill]) if skill in self.saved else None

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        if self.is_full:
            raise StorageUnavailable("skills.json: cannot be written (No space left on device); free some space")
        self.saves += 1
        self.saved[skill] = json.dumps(state)


def context(
    clock: FakeClock | None = None, storage: MemoryStorage | None = None, outputs: Outputs | None = None
) -> SkillContext:
    """Return a context of the parts above."""
    return SkillContext(
        clock or FakeClock(), storage or MemoryStorage(), FakeDevice(), random=random.Random(1), outputs=outputs
    )


def ask(skill: Skill, transcript: str) -> Answer | None:
    """Return the answer, if the skill matches; nothing is carried out."""
    intent = skill.match(transcript)
    return skill.answer(intent) if intent else None


def say(skill: Skill, transcript: str) -> str:
    """Say something that the skill must understand; return what it replies, with its action carried out."""
    answer = ask(skill, transcript)
    assert answer, f"not understood: {transcript}"
    if answer.action:
        answer.action.carry_out()
    return answer.text
