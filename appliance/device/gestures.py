"""From the edges of a button, bounces included, to what the user did with it.

Pure: there is no clock and no thread; every edge comes with its time, and `due_s` says when `tick()` has something to
tell. What a gesture leads to is decided elsewhere. `gestures()` is the specification in one call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from appliance.settings import ButtonSettings


class GestureKind(Enum):
    """What the user did."""

    PRESSED = "pressed"
    """Told at once: an interruption must not wait for what follows."""
    RELEASED = "released"
    """One for each press, however it was told."""
    DOUBLE_TAPPED = "double tapped"
    """Pressed again soon after a tap; told instead of `PRESSED`."""
    HOLD_WARNED = "hold warned"
    """Held so long that it was hardly a tap: what holding does is about to happen."""
    HOLD_CANCELLED = "hold cancelled"
    """Released in time after that warning; `RELEASED` follows."""
    HELD = "held"
    """Held to the end; once for each press."""


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something the user did, and when."""

    kind: GestureKind
    """What."""
    at_s: float
    """When it came about, however late it was noticed."""


@dataclass(frozen=True, slots=True)
class GestureTiming:
    """What is short and what is long, in seconds."""

    bounce_s: float = 0.03
    """Contacts bounce for up to 20 ms; nobody presses twice so fast."""
    double_tap_s: float = 0.35
    """A press within so long after a tap's release makes it a double tap."""
    warning_s: float = 2.0
    """What is held shorter is a tap."""
    hold_s: float = 5.0
    """What is held so long is held on purpose."""
    holds: bool = True
    """False: holding means nothing, and is neither warned of nor told."""

    @classmethod
    def of(cls, settings: ButtonSettings) -> GestureTiming:
        """Take over the settings."""
        return cls(double_tap_s=settings.double_tap_s, hold_s=settings.hold_s, holds=settings.hold == "shutdown")


class Gestures:
    """Follows one button; it counts as released until the first edge.

    The first edge counts at once, those in the `bounce_s` after it do not. At the end of that time the button is what
    the last of them said, so that no release is lost in a bounce.
    """

    def __init__(self, timing: GestureTiming) -> None:
        self._timing = timing
        self._is_pressed = False
        self._last_edge = False
        self._settles_s: float | None = None
        self._tap_ended_s: float | None = None
        self._press = _Press(0.0, counts_as_tap=False)

    @property
    def due_s(self) -> float | None:
        """When `tick()` has something to do; None: not before the next edge."""
        times_s = [time_s for time_s in (self._settles_s, self._hold_due_s) if time_s is not None]
        return min(times_s, default=None)

    @property
    def _hold_due_s(self) -> float | None:
        if not (self._is_pressed and self._timing.holds) or self._press.is_held:
            return None
        return self._press.at_s + (self._timing.hold_s if self._press.is_warned else self._timing.warning_s)

    def edge(self, is_pressed: bool, at_s: float) -> list[Gesture]:
        """Take an edge and return what came about up to it."""
        told = self.tick(at_s)
        self._last_edge = is_pressed
        return told + self._follow_last_edge(at_s)

    def tick(self, now_s: float) -> list[Gesture]:
        """Return what came about by waiting, in order, each with the time it was due."""
        told: list[Gesture] = []
        while (due_s := self.due_s) is not None and due_s <= now_s:
            if due_s == self._settles_s:
                self._settles_s = None
                told += self._follow_last_edge(due_s)
            else:
                told.append(self._held_on(due_s))
        return told

    def _follow_last_edge(self, at_s: float) -> list[Gesture]:
        if self._settles_s is not None or self._last_edge == self._is_pressed:
            return []
        self._is_pressed = self._last_edge
        self._settles_s = at_s + self._timing.bounce_s
        return [self._pressed(at_s)] if self._is_pressed else self._released(at_s)

    def _pressed(self, at_s: float) -> Gesture:
        is_second = self._tap_ended_s is not None and at_s <= self._tap_ended_s + self._timing.double_tap_s
        # The second of a double tap is not the first of another: the third tap is a plain one again.
        self._press = _Press(at_s, counts_as_tap=not is_second)
        return Gesture(GestureKind.DOUBLE_TAPPED if is_second else GestureKind.PRESSED, at_s)

    def _released(self, at_s: float) -> list[Gesture]:
        is_tap = self._press.counts_as_tap and at_s < self._press.at_s + self._timing.warning_s
        self._tap_ended_s = at_s if is_tap else None
        released = Gesture(GestureKind.RELEASED, at_s)
        if self._press.is_warned and not self._press.is_held:
            return [Gesture(GestureKind.HOLD_CANCELLED, at_s), released]
        return [released]

    def _held_on(self, at_s: float) -> Gesture:
        if self._press.is_warned:
            self._press.is_held = True
            return Gesture(GestureKind.HELD, at_s)
        self._press.is_warned = True
        return Gesture(GestureKind.HOLD_WARNED, at_s)


@dataclass(slots=True)
class _Press:
    """The present press, or the last one."""

    at_s: float
    counts_as_tap: bool
    is_warned: bool = False
    is_held: bool = False


def gestures(edges: Iterable[tuple[bool, float]], until_s: float, timing: GestureTiming) -> list[Gesture]:
    """Return all that the user did up to `until_s`, given each edge as (is_pressed, at_s)."""
    button = Gestures(timing)
    told = [gesture for is_pressed, at_s in edges for gesture in button.edge(is_pressed, at_s)]
    return told + button.tick(until_s)
