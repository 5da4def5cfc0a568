"""WatchedThread: a thread of a test, which signals when it begins to wait. `running()` starts one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from tests.patience import OUTER_S

TIMEOUT_S = OUTER_S
"""Timeout of every wait: far longer than anything that works takes, on any machine."""


class WatchedThread(threading.Thread):
    """A thread that signals when it begins to wait for a condition or an event, and when it ends.

    Every wait for a `threading` condition or event goes through `Condition.wait()`. A profile function in the thread
    sees its calls and returns. At the call the thread still owns the condition's lock, so a notification that comes
    after the signal finds the thread waiting.
    """

    def __init__(self, target: Callable[[], object], name: str) -> None:
        super().__init__(target=target, name=name, daemon=True)
        self._is_waiting = False
        self._is_over = False
        self._watched = threading.Condition()

    def run(self) -> None:
        sys.setprofile(self._profile)
        try:
            super().run()
        finally:
            sys.setprofile(None)
            self._signal(is_waiting=False, is_over=True)

    def _profile(self, frame: FrameType, event: str, _argument: object) -> None:
        if frame.f_code is threading.Condition.wait.__code__ and event in ("call", "return"):
            self._signal(is_waiting=event == "call", is_over=False)

    def _signal(self, *, is_waiting: bool, is_over: bool) -> None:
        with self._watched:
            self._is_waiting, self._is_over = is_waiting, is_over
            self._watched.notify_all()

    def comes_to_wait(self) -> bool:
        """Return True once the thread waits for a condition or an event, False once it has ended."""
        with self._watched:
            is_known = self._watched.wait_for(lambda: self._is_waiting or self._is_over, TIMEOUT_S)
            assert is_known, f"the thread {self.name!r} neither waits nor ends"
            return self._is_waiting


@contextmanager
def running(target: Callable[[], object], name: str = "under test") -> Iterator[WatchedThread]:
    """Run `target` on a thread during the block; fail if the thread does not end within `TIMEOUT_S` after it."""
    thread = WatchedThread(target, name)
    thread.start()
    yield thread
    thread.join(TIMEOUT_S)
    assert not thread.is_alive(), f"the thread {name!r} did not end"


def wait_until_blocked(thread: WatchedThread) -> None:
    """Return once `thread`, of `running()`, waits for a condition or an event; fail if it ends instead."""
    assert blocks(thread), f"the thread {thread.name!r} ended instead of waiting"


def blocks(thread: WatchedThread) -> bool:
    """Return True once `thread`, of `running()`, waits for a condition or an event; False once it has ended."""
    return thread.comes_to_wait()
