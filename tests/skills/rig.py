"""What the skills are given in their examination: a clock that stands, memory for a file, a device without parts."""

from __future__ import annotations

import copy
import datetime
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from zoneinfo import ZoneInfo

from appliance.intents import Answer
from appliance.settings import Settings
from appliance.skills.context import SkillContext
from appliance.skills.registry import load_skills
from appliance.skills.skill_set import SkillSet

NOW = datetime.datetime(2026, 11, 28, 15, 45, tzinfo=ZoneInfo("Europe/London"))
LAST_REPLY = "The capital of France is Paris."


@dataclass
class StandingClock:
    """A trusted clock that stands at `NOW` until it is told that time passes."""

    passed_s: float = 0.0

    def now(self) -> datetime.datetime:
        later = NOW.astimezone(datetime.UTC) + datetime.timedelta(seconds=self.passed_s)
        return later.astimezone(NOW.tzinfo)

    def elapsed_s(self) -> float:
        return 1000.0 + self.passed_s

    def boot_id(self) -> str:
        return "boot"

    def is_trusted(self) -> bool:
        return True


@dataclass
class MemoryStorage:
    """Keeps the skills' state as a file would: a copy, of what JSON can hold."""

    states: dict[str, dict[str, Any]] = field(default_factory=dict)

    def load(self, skill: str) -> dict[str, Any] | None:
        return copy.deepcopy(self.states.get(skill))

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        self.states[skill] = json.loads(json.dumps(dict(state)))


@dataclass
class PlainDevice:
    """Keeps what was done to it."""

    volume: int = 50
    speaking_rate: float = 1.0
    forgotten: bool = False
    muted: bool = False
    is_shut_down: bool = False
    restarted: bool = False

    def set_volume(self, percent: int) -> None:
        self.volume = percent

    def set_speaking_rate(self, rate: float) -> None:
        self.speaking_rate = rate

    def last_reply(self) -> str:
        return LAST_REPLY

    def forget(self) -> None:
        self.forgotten = True

    def mute_microphone(self) -> None:
        self.muted = True

    def shut_down(self) -> None:
        self.is_shut_down = True

    def restart(self) -> None:
        self.restarted = True


@dataclass
class TwoOutputs:
    """A lamp and a fan, both off."""

    on: dict[str, bool] = field(default_factory=lambda: {"lamp": False, "fan": False})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.on)

    def is_on(self, name: str) -> bool:
        return self.on[name]

    def set(self, name: str, on: bool) -> None:
        self.on[name] = on


class Examinee:
    """All skills of the appliance, fresh, around a device of its own."""

    def __init__(self) -> None:
        self.clock = StandingClock()
        self.device = PlainDevice()
        self.outputs = TwoOutputs()
        self.storage = MemoryStorage()
        parts: dict[str, Any] = {"clock": self.clock, "storage": self.storage, "device": self.device}
        parts |= {"random": random.Random(1), "outputs": self.outputs}
        settings = Settings()
        known = {one.name for one in fields(SkillContext)}
        context = SkillContext(**{name: part for name, part in parts.items() if name in known}, settings=settings)
        self.skills: SkillSet = load_skills(settings.skills, context)

    def hear(self, transcript: str) -> Answer | None:
        """Answer, and do what the answer says, as the session does when the turn is committed."""
        answer = self.skills.answer(transcript)
        if answer and answer.action:
            answer.action.carry_out()
        return answer

    def wait(self, seconds: float) -> None:
        """Let time pass; what is due then rings."""
        self.clock.passed_s += seconds
        for skill in self.skills.skills:
            if book := getattr(skill, "book", None):
                book.take_due()

    def state(self) -> dict[str, float]:
        """Return what is so with the device, under the names of the examination."""
        device = self.device
        return {
            "volume": device.volume,
            "rate": device.speaking_rate,
            "forgotten": device.forgotten,
            "muted": device.muted,
            "shut_down": device.is_shut_down,
            "restarted": device.restarted,
            **self.outputs.on,
        }

    def all_state(self) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
        """Return what is so with the device, and what the skills keep."""
        return self.state(), copy.deepcopy(self.storage.states)
