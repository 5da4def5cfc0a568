"""Watchdog: tells the service manager that the appliance is ready, and that it is alive.

It is run by the session's thread, never from a timer. It tells so only while the heartbeat of every thread is in time.
A thread that hangs, the session's included, silences it, and the service manager ends the service (`WatchdogSec=`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from appliance.monitoring.journal_fields import overdue_fields
from appliance.threads.heartbeat import Heartbeat

log = logging.getLogger(__name__)

START_S = 30.0
"""Time that is asked for while the appliance is starting, each time."""
LONGEST_PERIOD_S = 5.0


class ServiceManager(Protocol):
    """What started the appliance and is told how it is: systemd."""

    watchdog_s: float | None
    """Longest time between two `alive()`, in seconds; None: they are not wanted."""

    def ready(self) -> None:
        """Tell that the appliance can be used now."""

    def alive(self) -> None:
        """Tell that every thread is in time."""

    def starting(self, for_s: float) -> None:
        """Tell that it is not ready yet, and ask for `for_s` more seconds."""

    def status(self, line: str) -> None:
        """Tell what it is doing, in a line for the owner."""

    def stopping(self) -> None:
        """Tell that it ends because it was asked to."""


class Watchdog:
    """Used by the session's thread, which calls `check()` when it `is_due()`, and asks at `due_s` at the latest."""

    def __init__(self, manager: ServiceManager, clock: Callable[[], float] = time.monotonic) -> None:
        self.due_s = 0.0
        """When `check()` is due."""
        self._manager = manager
        self._clock = clock
        self._heartbeats: dict[str, Heartbeat] = {}
        self._period_s = min(LONGEST_PERIOD_S, manager.watchdog_s / 3 if manager.watchdog_s else LONGEST_PERIOD_S)
        self._is_ready = False
        self._was_ready = False
        """What the last `check()` was told."""
        self._logged: set[str] = set()
        """Threads that hang, and of which this was logged."""

    def watch(self, *heartbeats: Heartbeat) -> None:
        """Read these too, each in place of an earlier one of its name. Call it before their threads start."""
        self._heartbeats.update((heartbeat.name, heartbeat) for heartbeat in heartbeats)

    def is_due(self, is_ready: bool) -> bool:
        """Say whether `check()` is due: also as soon as the appliance has become ready, for which a start waits."""
        return self.due_s <= self._clock() or (is_ready and not self._was_ready)

    def check(self, is_ready: bool) -> None:
        """Read every heartbeat; tell that all is well if it is. `is_ready`: the appliance could serve somebody now."""
        now_s = self._clock()
        self.due_s, self._was_ready = now_s + self._period_s, is_ready
        if self._is_somebody_overdue(now_s):
            return
        if is_ready and not self._is_ready:
            self._is_ready = True
            self._manager.ready()
        if self._is_ready:
            self._manager.alive()
        else:
            self._manager.starting(START_S)

    def _is_somebody_overdue(self, now_s: float) -> bool:
        overdue = [
            (heartbeat.name, doing) for heartbeat in self._heartbeats.values() if (doing := heartbeat.overdue(now_s))
        ]
        for name, doing in overdue:
            if name not in self._logged:
                log.critical(
                    "the %s thread hangs: %s for %.0f s; the service manager is told nothing more",
                    name, doing.what, now_s - doing.since_s, extra=overdue_fields(name),
                )  # fmt: skip
        self._logged = {name for name, _ in overdue}
        return bool(overdue)
