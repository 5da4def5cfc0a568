"""Heartbeat: at work and stuck are told apart by the time it takes; waiting is stuck only where there is work."""

from __future__ import annotations

from appliance.threads.heartbeat import UNATTENDED_S, Heartbeat
from tests.unit.scripted import Clock


class Desk:
    """A pulse on a clock that stands still, and work that comes and goes."""

    def __init__(self) -> None:
        self.clock = Clock(100.0)
        self.has_work = False
        self.heartbeat = Heartbeat("worker", lambda: self.has_work, self.clock)

    def overdue_after(self, passed_s: float) -> str | None:
        """What it should have finished, if time passed."""
        self.clock.now_s += passed_s
        doing = self.heartbeat.overdue(self.clock.now_s)
        return doing.what if doing else None


def test_work_may_take_as_long_as_it_is_allowed_to_and_no_longer() -> None:
    desk = Desk()
    desk.heartbeat.working("a sentence", 30.0)
    assert desk.overdue_after(30.0) is None
    assert desk.overdue_after(0.1) == "a sentence"


def test_each_step_has_its_time_anew() -> None:
    desk = Desk()
    for _ in range(3):
        desk.heartbeat.working("a sentence", 30.0)
        assert desk.overdue_after(29.0) is None


def test_without_work_it_may_wait_for_ever() -> None:
    desk = Desk()
    desk.heartbeat.waiting()
    assert desk.overdue_after(1e6) is None


def test_before_it_started_it_is_waiting() -> None:
    assert Desk().overdue_after(1e6) is None


def test_with_work_before_it_it_may_not_go_on_waiting() -> None:
    desk = Desk()
    desk.heartbeat.waiting()
    assert desk.overdue_after(1e6) is None
    desk.has_work = True
    assert desk.overdue_after(1.0) is None, "it cannot have lain there for longer than since the last look"
    assert desk.overdue_after(UNATTENDED_S) is None
    assert desk.overdue_after(0.1) == "not taking up its work"


def test_one_that_takes_up_work_between_two_looks_is_well_however_much_there_is() -> None:
    desk = Desk()
    desk.has_work = True
    for _ in range(10):
        desk.heartbeat.working("an item", 5.0)
        desk.heartbeat.waiting()
        assert desk.overdue_after(UNATTENDED_S - 1) is None


def test_work_that_was_gone_at_a_look_was_done() -> None:
    desk = Desk()
    desk.heartbeat.waiting()
    for _ in range(5):
        desk.has_work = True
        assert desk.overdue_after(UNATTENDED_S - 1) is None
        desk.has_work = False
        assert desk.overdue_after(1.0) is None


def test_who_hands_on_waits_for_another_who_has_a_pulse_of_its_own() -> None:
    desk = Desk()
    desk.has_work = True
    desk.heartbeat.handing_on()
    assert desk.overdue_after(1e6) is None
