"""A button and a light without hardware; a test chooses whether they fail."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

from appliance.board.panel import Colour, LightKind
from tests.unit.watched_thread import TIMEOUT_S

DARK = Colour(0, 0, 0)
NOON = datetime.time(12)


class FakeButton:
    """A button that a test presses, at the times that the test gives."""

    def __init__(self, open_error: Exception | None = None) -> None:
        self.open_error = open_error
        self.is_open = False
        self._changed: Callable[[bool, float], None] | None = None

    def open(self, changed: Callable[[bool, float], None]) -> None:
        if self.open_error:
            raise self.open_error
        self.is_open = True
        self._changed = changed

    def close(self) -> None:
        self.is_open = False

    def edge(self, is_pressed: bool, at_s: float) -> None:
        assert self.is_open, "nobody listens to the button"
        assert self._changed
        self._changed(is_pressed, at_s)


class FakeLight:
    """A light that records what it shows; it is dark once it is closed."""

    def __init__(self, kind: LightKind = LightKind.COLOUR, open_error: Exception | None = None) -> None:
        self.kind = kind
        self.open_error = open_error
        self.is_open = False
        self.shown: list[Colour] = []
        self._news = threading.Condition()

    def open(self) -> None:
        if self.open_error:
            raise self.open_error
        self.is_open = True

    def show(self, colour: Colour) -> None:
        assert self.is_open, "shown after it was closed"
        with self._news:
            self.shown.append(colour)
            self._news.notify_all()

    def close(self) -> None:
        with self._news:
            self.is_open = False
            self.shown.append(DARK)

    def wait_until(self, condition: Callable[[Colour], bool]) -> None:
        """Wait until the colour that it shows now meets the condition."""
        with self._news:
            assert self._news.wait_for(lambda: bool(self.shown) and condition(self.shown[-1]), TIMEOUT_S), self.shown
