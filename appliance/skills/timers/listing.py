"""Which timers, alarms and reminders are set, for the eye."""

from __future__ import annotations

from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.countdowns import Now, left_s
from appliance.skills.timers.durations import spoken_duration
from appliance.skills.timers.items import Item
from appliance.skills.timers.occurrences import said_when


def lines(book: TimerBook) -> list[str]:
    """Return a line for each timer, alarm and reminder that is kept; it writes nothing."""
    state, now = book.view()
    if not state.items:
        return ["no timers, alarms or reminders are set"]
    return [_line(item, now) for item in state.items]


def _line(item: Item, now: Now) -> str:
    name = f" {item.name}" if item.name else ""
    if item.ringing is not None:
        return f"{item.kind}{name}: ringing"
    if item.countdown and item.kind == "timer":
        left = left_s(item.countdown, now)
        if left <= 0:
            return f"{item.kind}{name}: done"
        return f"{item.kind}{name}: {spoken_duration(left)} left{', paused' if item.countdown.paused else ''}"
    return f"{item.kind}{name}: {said_when(item, now)}"
