"""When an alarm or a reminder is due next, in words too; and whether it is the one that a time means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.skills.timers import schedules
from appliance.skills.timers.clock_times import When
from appliance.skills.timers.countdowns import Now, left_s
from appliance.skills.timers.dates import Moment, moment, spoken_days, spoken_moment, spoken_time
from appliance.skills.timers.durations import spoken_duration
from appliance.skills.timers.items import Item, local


def said_when(item: Item, now: Now) -> str:
    """Return when an alarm or reminder is due: "7 AM tomorrow", "7 AM every weekday", "in 10 minutes"."""
    if item.countdown:
        left = max(1.0, left_s(item.countdown, now))
        if now.is_trusted and left > 3600:
            return spoken_moment(
                Moment((now.local + timedelta(seconds=left)).replace(second=0, microsecond=0)), now.local
            )
        return f"in {spoken_duration(round(left / 60) * 60 if left > 120 else left)}"
    assert item.schedule is not None
    if item.schedule.days:
        at = datetime.combine(now.local.date(), datetime.strptime(item.schedule.at, "%H:%M").time())
        return f"{spoken_time(at)} {spoken_days(item.schedule.days)}"
    return spoken_moment(Moment(local(item.schedule.at)), now.local)


def next_occurrence(item: Item, now: Now) -> datetime | None:
    """Return the local time at which it is due next; None if it is over."""
    if item.countdown:
        return now.local + timedelta(seconds=left_s(item.countdown, now))
    found = schedules.upcoming(item.schedule, now) if item.schedule else None
    return found[0] if found else None


def fits(item: Item, when: When, now: Now) -> bool:
    """Say whether an alarm or a reminder is meant by a time: "7", "tomorrow", "every day"."""
    at = next_occurrence(item, now)
    if at is None:
        return False
    days = item.schedule.days if item.schedule else ()
    checks: list[Callable[[], bool]] = []
    if when.hour is not None:
        checks.append(lambda: _is_time(at, when))
    elif when.part:
        hours = {"morning": range(3, 12), "noon": range(11, 15), "afternoon": range(12, 18), "evening": range(17, 24)}
        checks.append(lambda: at.hour in hours.get(when.part or "", (*range(18, 24), *range(5))))
    if when.days:
        checks.append(lambda: set(days) == set(when.days))
    day = day_of(when, now)
    if day is not None:
        checks.append(lambda: day.date() == at.date() or (day.weekday() in days and day.date() > at.date()))
    return all(check() for check in checks)


def _is_time(at: datetime, when: When) -> bool:
    half = moment(
        replace(when, in_days=None, weekday=None, date=None, days=(), next_week=False),
        at - timedelta(minutes=1),
        purpose="reminder",
    )
    return half is not None and half.at.time() == at.time().replace(second=0, microsecond=0)


def day_of(when: When, now: Now) -> datetime | None:
    """Return the end of the day that was said; None if none was."""
    if when.in_days is None and when.weekday is None and when.date is None:
        return None
    found = moment(
        When(
            hour=23,
            minute=59,
            half="24",
            in_days=when.in_days,
            weekday=when.weekday,
            date=when.date,
            next_week=when.next_week,
        ),
        now.local,
        purpose="alarm",
    )
    return found.at if found else None
