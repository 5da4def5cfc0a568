"""ThreadGroup: threads started in order, stopped in reverse."""

from __future__ import annotations

import threading

from appliance.threads.worker import ThreadGroup
from tests.unit.watched_thread import TIMEOUT_S


class Waiter:
    """A runner that ends when it is stopped; with `listens` false only when `end()` is called."""

    def __init__(self, name: str, log: list[str], *, listens: bool = True) -> None:
        self.name = name
        self._log = log
        self._listens = listens
        self._over = threading.Event()

    def run(self) -> None:
        self._log.append(f"run {threading.current_thread().name}")
        assert self._over.wait(TIMEOUT_S)

    def stop(self) -> None:
        self._log.append(f"stop {self.name}")
        if self._listens:
            self._over.set()

    def end(self) -> None:
        self._over.set()


def test_all_are_started_and_stopped_in_reverse() -> None:
    log: list[str] = []
    thread_group = ThreadGroup([Waiter(name, log) for name in ("player", "compute", "capture")])
    thread_group.start()
    assert thread_group.stop(TIMEOUT_S) == []
    # The order in which the threads begin to run is up to the machine; the order in which they are stopped is not.
    assert sorted(entry for entry in log if entry.startswith("run")) == ["run capture", "run compute", "run player"]
    assert [entry for entry in log if entry.startswith("stop")] == ["stop capture", "stop compute", "stop player"]


def test_a_runner_that_does_not_stop_is_named_and_all_others_have_ended() -> None:
    log: list[str] = []
    late = Waiter("late", log, listens=False)
    thread_group = ThreadGroup([Waiter("first", log), late, Waiter("last", log)])
    thread_group.start()
    assert thread_group.stop(0.05) == ["late"]
    late.end()
    assert thread_group.stop(TIMEOUT_S) == []


def test_stopping_what_was_never_started_waits_for_nothing() -> None:
    log: list[str] = []
    assert ThreadGroup([Waiter("one", log)]).stop(TIMEOUT_S) == []
    assert log == ["stop one"]


def test_a_runner_may_stop_its_own_group() -> None:
    """As when a delegate disconnects its session."""
    left: list[list[str]] = []

    class Stopper(Waiter):
        def run(self) -> None:
            left.append(thread_group.stop(TIMEOUT_S))

    log: list[str] = []
    waiter = Waiter("waiter", log)
    thread_group = ThreadGroup([waiter, Stopper("stopper", log)])
    thread_group.start()
    assert thread_group.stop(TIMEOUT_S) == []
    assert left == [[]]
