"""A running ButtonHandler with a clock that a test moves, and operations that only record their calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from appliance.device.button import ButtonHandler
from appliance.device.gestures import GestureTiming
from appliance.settings import ButtonSettings
from tests.unit.scripted import Clock
from tests.unit.watched_thread import TIMEOUT_S, running

SPIKE_S = GestureTiming().spike_s


class RecordedOperations:
    """Records the names of the operations that were called; raises `error` in each, if a test sets it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.error: Exception | None = None
        self._changed = threading.Condition()

    def _record(self, name: str) -> None:
        with self._changed:
            self.done.append(name)
            self._changed.notify_all()
        if self.error:
            raise self.error

    def wait_for(self, *names: str) -> None:
        self.wait_until(lambda done: done == [*names])

    def wait_until(self, condition: Callable[[list[str]], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self.done), TIMEOUT_S), self.done

    def tap(self) -> None:
        self._record("tap")

    def press_to_talk(self) -> None:
        self._record("press_to_talk")

    def release_to_commit(self) -> None:
        self._record("release_to_commit")

    def toggle_mute(self) -> None:
        self._record("toggle_mute")

    def warn_of_shutdown(self) -> None:
        self._record("warn_of_shutdown")

    def withdraw_warning(self) -> None:
        self._record("withdraw_warning")

    def shut_down(self) -> None:
        self._record("shut_down")


class ButtonRig:
    """A ButtonHandler with a clock that stands still unless a test moves it."""

    def __init__(self, settings: ButtonSettings) -> None:
        self.clock = Clock(100.0)
        self._is_pressed = False
        self.operations = RecordedOperations()
        self.button_handler = ButtonHandler(settings, self.operations, self.clock)

    def edge(self, is_pressed: bool, after_s: float = 0.0) -> None:
        """Make an edge of the real button, `after_s` after the last one."""
        self.clock.now_s += after_s
        self._is_pressed = is_pressed
        self.button_handler.changed(is_pressed, self.clock.now_s)
        self.clock.now_s += SPIKE_S

    def pass_time(self, seconds: float) -> None:
        """Move the clock, and wake the thread with an edge that changes nothing."""
        self.clock.now_s += seconds
        self.button_handler.changed(self._is_pressed, self.clock.now_s)


@contextmanager
def rig(settings: ButtonSettings | None = None) -> Iterator[ButtonRig]:
    made = ButtonRig(settings or ButtonSettings())
    with running(made.button_handler.run):
        try:
            yield made
        finally:
            made.button_handler.stop()
