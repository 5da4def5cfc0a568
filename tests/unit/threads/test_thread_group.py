"""ThreadGroup: threads started in order, stopped in reverse."""

from __future__ import annotations

import threading

from appliance.threads.worker import ThreadGroup
from tests.unit.scripted import PATIENCE_S


class Waiter:
    """Runs until it is stopped, or until it is let go when it does not listen."""

    def __init__(self, name: str, log: list[str], *, listens: bool = True) -> None:
        self.name = name
        self._log = log
        self._listens = listens
        self._over = threading.Event()

    def run(self) -> None:
        self._log.append(f"run {threading.current_thread().name}")
        assert self._over.wait(PATIENCE_S)

    def stop(self) -> None:
        self._log.append(f"stop {self.name}")
        if self._listens:
            self._over.set()

    def let_go(self) -> None:
        self._over.set()


def test_all_are_started_and_stopped_in_reverse() -> None:
    log: list[str] = []
    thread_group = ThreadGroup([Waiter(name, log) for name in ("player", "compute", "capture")])
    thread_group.start()
    assert thread_group.stop(PATIENCE_S) == []
    # Which thread gets to speak first is up to the machine; who is told to stop first is not.
    assert sorted(entry for entry in log if entry.startswith("run")) == ["run capture", "run compute", "run player"]
    assert [entry for entry in log if entry.startswith("stop")] == ["stop capture", "stop compute", "stop player"]


def test_who_does_not_stop_is_named_and_all_the_others_have_ended() -> None:
    log: list[str] = []
    deaf = Waiter("deaf", log, listens=False)
    thread_group = ThreadGroup([Waiter("first", log), deaf, Waiter("last", log)])
    thread_group.start()
    assert thread_group.stop(0.05) == ["deaf"]
    deaf.let_go()
    assert thread_group.stop(PATIENCE_S) == []


def test_stopping_what_was_never_started_waits_for_nothing() -> None:
    log: list[str] = []
    assert ThreadGroup([Waiter("one", log)]).stop(PATIENCE_S) == []
    assert log == ["stop one"]


def test_a_member_may_stop_its_own_crew() -> None:
    """A delegate disconnects its session from the session's own thread."""
    left: list[list[str]] = []

    class Quitter(Waiter):
        def run(self) -> None:
            left.append(thread_group.stop(PATIENCE_S))

    log: list[str] = []
    waiter = Waiter("waiter", log)
    thread_group = ThreadGroup([waiter, Quitter("quitter", log)])
    thread_group.start()
    assert thread_group.stop(PATIENCE_S) == []
    assert left == [[]]
