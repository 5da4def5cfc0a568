"""Watchdog: the service manager is told ready once, and alive only while every heartbeat is in time."""

from __future__ import annotations

import logging

import pytest

from appliance.monitoring.watchdog import START_S, Watchdog
from appliance.threads.heartbeat import Heartbeat
from tests.unit.scripted import Clock


class Manager:
    """A service manager that records what it is told."""

    def __init__(self, watchdog_s: float | None = 15.0) -> None:
        self.watchdog_s = watchdog_s
        self.told: list[str] = []

    def ready(self) -> None:
        self.told.append("ready")

    def alive(self) -> None:
        self.told.append("alive")

    def starting(self, for_s: float) -> None:
        assert for_s == START_S
        self.told.append("starting")

    def status(self, line: str) -> None:
        raise AssertionError(f"the session's thread tells no status: {line}")

    def stopping(self) -> None:
        raise AssertionError("it does not stop anything")


class WatchdogRig:
    """A watchdog with the heartbeats of two threads, on a clock that stands still."""

    def __init__(self, watchdog_s: float | None = 15.0) -> None:
        self.clock = Clock(100.0)
        self.manager = Manager(watchdog_s)
        self.capture = Heartbeat("capture", lambda: False, self.clock)
        self.player = Heartbeat("player", lambda: False, self.clock)
        self.watchdog = Watchdog(self.manager, self.clock)
        self.watchdog.watch(self.capture, self.player)

    def check(self, passed_s: float, *, is_ready: bool = True) -> list[str]:
        """Let time pass, and check; return what the manager is told then."""
        self.clock.now_s += passed_s
        self.manager.told.clear()
        self.watchdog.check(is_ready)
        return self.manager.told


def test_it_is_starting_until_it_is_ready_and_alive_from_then_on() -> None:
    rig = WatchdogRig()
    assert rig.check(0.0, is_ready=False) == ["starting"]
    assert rig.check(5.0, is_ready=False) == ["starting"]
    assert rig.check(5.0) == ["ready", "alive"]
    assert rig.check(5.0) == ["alive"]
    assert rig.check(5.0, is_ready=False) == ["alive"], "a card that is lost later is a state, not a failed start"


def test_it_is_told_at_once_that_the_appliance_is_ready() -> None:
    rig = WatchdogRig()
    rig.check(0.0, is_ready=False)
    assert not rig.watchdog.is_due(False)
    assert rig.watchdog.is_due(True), "a start, and whoever waits for it, does not wait for the next period"
    assert rig.check(0.1) == ["ready", "alive"]
    assert not rig.watchdog.is_due(True)
    rig.clock.now_s += 5.0
    assert rig.watchdog.is_due(True)


def test_a_thread_that_hangs_while_it_becomes_ready_is_not_asked_without_end() -> None:
    rig = WatchdogRig()
    rig.check(0.0, is_ready=False)
    rig.player.working("a sentence", 30.0)
    assert rig.check(30.1) == []
    assert not rig.watchdog.is_due(True)


def test_one_thread_that_hangs_silences_it_until_it_goes_on() -> None:
    rig = WatchdogRig()
    rig.check(0.0)
    rig.player.working("a sentence", 30.0)
    assert rig.check(30.0) == ["alive"]
    assert rig.check(5.0) == []
    assert rig.check(5.0) == []
    rig.player.working("the next sentence", 30.0)
    assert rig.check(5.0) == ["alive"]


def test_a_thread_that_hangs_while_it_starts_gets_no_more_time() -> None:
    rig = WatchdogRig()
    rig.capture.working("opening the capture", 180.0)
    assert rig.check(180.0, is_ready=False) == ["starting"]
    assert rig.check(5.0, is_ready=False) == []


def test_a_thread_that_hangs_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    rig = WatchdogRig()
    rig.player.working("a sentence", 30.0)
    with caplog.at_level(logging.CRITICAL):
        rig.check(31.0)
        rig.check(5.0)
    assert [record.getMessage() for record in caplog.records] == [
        "the player thread hangs: a sentence for 31 s; the service manager is told nothing more"
    ]


@pytest.mark.parametrize(("watchdog_s", "period_s"), [(15.0, 5.0), (9.0, 3.0), (60.0, 5.0), (None, 5.0)])
def test_it_checks_three_times_in_the_time_of_the_watchdog(watchdog_s: float | None, period_s: float) -> None:
    rig = WatchdogRig(watchdog_s)
    rig.check(0.0)
    assert rig.watchdog.due_s == rig.clock.now_s + period_s


def test_a_session_that_is_connected_anew_is_judged_by_its_new_threads() -> None:
    rig = WatchdogRig()
    rig.player.working("a sentence", 30.0)
    rig.watchdog.watch(Heartbeat("player", lambda: False, rig.clock))
    assert rig.check(1e6) == ["ready", "alive"]
