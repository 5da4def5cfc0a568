"""Watchdog: the service manager hears only what is true: ready once, alive while every pulse can be felt."""

from __future__ import annotations

import logging

import pytest

from appliance.monitoring.watchdog import START_S, Watchdog
from appliance.threads.heartbeat import Heartbeat
from tests.unit.scripted import Clock


class Manager:
    """Keeps what it is told."""

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
        raise AssertionError(f"the deciding thread tells no status: {line}")

    def stopping(self) -> None:
        raise AssertionError("it does not stop anything")


class Watched:
    """Two threads, and the one that looks."""

    def __init__(self, watchdog_s: float | None = 15.0) -> None:
        self.clock = Clock(100.0)
        self.manager = Manager(watchdog_s)
        self.ears = Heartbeat("ears", lambda: False, self.clock)
        self.mouth = Heartbeat("mouth", lambda: False, self.clock)
        self.watchdog = Watchdog(self.manager, self.clock)
        self.watchdog.watch(self.ears, self.mouth)

    def check(self, passed_s: float, *, is_ready: bool = True) -> list[str]:
        """What the manager is told after some time."""
        self.clock.now_s += passed_s
        self.manager.told.clear()
        self.watchdog.check(is_ready)
        return self.manager.told


def test_it_is_starting_until_it_is_ready_and_alive_from_then_on() -> None:
    watched = Watched()
    assert watched.check(0.0, is_ready=False) == ["starting"]
    assert watched.check(5.0, is_ready=False) == ["starting"]
    assert watched.check(5.0) == ["ready", "alive"]
    assert watched.check(5.0) == ["alive"]
    assert watched.check(5.0, is_ready=False) == ["alive"], "a card that is lost later is a state, not a failed start"


def test_one_thread_that_hangs_silences_it_until_it_goes_on() -> None:
    watched = Watched()
    watched.check(0.0)
    watched.mouth.working("a sentence", 30.0)
    assert watched.check(30.0) == ["alive"]
    assert watched.check(5.0) == []
    assert watched.check(5.0) == []
    watched.mouth.working("the next sentence", 30.0)
    assert watched.check(5.0) == ["alive"]


def test_one_that_hangs_while_it_starts_gets_no_more_time() -> None:
    watched = Watched()
    watched.ears.working("opening the ears", 180.0)
    assert watched.check(180.0, is_ready=False) == ["starting"]
    assert watched.check(5.0, is_ready=False) == []


def test_who_hangs_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()
    watched.mouth.working("a sentence", 30.0)
    with caplog.at_level(logging.CRITICAL):
        watched.check(31.0)
        watched.check(5.0)
    assert [record.getMessage() for record in caplog.records] == [
        "the mouth thread hangs: a sentence for 31 s; the service manager is told nothing more"
    ]


@pytest.mark.parametrize(("watchdog_s", "period_s"), [(15.0, 5.0), (9.0, 3.0), (60.0, 5.0), (None, 5.0)])
def test_it_looks_three_times_in_the_time_of_the_watchdog(watchdog_s: float | None, period_s: float) -> None:
    watched = Watched(watchdog_s)
    watched.check(0.0)
    assert watched.watchdog.due_s == watched.clock.now_s + period_s


def test_a_session_that_is_connected_anew_is_felt_by_its_new_threads() -> None:
    watched = Watched()
    watched.mouth.working("a sentence", 30.0)
    watched.watchdog.watch(Heartbeat("mouth", lambda: False, watched.clock))
    assert watched.check(1e6) == ["ready", "alive"]
