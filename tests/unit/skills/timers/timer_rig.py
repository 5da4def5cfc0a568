"""Small real classes for what a skill is given: a clock that is set by hand, a storage in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from appliance.skills.context import Clock, DeviceControl, SkillContext, Storage

LONDON = ZoneInfo("Europe/London")
SATURDAY_NOON = datetime(2026, 3, 7, 12, 0, tzinfo=LONDON)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = SATURDAY_NOON) -> None:
        self.zone: tzinfo | None = now.tzinfo
        self.utc_s = now.timestamp()
        self.elapsed = 100.0
        self.boot = 1
        self.trusted = True

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.utc_s, self.zone)

    def elapsed_s(self) -> float:
        return self.elapsed

    def boot_id(self) -> str:
        return f"boot {self.boot}"

    def is_trusted(self) -> bool:
        return self.trusted

    def pass_time(self, seconds: float) -> None:
        self.utc_s += seconds
        self.elapsed += seconds

    def set_wall(self, by: timedelta) -> None:
        """Set the wall clock, as a network does."""
        self.utc_s += by.total_seconds()

    def reboot(self, off_s: float, *, trusted: bool = True) -> None:
        self.utc_s += off_s
        self.boot += 1
        self.elapsed = 5.0
        self.trusted = trusted


class MemoryStorage:
    """Keeps JSON, as a file would."""

    def __init__(self) -> None:
        self.content: dict[str, str] = {}
        self.saves = 0

    def load(self, skill: str) -> dict[str, Any] | None:
        text = self.content.get(skill)
        loaded: dict[str, Any] | None = None if text is None else json.loads(text)
        return loaded

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        self.content[skill] = json.dumps(dict(state))
        self.saves += 1


class IdleDevice:
    """A device with nothing to do."""

    volume = 50
    speaking_rate = 1.0

    def set_volume(self, percent: int) -> None:
        self.volume = percent

    def set_speaking_rate(self, rate: float) -> None:
        self.speaking_rate = rate

    def last_reply(self) -> str:
        return ""

    def forget(self) -> None: ...

    def mute_microphone(self) -> None: ...

    def shut_down(self) -> None: ...

    def restart(self) -> None: ...


def skill_context(
    clock: Clock | None = None, storage: Storage | None = None, device: DeviceControl | None = None
) -> SkillContext:
    return SkillContext(clock or FakeClock(), storage or MemoryStorage(), device or IdleDevice())
