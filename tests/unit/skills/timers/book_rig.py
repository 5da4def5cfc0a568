"""A book that is driven as a ringing thread drives it, on a device that loses its power."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from appliance.errors import StorageUnavailable
from appliance.skills.timers import edits
from appliance.skills.timers.book import LOOK_AGAIN_S, TimerBook
from appliance.skills.timers.dates import Moment
from appliance.skills.timers.rings import Ring
from tests.unit.skills.timers.timer_rig import FakeClock, MemoryStorage

HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
EVERY_DAY = tuple(range(7))


class PowerCut(BaseException):
    """The process is gone, in the middle of something."""


class RiskyStorage(MemoryStorage):
    """Loses the power before or after a save, or cannot write, when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.next_save = ""

    def save(self, skill: str, state: Mapping[str, Any]) -> None:
        risk, self.next_save = self.next_save, ""
        if risk == "cut before":
            raise PowerCut
        if risk == "fails":
            raise StorageUnavailable("the disk is full")
        super().save(skill, state)
        if risk == "cut after":
            raise PowerCut


class Appliance:
    """A clock, a storage and a book; `rang` notes what rang, and at which wall-clock time."""

    def __init__(self, now: datetime | None = None, look_again_s: float = LOOK_AGAIN_S) -> None:
        self.look_again_s = look_again_s
        self.clock = FakeClock(now) if now else FakeClock()
        self.storage = RiskyStorage()
        self.book = TimerBook(self.clock, self.storage, self.look_again_s)
        self.rang: list[tuple[Ring, datetime]] = []

    def run(self, seconds: float, *, dismisses: bool = True) -> None:
        """Let time pass, asking the book when it wants to be asked."""
        end = self.clock.elapsed + seconds
        while True:
            self.look(dismisses=dismisses)
            wait = self.book.seconds_to_next()
            left = end - self.clock.elapsed
            if wait is None or wait >= left:
                self.clock.pass_time(max(0.0, left))
                self.look(dismisses=dismisses)
                return
            self.clock.pass_time(max(wait, 0.001))

    def look(self, *, dismisses: bool = True) -> None:
        """Do what the ringing thread does when it wakes."""
        next_s = self.book.seconds_to_next()
        if next_s is None or next_s > 0:
            return
        rings = self.book.take_due()
        self.rang += [(ring, self.clock.now()) for ring in rings]
        if dismisses and rings:
            self.book.dismiss()

    def reboot(self, off_s: float = 60.0, *, trusted: bool = True) -> None:
        self.clock.reboot(off_s, trusted=trusted)
        self.book = TimerBook(self.clock, self.storage, self.look_again_s)

    def restart_process(self) -> None:
        self.book = TimerBook(self.clock, self.storage, self.look_again_s)

    def jump(self, by: timedelta) -> None:
        self.clock.set_wall(by)

    def cut_at(self, risk: str, act: Callable[[], object]) -> bool:
        """Do something whose next save loses the power; say whether it did, and begin again after it."""
        self.storage.next_save = risk
        try:
            act()
        except PowerCut:
            self.reboot(20.0)
            return True
        finally:
            self.storage.next_save = ""
        return False


def alarm(device: Appliance, at: datetime, days: tuple[int, ...] = (), name: str = "") -> None:
    device.book.change(edits.add_schedule("alarm", Moment(at, days), name))


def timer(device: Appliance, seconds: float, name: str = "") -> None:
    device.book.change(edits.add_countdowns("timer", [seconds], name))


def times(device: Appliance) -> list[str]:
    return [at.strftime("%d %H:%M") for _ring, at in device.rang]


def texts(device: Appliance) -> list[str]:
    return [ring.text for ring, _at in device.rang]
