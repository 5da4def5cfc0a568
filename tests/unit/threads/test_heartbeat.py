"""Heartbeat: work that takes too long is overdue, and so is a wait while there is work."""

from __future__ import annotations

from appliance.threads.heartbeat import UNATTENDED_S, Heartbeat
from tests.unit.scripted import Clock


class HeartbeatRig:
    """A heartbeat on a clock that stands still, and work that comes and goes."""

    def __init__(self) -> None:
        self.clock = Clock(100.0)
        self.has_work = False
        self.heartbeat = Heartbeat("worker", lambda: self.has_work, self.clock)

    def overdue_after(self, passed_s: float) -> str | None:
        """Let time pass; return what should have been finished by then, or None."""
        self.clock.now_s += passed_s
        doing = self.heartbeat.overdue(self.clock.now_s)
        return doing.what if doing else None


def test_work_may_take_as_long_as_it_is_allowed_to_and_no_longer() -> None:
    rig = HeartbeatRig()
    rig.heartbeat.working("a sentence", 30.0)
    assert rig.overdue_after(30.0) is None
    assert rig.overdue_after(0.1) == "a sentence"


def test_each_step_has_the_whole_time() -> None:
    rig = HeartbeatRig()
    for _ in range(3):
        rig.heartbeat.working("a sentence", 30.0)
        assert rig.overdue_after(29.0) is None


def test_without_work_it_may_wait_for_ever() -> None:
    rig = HeartbeatRig()
    rig.heartbeat.waiting()
    assert rig.overdue_after(1e6) is None


def test_before_the_thread_has_started_it_may_wait_for_ever() -> None:
    assert HeartbeatRig().overdue_after(1e6) is None


def test_while_there_is_work_it_may_not_go_on_waiting() -> None:
    rig = HeartbeatRig()
    rig.heartbeat.waiting()
    assert rig.overdue_after(1e6) is None
    rig.has_work = True
    assert rig.overdue_after(1.0) is None, "the work came after the last look"
    assert rig.overdue_after(UNATTENDED_S) is None
    assert rig.overdue_after(0.1) == "not taking up its work"


def test_a_thread_that_takes_up_work_between_two_looks_is_in_time() -> None:
    rig = HeartbeatRig()
    rig.has_work = True
    for _ in range(10):
        rig.heartbeat.working("an item", 5.0)
        rig.heartbeat.waiting()
        assert rig.overdue_after(UNATTENDED_S - 1) is None


def test_work_that_is_gone_at_the_next_look_was_done() -> None:
    rig = HeartbeatRig()
    rig.heartbeat.waiting()
    for _ in range(5):
        rig.has_work = True
        assert rig.overdue_after(UNATTENDED_S - 1) is None
        rig.has_work = False
        assert rig.overdue_after(1.0) is None


def test_handing_on_may_take_any_time_as_the_next_thread_has_a_heartbeat_too() -> None:
    rig = HeartbeatRig()
    rig.has_work = True
    rig.heartbeat.handing_on()
    assert rig.overdue_after(1e6) is None


def test_a_wait_that_has_a_limit_is_overdue_after_it_even_without_work() -> None:
    rig = HeartbeatRig()
    rig.heartbeat.waiting(60.0)
    assert rig.overdue_after(59.0) is None
    assert rig.overdue_after(2.0) == "waiting for work"
    rig.heartbeat.waiting(60.0)
    assert rig.overdue_after(59.0) is None


def test_work_may_not_lie_there_while_a_wait_that_has_a_limit_goes_on() -> None:
    rig = HeartbeatRig()
    rig.heartbeat.waiting(60.0)
    rig.has_work = True
    assert rig.overdue_after(0.0) is None
    assert rig.overdue_after(UNATTENDED_S + 1) == "not taking up its work"
