"""Heartbeat: what a thread is doing and since when, so that another thread can tell whether it hangs.

The `Watchdog` reads it, and decides what follows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

UNATTENDED_S = 8.0
"""Longest time that work may wait for a thread that says that it waits for work."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What a thread is doing."""

    what: str
    """As it stands in the journal."""
    since_s: float
    """When it was begun."""
    allowed_s: float | None
    """How long it may take; None: as long as it likes."""
    is_wait: bool = False
    """It waits for work: then none may lie there for long."""


class Heartbeat:
    """Written by one thread and read by another, which never waits here.

    A thread may wait for work as long as it likes, but not while there is work: `has_work` says whether there is any.
    """

    def __init__(self, name: str, has_work: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._has_work = has_work
        self._clock = clock
        self._doing = Activity("not started", clock(), None, is_wait=True)
        self._unattended: tuple[Activity, float] | None = None
        """What it was doing when work was first seen lying there, and when that was."""

    # --- by the thread itself ---

    def working(self, what: str, allowed_s: float) -> None:
        """Begin something that ends within `allowed_s`."""
        self._doing = Activity(what, self._clock(), allowed_s)

    def waiting(self, allowed_s: float | None = None) -> None:
        """Wait for work; at most for `allowed_s`, where the thread looks by itself now and then."""
        self._doing = Activity("waiting for work", self._clock(), allowed_s, is_wait=True)

    def handing_on(self) -> None:
        """Hand work on. This may have to wait for the thread that takes it, which has a heartbeat of its own."""
        self._doing = Activity("handing on", self._clock(), float("inf"))

    # --- by the watchdog, at least every few seconds ---

    def overdue(self, now_s: float) -> Activity | None:
        """Return what the thread should have finished by now; None while it is in time."""
        doing = self._doing
        if doing.allowed_s is not None and now_s - doing.since_s > doing.allowed_s:
            return doing
        if not (doing.is_wait and self._has_work()):
            self._unattended = None
            return None
        if self._unattended is None or self._unattended[0] is not doing:
            self._unattended = doing, now_s
        since_s = self._unattended[1]
        return Activity("not taking up its work", since_s, UNATTENDED_S) if now_s - since_s > UNATTENDED_S else None
