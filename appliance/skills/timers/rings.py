"""What is said when something is due, and of what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.skills.timers.countdowns import Now
from appliance.skills.timers.dates import spoken_day, spoken_time
from appliance.skills.timers.durations import rough_duration
from appliance.skills.timers.items import Item, Kind, Missed, local

LATE_S = 30.0
"""From here on it says how late it is."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Something that is due."""

    id: int
    """Of the timer, alarm or reminder."""
    kind: Kind
    """What it is."""
    name: str
    """Its name, "" without one; of a reminder what to do."""
    text: str
    """What is to be said."""
    late_s: float
    """Seconds since it was due."""


def ring_of(item: Item, occurrence: str, late_s: float, now: Now) -> Ring:
    """Return what is said of an item that is due."""
    return Ring(item.id, item.kind, item.name, _text(item, occurrence, late_s, now), late_s)


def _text(item: Item, occurrence: str, late_s: float, now: Now) -> str:
    ago = rough_duration(late_s if late_s < 120 else round(late_s / 60) * 60)
    is_late = late_s > LATE_S
    unsure = bool(item.countdown and item.countdown.unsure)
    if item.kind == "timer":
        done = f"Your {item.name} timer" if item.name else "Your timer"
        if unsure:
            return f"{done} is done. The power was off meanwhile, so it may be late."
        return f"{done} was done {ago} ago." if is_late else f"{done} is done."
    if item.kind == "alarm":
        called = f"your {item.name} alarm" if item.name else "your alarm"
        if not now.is_trusted:
            return f"This is {called}."
        if is_late and occurrence:
            return f"It's {spoken_time(now.wall)}. This is {called} for {spoken_time(local(occurrence))}, {ago} late."
        return f"It's {_clock(local(occurrence) if occurrence else now.local)}: {called}."
    late = f", {ago} late" if is_late else ", perhaps late, because the power was off" if unsure else ""
    return f"Reminder{late}: {item.name}."


def _clock(at: datetime) -> str:
    if at.minute or at.hour in {0, 12}:
        return spoken_time(at)
    return f"{(at.hour - 1) % 12 + 1} o'clock"


def missed_text(missed: Sequence[Missed], now: Now) -> str:
    """Return what was missed, in one sentence for each; at most three are told one by one."""
    told = [_missed(one, now) for one in missed[-3:]]
    rest = len(missed) - len(told)
    if rest:
        told.append(f"There {'is' if rest == 1 else 'are'} {rest} more that you missed.")
    return " ".join(told)


def _missed(one: Missed, now: Now) -> str:
    at = local(one.at) if one.at else None
    when = ""
    if at and now.is_trusted:
        day = spoken_day(at.date(), now.local.date())
        when = f" at {spoken_time(at)}" + ("" if day == "today" else f" {day}")
    if one.kind == "timer":
        return f"Your {one.name + ' ' if one.name else ''}timer was done{when}, and nobody stopped it."
    if one.kind == "alarm":
        return f"You missed your {one.name + ' ' if one.name else ''}alarm{when}."
    return f"You missed a reminder{when}: {one.name}."
