"""Events: what the appliance reports on its control socket, to compare with what it plays and shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from tests.patience import OUTER_S

TIMEOUT_S = OUTER_S


class Events:
    """All events from the control socket, received by a thread as they come."""

    def __init__(self, socket: Path) -> None:
        self.told: list[dict[str, Any]] = []
        self._received = threading.Condition()
        self._client = ControlClient(socket)
        self._thread = threading.Thread(target=self._follow, name="events", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        with self._client:
            for event in self._client.follow():
                with self._received:
                    self.told.append({"at_s": time.monotonic(), **event})
                    self._received.notify_all()

    def of(self, kind: str, since_s: float = 0.0) -> list[dict[str, Any]]:
        """Return the events of one kind from `since_s` on (`time.monotonic()`)."""
        with self._received:
            return [event for event in self.told if event["event"] == kind and event["at_s"] >= since_s]

    def wait_for(self, kind: str, since_s: float, **what: object) -> dict[str, Any]:
        """Wait for an event of this kind after `since_s` whose fields have the values in `what`; return it."""

        def found() -> dict[str, Any] | None:
            fitting = [e for e in self.of(kind, since_s) if all(e[name] == value for name, value in what.items())]
            return fitting[0] if fitting else None

        with self._received:
            event = self._received.wait_for(found, TIMEOUT_S)
            assert event, f"there was no {kind} {what}; told: {self.told[-20:]}"
            return event

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition` is true; it is evaluated after each event."""
        with self._received:
            assert self._received.wait_for(condition, TIMEOUT_S), f"not within {TIMEOUT_S:g} s; told: {self.told[-20:]}"

    def join(self) -> None:
        """Wait until the appliance closes the connection, which it does when it stops."""
        self._thread.join(TIMEOUT_S)
        assert not self._thread.is_alive()
