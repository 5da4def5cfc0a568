"""A hundred days of a household: restarts, power cuts at writes, clocks that are set; each rings once, and in time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from appliance.errors import StorageUnavailable
from appliance.skills.timers import edits
from appliance.skills.timers.dates import Moment
from appliance.skills.timers.rings import Ring
from tests.unit.skills.timers.book_rig import Appliance, PowerCut
from tests.unit.skills.timers.timer_rig import LONDON

DAYS = 100
IN_TIME_S = 0.2


@dataclass
class Expected:
    """Something that is to ring."""

    due_utc_s: float
    off_until: float = 0.0
    """UTC time of the boot after which it can ring, if the appliance was off when it was due."""


class Household:
    """Sets timers, alarms and reminders, and remembers when each is to ring."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.device = Appliance(datetime(2026, 2, 20, 5, 0, tzinfo=LONDON), look_again_s=3000.0)
        self.expected: dict[str, Expected] = {}
        self.told: list[str] = []
        self.cuts = 0
        self.wrong_s = 0.0

    @property
    def utc_s(self) -> float:
        """The true time, whatever the device's clock says."""
        return self.device.clock.utc_s - self.wrong_s

    def live(self) -> None:
        for day in range(DAYS):
            for step in range(6):
                self.set_something(f"{day} {step}")
                self.something_happens()
                self.pass_time(self.random.uniform(600, 4 * 3600 - 1200))
        self.pass_time(3 * 86_400)

    def set_something(self, name: str) -> None:
        kind = self.random.choice(["timer", "timer", "reminder in", "alarm", "reminder"])
        now = self.device.clock.now()
        if kind in {"timer", "reminder in"}:
            seconds = float(self.random.choice([5, 90, 600, 3600, 7200, 40_000]))
            edit = edits.add_countdowns("timer" if kind == "timer" else "reminder", [seconds], name)
            due = self.utc_s + seconds
        else:
            minutes = self.random.randint(3, 2000)
            at = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0, tzinfo=None)
            due = at.replace(tzinfo=LONDON).timestamp()
            edit = edits.add_schedule("alarm" if kind == "alarm" else "reminder", Moment(at), name)
        before = {item.name for item in self.device.book.view()[0].items}
        risk = self.random.choice(["", "", "", "cut before", "cut after", "fails"])
        try:
            cut = self.device.cut_at(risk, lambda: self.device.book.change(edit))
        except StorageUnavailable:
            cut = False
        kept = {item.name for item in self.device.book.view()[0].items} - before
        assert kept == ({name} if risk in {"", "cut after"} else set())
        if kept:
            self.expected[name] = Expected(due)
        if cut:
            self.was_off(20.0)

    def something_happens(self) -> None:
        match self.random.choice(
            ["", "", "", "restart", "reboot", "process", "hour", "hour back", "year", "year back", "pause"]
        ):
            case "restart" | "reboot":
                self.reboot(self.random.choice([15.0, 300.0, 3000.0]))
            case "process":
                self.device.restart_process()
            case "hour":
                self.jump_and_back(timedelta(hours=1))
            case "hour back":
                self.jump_and_back(timedelta(hours=-1))
            case "year":
                self.jump_and_back(timedelta(days=365))
            case "year back":
                self.jump_and_back(timedelta(days=-365))

    def reboot(self, off_s: float) -> None:
        self.device.reboot(off_s)
        self.was_off(off_s)
        self.look()

    def was_off(self, off_s: float) -> None:
        for one in self.expected.values():
            should_have_rung = max(one.due_utc_s, one.off_until)
            if self.utc_s - off_s - 1.0 <= should_have_rung <= self.utc_s:
                one.off_until = self.utc_s

    def jump_and_back(self, by: timedelta) -> None:
        """The clock is wrong for a while in which nothing of the wall clock is due."""
        now = self.utc_s
        quiet = 180.0
        shown = now + by.total_seconds()
        low, high = min(now, shown) - quiet, max(now, shown) + quiet
        hour = abs(by) == timedelta(hours=1)
        if hour and any(low <= one.due_utc_s <= high for one in self.expected.values()):
            return
        self.wrong_s = by.total_seconds()
        self.device.jump(by)
        self.look()
        self.pass_time(self.random.uniform(1, quiet))
        self.wrong_s = 0.0
        self.device.jump(-by)
        self.look()

    def pass_time(self, seconds: float) -> None:
        end = self.utc_s + seconds
        while self.utc_s < end:
            wait = self.device.book.seconds_to_next()
            left = end - self.utc_s
            self.device.clock.pass_time(min(left, 3000.0 if wait is None else max(wait, 0.001)))
            self.look()

    def look(self) -> None:
        book = self.device.book
        try:
            self.device.storage.next_save = (
                self.random.choice(["", "", "", "fails"]) if book.seconds_to_next() == 0 else ""
            )
            if not self.wrong_s and self.cuts < 40 and book.seconds_to_next() == 0 and self.random.random() < 0.1:
                self.device.storage.next_save = self.random.choice(["cut before", "cut after"])
            rings = book.take_due()
        except PowerCut:
            self.cuts += 1
            self.device.reboot(20.0)
            self.was_off(20.0)
            self.look()
            return
        finally:
            self.device.storage.next_save = ""
        for ring in rings:
            self.rings(ring)
        if rings:
            book.dismiss()

    def rings(self, ring: Ring) -> None:
        one = self.expected.pop(ring.name)  # it fails where something rings twice
        late = self.utc_s - max(one.due_utc_s, one.off_until)
        assert 0 <= late <= IN_TIME_S or (0 > late > -0.01), f"{ring} at {self.device.clock.now()}: {late:.2f} s late"
        real_late = self.utc_s - one.due_utc_s
        assert ring.late_s == pytest.approx(real_late, abs=1.5)
        assert ("late" in ring.text or "ago" in ring.text) == (ring.late_s > 30)


@pytest.mark.parametrize("seed", range(3))
def test_each_rings_once_and_in_time(seed: int) -> None:
    household = Household(seed)
    household.live()
    assert household.expected == {}
    assert household.device.book.take_missed() is None
    assert household.device.book.view()[0].items == ()
