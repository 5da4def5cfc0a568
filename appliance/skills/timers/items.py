"""What the book keeps: frozen, so that a change is a new whole, which is saved before it counts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

Kind = Literal["timer", "alarm", "reminder"]
KINDS: tuple[Kind, ...] = ("timer", "alarm", "reminder")


@dataclass(frozen=True, slots=True)
class Countdown:
    """Elapsed time until something is due. What it is at a moment, `countdowns` works out."""

    total_s: float
    """How long it was at the beginning."""
    left_s: float
    """How long it was still when the clock read `elapsed_s`; negative once it is over."""
    elapsed_s: float
    """Seconds since the boot `boot_id`."""
    boot_id: str
    """In which boot."""
    due_at: float | None = None
    """Wall-clock time at which it is due (seconds since 1970, UTC), as far as a trusted clock knew."""
    paused: bool = False
    """True: `left_s` does not shrink."""
    unsure: bool = False
    """True: the device was off for a time that is not known yet; then it is due at `due_at` or later."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall-clock time, local, at which something is due: once, or on weekdays."""

    at: str
    """Once: "2026-03-29T07:00"; repeated: "07:00"."""
    days: tuple[int, ...] = ()
    """Weekdays of a repetition; 0 is Monday."""
    done: tuple[str, ...] = ()
    """Occurrences that rang, or were told as missed: "2026-03-29T07:00"."""


@dataclass(frozen=True, slots=True)
class Item:
    """A timer, an alarm or a reminder: it has a countdown, or a schedule."""

    id: int
    kind: Kind
    name: str = ""
    """As "pasta"; of a reminder what to do."""
    countdown: Countdown | None = None
    schedule: Schedule | None = None
    ringing: str | None = None
    """Not None while it rings: the occurrence of its schedule, "" of a countdown."""


@dataclass(frozen=True, slots=True)
class Missed:
    """It rang and nobody answered."""

    kind: Kind
    name: str
    at: str | None
    """Local time at which it was due, "2026-03-29T07:00"; None if that is not known."""


@dataclass(frozen=True, slots=True)
class State:
    """All that is kept over a restart."""

    items: tuple[Item, ...] = ()
    missed: tuple[Missed, ...] = ()
    next_id: int = 1


_STATE = TypeAdapter(State)


def state_to_json(state: State) -> dict[str, Any]:
    """Return a state for the storage."""
    content: dict[str, Any] = _STATE.dump_python(state, mode="json")
    return content


def state_from_json(content: object) -> State:
    """Return a state from the storage; raise `ValueError` if it is none."""
    state = _STATE.validate_python(content)
    if len({item.id for item in state.items}) < len(state.items):
        raise ValueError("two items have the same id")
    for item in state.items:
        if (item.countdown is None) == (item.schedule is None):
            raise ValueError(f"item {item.id} needs either a countdown or a schedule")
        if item.id >= state.next_id:
            raise ValueError(f"the id {item.id} is not given out yet")
        if item.schedule:
            _check(item.schedule)
        if item.countdown:
            _check_numbers(item.countdown)
        if item.ringing:
            local(item.ringing)
    for missed in state.missed:
        if missed.at is not None:
            local(missed.at)
    return state


def _check_numbers(countdown: Countdown) -> None:
    numbers = (countdown.total_s, countdown.left_s, countdown.elapsed_s, countdown.due_at or 0.0)
    if not all(abs(number) < 2e11 for number in numbers):  # not NaN either; the year 8300
        raise ValueError("a time is out of range")


def _check(schedule: Schedule) -> None:
    if schedule.days:
        datetime.time.fromisoformat(schedule.at)
    else:
        local(schedule.at)
    if not set(schedule.days) <= set(range(7)):
        raise ValueError("a weekday is a number from 0 to 6")


def local(text: str) -> datetime.datetime:
    """Return a local time without a zone; raise `ValueError` if it has one, or is none."""
    at = datetime.datetime.fromisoformat(text)
    if at.tzinfo is not None:
        raise ValueError("a local time has no zone")
    return at
