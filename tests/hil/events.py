"""Events: the appliance's own account of itself, beside what is heard and seen of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient

PATIENCE_S = 30.0


class Events:
    """What the control socket tells, as it comes."""

    def __init__(self, socket: Path) -> None:
        self.told: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._client = ControlClient(socket)
        self._thread = threading.Thread(target=self._follow, name="events", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        with self._client:
            for event in self._client.follow():
                with self._news:
                    self.told.append({"at_s": time.monotonic(), **event})
                    self._news.notify_all()

    def of(self, kind: str, since_s: float = 0.0) -> list[dict[str, Any]]:
        """Return the events of a kind from a moment on."""
        with self._news:
            return [event for event in self.told if event["event"] == kind and event["at_s"] >= since_s]

    def wait_for(self, kind: str, since_s: float, **what: object) -> dict[str, Any]:
        """Wait for such an event after a moment, and return it."""

        def found() -> dict[str, Any] | None:
            fitting = [e for e in self.of(kind, since_s) if all(e[name] == value for name, value in what.items())]
            return fitting[0] if fitting else None

        with self._news:
            event = self._news.wait_for(found, PATIENCE_S)
            assert event, f"there was no {kind} {what}; told: {self.told[-20:]}"
            return event

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so; looked at after every event."""
        with self._news:
            assert self._news.wait_for(condition, PATIENCE_S), f"it never came to that; told: {self.told[-20:]}"

    def join(self) -> None:
        """Wait for the end: the appliance hangs up when it stops."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
