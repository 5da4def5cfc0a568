"""A device that notes what it is told, and a clock that is set by hand."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.intents import Answer, Skill
from appliance.settings import Settings
from appliance.skills.context import SkillContext
from tests.unit.skills.skill_rig import FakeDevice


class HandClock:
    def __init__(self) -> None:
        self.seconds = 10_000.0
        self.trusted = True

    def now(self) -> datetime.datetime:
        return datetime.datetime(2026, 11, 28, 15, 45, tzinfo=datetime.UTC)

    def elapsed_s(self) -> float:
        return self.seconds

    def boot_id(self) -> str:
        return "boot"

    def is_trusted(self) -> bool:
        return self.trusted


class NoStorage:
    def load(self, skill: str) -> dict[str, Any] | None:
        return None

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        raise AssertionError(f"{skill} has nothing to save")


class NotedDevice(FakeDevice):
    """A device that is in use."""

    def __init__(self) -> None:
        super().__init__()
        self.volume = 60
        self.said = "The capital of France is Paris."


class Talk:
    """Says sentences to one skill and carries out what follows, as a session does."""

    def __init__(self, skill: Skill, device: NotedDevice) -> None:
        self.skill = skill
        self.device = device

    def say(self, transcript: str) -> Answer | None:
        answer = self.prepare(transcript)
        if answer is not None:
            if answer.action:
                answer.action.carry_out()
            self.device.said = answer.text or self.device.said
        return answer

    def prepare(self, transcript: str) -> Answer | None:
        """Answer in a pause, and discard it: nothing is carried out."""
        intent = self.skill.match(transcript)
        return self.skill.answer(intent) if intent else None


def context(device: NotedDevice, clock: HandClock | None = None, settings: Settings | None = None) -> SkillContext:
    return SkillContext(clock or HandClock(), NoStorage(), device, settings or Settings())


def names(skill: Skill, sentences: Sequence[str]) -> dict[str, str | None]:
    """Return what each sentence was understood as."""
    intents = {sentence: skill.match(sentence) for sentence in sentences}
    return {sentence: intent.name if intent else None for sentence, intent in intents.items()}
