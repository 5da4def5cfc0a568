"""RecordingDelegate: a delegate that records all its calls, and on which a test can wait without polling."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from appliance.monitoring.metrics import TurnMetrics
from appliance.states import SessionState
from tests.patience import OUTER_S, wait_patiently

TIMEOUT_S = OUTER_S
"""Timeout of waits for other things than calls of the delegate."""


class RecordingDelegate:
    """Records each call in `told`, as a tuple of its kind and its arguments."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self._changed = threading.Condition()

    def _tell(self, *what: Any) -> None:
        with self._changed:
            self.told.append(what)
            self._changed.notify_all()

    def state_changed(self, _session: object, state: SessionState) -> None:
        self._tell("state", state)

    def transcript_received(self, _session: object, text: str, is_final: bool) -> None:
        self._tell("final" if is_final else "partial", text)

    def response_received(self, _session: object, text: str) -> None:
        self._tell("reply", text)

    def audio_received(self, _session: object, pcm: Any) -> None:
        self._tell("audio", pcm)

    def error_occurred(self, _session: object, error: Exception) -> None:
        self._tell("error", error)

    def microphone_fault(self, _session: object, fault: str | None) -> None:
        self._tell("fault", fault)

    def server_changed(self, _session: object, error: Exception | None) -> None:
        self._tell("server", error)

    def turn_completed(self, _session: object, metrics: TurnMetrics) -> None:
        self._tell("turn", metrics)

    def of(self, kind: str) -> list[Any]:
        """Return the first argument of each call of one kind, in order."""
        with self._changed:
            return [what[1] for what in self.told if what[0] == kind]

    @property
    def states(self) -> list[str]:
        return [state.value for state in self.of("state")]

    @property
    def turns(self) -> list[TurnMetrics]:
        return self.of("turn")

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until `until` is true; it is evaluated after each call."""
        with self._changed:
            has_come = wait_patiently(lambda slice_s: self._changed.wait_for(until, slice_s))
            assert has_come, f"nothing goes on any more; told: {self.told[-20:]}"

    def wait_for_state(self, state: SessionState) -> None:
        """Wait until `state` is the last state that was told."""
        self.wait(lambda: bool(self.states) and self.states[-1] == state.value)

    def wait_for_turns(self, count: int) -> None:
        """Wait until `count` turns are over, and the state after the last of them was told."""
        self.wait(lambda: len(self.turns) >= count and self.told[-1][0] == "state")

    def forget(self) -> None:
        """Drop all calls that were recorded so far."""
        with self._changed:
            self.told.clear()
