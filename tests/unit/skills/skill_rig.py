"""What skills are given in tests: a clock that is set by hand, storage in memory, a device that does nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from appliance.settings import Settings
from appliance.skills.context import SkillContext


class FakeClock:
    def __init__(self, now: datetime.datetime = datetime.datetime(2026, 3, 4, 15, 30, tzinfo=datetime.UTC)) -> None:
        self.time = now
        self.seconds = 1000.0
        self.boot = "boot 1"
        self.trusted = True

    def now(self) -> datetime.datetime:
        return self.time

    def elapsed_s(self) -> float:
        return self.seconds

    def boot_id(self) -> str:
        return self.boot

    def is_trusted(self) -> bool:
        return self.trusted

    def go_on(self, seconds: float) -> None:
        self.seconds += seconds
        self.time += datetime.timedelta(seconds=seconds)


class MemoryStorage:
    def __init__(self) -> None:
        self.states: dict[str, dict[str, Any]] = {}

    def load(self, skill: str) -> dict[str, Any] | None:
        return self.states.get(skill)

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        self.states[skill] = dict(state)


class FakeDevice:
    """Notes what it was told."""

    def __init__(self) -> None:
        self.volume = 50
        self.speaking_rate = 1.0
        self.said = ""
        self.done: list[str] = []

    def set_volume(self, percent: int) -> None:
        self.volume = percent

    def set_speaking_rate(self, rate: float) -> None:
        self.speaking_rate = rate

    def last_reply(self) -> str:
        return self.said

    def forget(self) -> None:
        self.done.append("forget")

    def mute_microphone(self) -> None:
        self.done.append("mute microphone")

    def shut_down(self) -> None:
        self.done.append("shut down")

    def restart(self) -> None:
        self.done.append("restart")


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


def skill_context(
    clock: FakeClock | None = None,
    storage: MemoryStorage | None = None,
    device: FakeDevice | None = None,
    settings: Settings | None = None,
) -> SkillContext:
    return SkillContext(
        clock or FakeClock(), storage or MemoryStorage(), device or FakeDevice(), settings or Settings()
    )
