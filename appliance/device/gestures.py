"""Gestures: turns the edges of a button, with their bounces, into what the user did.

Pure: there is no clock and no thread. Every edge comes with its time, and `due_s` is when `tick()` is to be called.
`button` decides what a gesture leads to. `gestures()` does all of it in one call, as a specification.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from appliance.settings import ButtonSettings


class GestureKind(Enum):
    """What the user did."""

    PRESSED = "pressed"
    """Reported as soon as it is no spike: an interruption must not wait for what follows."""
    RELEASED = "released"
    """One for each press, also for one that was a double tap or was held."""
    DOUBLE_TAPPED = "double tapped"
    """Pressed again soon after a tap; reported instead of `PRESSED`."""
    HOLD_WARNED = "hold warned"
    """Held longer than a tap: if it stays held, `HELD` follows."""
    HOLD_CANCELLED = "hold cancelled"
    """Released in time after that warning; `RELEASED` follows."""
    HELD = "held"
    """Held for the whole `hold_s`; at most once for each press."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """One thing that the user did."""

    kind: GestureKind
    """What the user did."""
    at_s: float
    """When it happened, however late it was noticed."""


@dataclass(frozen=True, slots=True)
class GestureTiming:
    """The times that tell gestures apart, in seconds."""

    spike_s: float = 0.005
    """A level that lasts shorter is a spike on the wire, or a bounce. All that a press costs in time."""
    bounce_s: float = 0.03
    """Changes this soon after a change are bounces. Contacts bounce for up to 20 ms; nobody presses twice so fast."""
    double_tap_s: float = 0.35
    """A press at most this long after the release of a tap is a double tap."""
    warning_s: float = 2.0
    """A press that is shorter is a tap; after this time `HOLD_WARNED` is reported."""
    hold_s: float = 5.0
    """After this time `HELD` is reported: the button is held on purpose."""
    holds: bool = True
    """False: holding has no meaning, and is never reported."""

    @classmethod
    def of(cls, settings: ButtonSettings) -> GestureTiming:
        """Return the timing that the settings ask for."""
        return cls(double_tap_s=settings.double_tap_s, hold_s=settings.hold_s, holds=settings.hold == "shutdown")


class Gestures:
    """Follows one button, which counts as released until the first edge.

    A level counts once it has lasted for `spike_s`. Edges in the `bounce_s` after it began are contacts bouncing, and
    do not. When that time is over, the last of them counts, so that no release is lost.
    """

    def __init__(self, timing: GestureTiming) -> None:
        self._timing = timing
        self._is_pressed = False
        """The level without bounces."""
        self._last_edge = False
        """The level after the last edge, bounces included."""
        self._last_edge_s = 0.0
        """Since when it has been so."""
        self._settles_s = -math.inf
        """When the bounce time ends, or has ended."""
        self._tap_ended_s: float | None = None
        """When the last press was released; None if it was no tap."""
        self._press = _Press(0.0, counts_as_tap=False)

    @property
    def due_s(self) -> float | None:
        """When `tick()` is to be called; None: not before the next edge."""
        if self._change_s is None:
            return self._hold_due_s
        return max(self._change_s, self._last_edge_s + self._timing.spike_s)

    @property
    def _change_s(self) -> float | None:
        """When the button was pressed or released, if it turns out to be no spike; None: nothing is pending."""
        return None if self._last_edge == self._is_pressed else max(self._last_edge_s, self._settles_s)

    @property
    def _hold_due_s(self) -> float | None:
        if not (self._is_pressed and self._timing.holds) or self._press.is_held:
            return None
        return self._press.at_s + (self._timing.hold_s if self._press.is_warned else self._timing.warning_s)

    def edge(self, is_pressed: bool, at_s: float) -> list[Gesture]:
        """Handle an edge and return the gestures up to it."""
        found = self.tick(at_s)
        if is_pressed != self._last_edge:
            self._last_edge, self._last_edge_s = is_pressed, at_s
        return found + self.tick(at_s)

    def tick(self, now_s: float) -> list[Gesture]:
        """Return the gestures that came about as time passed, in order, each with the time at which it was due."""
        found: list[Gesture] = []
        while (due_s := self.due_s) is not None and due_s <= now_s:
            if (change_s := self._change_s) is not None:
                found += self._follow_last_edge(change_s)
            else:
                found.append(self._still_held(due_s))
        return found

    def _follow_last_edge(self, at_s: float) -> list[Gesture]:
        self._is_pressed = self._last_edge
        self._settles_s = at_s + self._timing.bounce_s
        return [self._pressed(at_s)] if self._is_pressed else self._released(at_s)

    def _pressed(self, at_s: float) -> Gesture:
        is_second = self._tap_ended_s is not None and at_s <= self._tap_ended_s + self._timing.double_tap_s
        # The second tap of a double tap is not the first of another one: a third tap is a plain tap again.
        self._press = _Press(at_s, counts_as_tap=not is_second)
        return Gesture(GestureKind.DOUBLE_TAPPED if is_second else GestureKind.PRESSED, at_s)

    def _released(self, at_s: float) -> list[Gesture]:
        is_tap = self._press.counts_as_tap and at_s < self._press.at_s + self._timing.warning_s
        self._tap_ended_s = at_s if is_tap else None
        released = Gesture(GestureKind.RELEASED, at_s)
        if self._press.is_warned and not self._press.is_held:
            return [Gesture(GestureKind.HOLD_CANCELLED, at_s), released]
        return [released]

    def _still_held(self, at_s: float) -> Gesture:
        if self._press.is_warned:
            self._press.is_held = True
            return Gesture(GestureKind.HELD, at_s)
        self._press.is_warned = True
        return Gesture(GestureKind.HOLD_WARNED, at_s)


@dataclass(slots=True)
class _Press:
    """The present press; while the button is released, the last one."""

    at_s: float
    counts_as_tap: bool
    is_warned: bool = False
    is_held: bool = False


def gestures(edges: Iterable[tuple[bool, float]], until_s: float, timing: GestureTiming) -> list[Gesture]:
    """Return all gestures up to `until_s`, given each edge as (is_pressed, at_s)."""
    button = Gestures(timing)
    found = [gesture for is_pressed, at_s in edges for gesture in button.edge(is_pressed, at_s)]
    return found + button.tick(until_s)
