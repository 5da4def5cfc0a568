"""TerminalButton and TerminalLight: a key and a spot on the screen, in place of a button and a light."""

from __future__ import annotations

import time
from collections.abc import Callable

from appliance.board.panel import Colour, LightKind

TAP_S = 0.1
"""How long a key counts as pressed: a terminal does not tell when it is released."""
REPEAT_S = 0.08
"""A key that comes so soon after itself is held down, and repeated by the keyboard; nobody presses twice so fast."""
DARK = Colour(0, 0, 0)


class TerminalButton:
    """A button that is a key: each press is a tap; with `is_held`, one begins a long press and the next ends it.

    Used by one thread.
    """

    def __init__(self, *, is_held: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_held = is_held
        self._clock = clock
        self._changed: Callable[[bool, float], None] | None = None
        self._is_pressed = False
        self._came_s = -1.0
        """When the key came last."""
        self._release_s: float | None = None

    def open(self, changed: Callable[[bool, float], None]) -> None:
        """From now on call `changed(is_pressed, at_s)` at every edge."""
        self._changed = changed

    def key(self) -> None:
        """Take the key."""
        now_s = self._clock()
        since_s, self._came_s = now_s - self._came_s, now_s
        if since_s < REPEAT_S:
            return
        self.tick(now_s)
        if self.is_held:
            self._edge(not self._is_pressed, now_s)
        elif not self._is_pressed:
            self._edge(True, now_s)
            self._release_s = now_s + TAP_S

    def tick(self, now_s: float) -> None:
        """Release the button when it is time to."""
        if self._release_s is not None and now_s >= self._release_s:
            self._release_s = None
            self._edge(False, now_s)

    def _edge(self, is_pressed: bool, at_s: float) -> None:
        self._is_pressed = is_pressed
        if self._changed:
            self._changed(is_pressed, at_s)

    def close(self) -> None:
        """Call `changed` no more."""
        self._changed = None


class TerminalLight:
    """A light that keeps its colour for whoever draws it."""

    kind = LightKind.COLOUR

    def __init__(self) -> None:
        self.shown = DARK
        """What it shows now."""

    def open(self) -> None:
        """Get ready, dark."""
        self.shown = DARK

    def show(self, colour: Colour) -> None:
        """Show this colour from now on."""
        self.shown = colour

    def close(self) -> None:
        """Go dark."""
        self.shown = DARK
