"""What a skill is given: the clock, a place to keep its state, and what it can do to the device."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from appliance.settings import Settings
from appliance.skills.own_sentences import OwnSentences


class Clock(Protocol):
    """Wall-clock time and elapsed time; a fake one in tests."""

    def now(self) -> datetime.datetime:
        """Return the local wall-clock time, with its time zone."""

    def elapsed_s(self) -> float:
        """Return the seconds since boot, suspended time included (CLOCK_BOOTTIME): nothing sets this clock."""

    def boot_id(self) -> str:
        """Return what is different after each boot: `elapsed_s()` of another boot means nothing."""

    def is_trusted(self) -> bool:
        """Say whether the wall clock is right: set by a real-time clock, or synchronised since boot."""


class Storage(Protocol):
    """Keeps the state of skills over a restart, each under the name of its skill."""

    def load(self, skill: str) -> dict[str, Any] | None:
        """Return what was saved last; None if nothing was, or it could not be read."""

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        """Keep this, as JSON, whole or not at all; raise `StorageUnavailable` if that is not possible."""


class DeviceControl(Protocol):
    """What a skill can do to the device, from an action. Every method returns soon."""

    @property
    def volume(self) -> int:
        """Loudness in percent."""

    def set_volume(self, percent: int) -> None:
        """Set the loudness."""

    @property
    def speaking_rate(self) -> float:
        """Speed of the voice, as in the settings: 1.0 is usual."""

    def set_speaking_rate(self, rate: float) -> None:
        """Set the speed of the voice, 0.5 to 2.0, until the next restart."""

    def last_reply(self) -> str:
        """Return what was replied last; "" if nothing was."""

    def forget(self) -> None:
        """Forget the conversation."""

    def mute_microphone(self) -> None:
        """Close the microphone, until the button is tapped twice."""

    def shut_down(self) -> None:
        """Shut the device down."""

    def restart(self) -> None:
        """Restart the device."""


class Outputs(Protocol):
    """What is switched by pins of the board: lamps, fans. For use by any thread; every method returns soon."""

    @property
    def names(self) -> Sequence[str]:
        """What they are called in the settings: ["lamp", "desk fan"]."""

    def is_on(self, name: str) -> bool:
        """Say whether one is on."""

    def set(self, name: str, on: bool) -> None:
        """Switch one on or off; raise `PinUnavailable` if that is not possible."""


@dataclass(frozen=True, slots=True)
class SkillContext:
    """Given to each skill when it is built."""

    clock: Clock
    """What time it is."""
    storage: Storage
    """Keeps its state."""
    device: DeviceControl
    """The device around it."""
    settings: Settings = field(default_factory=Settings)
    """All settings of the appliance."""
    own: OwnSentences = field(default_factory=OwnSentences)
    """The owner's sentences."""
    random: random.Random = field(default_factory=random.SystemRandom)
    """For coins and dice."""
    outputs: Outputs | None = None
    """Lamps and the like; None: there are none."""
