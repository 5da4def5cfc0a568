"""What date and time is meant: `When`, as said now, becomes a moment or a repetition; and moments in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from appliance.skills.enumeration import and_list
from appliance.skills.timers.clock_times import EVERY_DAY, WEEKEND, WORKING_DAYS, When

DAY = datetime.timedelta(days=1)
NAP = datetime.timedelta(hours=3)
"""Who wants to be woken at 7 and says so shortly before 7 PM takes a nap."""
_HOUR_OF_PART = {"morning": 9, "noon": 12, "afternoon": 15, "evening": 19, "night": 20}
_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A local date and time, or a time of day on some weekdays."""

    at: datetime.datetime
    """Local, without a zone; of a repetition the first one."""
    days: tuple[int, ...] = ()
    """Weekdays of a repetition; 0 is Monday."""
    is_past: bool = False
    """True if it was asked for, and is over."""


def moment(when: When, now: datetime.datetime, *, purpose: str) -> Moment | None:
    """Return what is meant, `now` being local time without a zone; None if there is no such time, or none was said.

    `purpose`: "wake", "alarm" or "reminder" decides whether 7 is in the morning, where that was left open; and a
    reminder may have a day alone: that is in the morning.
    """
    times = _times_of_day(when, purpose)
    if not times:
        return None
    if when.days:
        return _repetition(when, now, _usual(times, purpose))
    dates = _dates(when, now)
    if dates is None:
        return None
    return _first(when, now, dates, times, purpose)


def _times_of_day(when: When, purpose: str) -> list[int]:
    """Return the minutes since midnight that may be meant, at most two; 1440 and more is early on the next day."""
    if when.hour is None:
        if purpose != "reminder" or when == When(in_days=0, start=when.start, end=when.end):
            return []
        return [_HOUR_OF_PART[when.part or "morning"] * 60]
    return sorted({(hour * 60 + when.minute) % (2 * 1440) for hour in _hours(when)})


def _hours(when: When) -> list[int]:  # noqa: PLR0911  (one line for each way to say which half of the day)
    hour = when.hour or 0
    if when.half == "24" or hour > 12:
        return [] if when.half == "am" else [hour % 24]
    early = hour % 12
    if when.half:
        return [early if when.half == "am" else early + 12]
    match when.part:
        case "morning":
            return [early]
        case "noon":
            return [early + 12 if early < 4 else early]
        case "afternoon" | "evening":
            return [early + 12]
        case "night":
            after_midnight = 0 if when.days else 24
            return [early + after_midnight if early < 5 else early + 12]
    return [early, early + 12]


def _usual(times: list[int], purpose: str) -> int:
    """Return which of two times is meant on another day than today."""
    if len(times) == 1:
        return times[0]
    first_hour = {"wake": 1, "alarm": 4, "reminder": 7}[purpose]
    return times[0] if times[0] >= first_hour * 60 else times[1]


def _dates(when: When, now: datetime.datetime) -> list[datetime.date] | None:
    """Return the days that may be meant; None where there is none."""
    today = now.date()
    if when.date:
        return _of_calendar(*when.date, today)
    if when.weekday is not None:
        ahead = (when.weekday - today.weekday()) % 7
        if when.next_week:
            return [today + DAY * (7 - today.weekday() + when.weekday)]
        return [today + DAY * ahead, today + DAY * (ahead + 7)]
    if when.in_days is not None:
        return [today + DAY * when.in_days] if when.in_days <= 3660 else None
    return [today, today + DAY]


def _of_calendar(month: int, day: int, today: datetime.date) -> list[datetime.date] | None:
    found = []
    for ahead in range(50):
        year, index = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if month in {0, index + 1}:
            try:
                found.append(datetime.date(year, index + 1, day))
            except ValueError:
                continue
    return [date for date in found if date >= today][:2] or None


def _first(
    when: When, now: datetime.datetime, dates: list[datetime.date], times: list[int], purpose: str
) -> Moment | None:
    midnight = datetime.time()
    if when.part == "night":  # "at two tonight", said before midnight or after it
        small = [minutes % 1440 for minutes in times if minutes % 1440 < 5 * 60]
        times = sorted({*times, *small, *(minutes + 1440 for minutes in small)}) if dates[0] == now.date() else times
    if dates[0] > now.date():
        return Moment(
            datetime.datetime.combine(dates[0], midnight) + datetime.timedelta(minutes=_usual(times, purpose))
        )
    ahead = [
        at
        for date in dates
        for minutes in times
        if (at := datetime.datetime.combine(date, midnight) + datetime.timedelta(minutes=minutes)) > now
    ]
    open_day = when.in_days is None and when.weekday is None and when.date is None
    if not ahead:
        return Moment(datetime.datetime.combine(dates[0], midnight) + datetime.timedelta(minutes=times[-1]), (), True)
    first = min(ahead)
    if open_day and purpose == "wake" and len(times) == 2 and first - now > NAP and times[0] >= 60:
        usual = _usual(times, purpose)
        return Moment(min(at for at in ahead if at.hour * 60 + at.minute == usual % 1440))
    if purpose == "reminder" and len(times) == 2 and first.hour < 7:  # nobody is reminded at three in the night
        usual = _usual(times, purpose)
        return Moment(min(at for at in ahead if at.hour * 60 + at.minute == usual % 1440))
    if first.date() > now.date() and len(times) == 2 and not open_day:  # today's are over: the same day of next week
        usual = _usual(times, purpose)
        return Moment(min(at for at in ahead if at.hour * 60 + at.minute == usual % 1440))
    return Moment(first)


def _repetition(when: When, now: datetime.datetime, minutes: int) -> Moment:
    for ahead in range(9):
        date = now.date() + DAY * ahead
        at = datetime.datetime.combine(date, datetime.time()) + datetime.timedelta(minutes=minutes % 1440)
        if date.weekday() in when.days and at > now:
            return Moment(at, when.days)
    raise AssertionError("a weekday comes within eight days")


def spoken_time(time: datetime.time | datetime.datetime) -> str:
    """Return a time of day for the voice: "7 AM", "7:30 PM", "noon"."""
    if (time.hour, time.minute) in {(0, 0), (12, 0)}:
        return "noon" if time.hour else "midnight"
    minutes = f":{time.minute:02d}" if time.minute else ""
    return f"{(time.hour - 1) % 12 + 1}{minutes} {'AM' if time.hour < 12 else 'PM'}"


def spoken_day(date: datetime.date, today: datetime.date) -> str:
    """Return a day for the voice: "today", "tomorrow", "on Monday", "on Monday, 5 May"."""
    ahead = (date - today).days
    if 0 <= ahead <= 1:
        return ("today", "tomorrow")[ahead]
    if ahead == -1:
        return "yesterday"
    weekday = f"on {_WEEKDAY_NAMES[date.weekday()]}"
    return weekday if 1 < ahead < 7 else f"{weekday}, {date.day} {_MONTH_NAMES[date.month - 1]}"


def spoken_days(days: tuple[int, ...]) -> str:
    """Return a repetition for the voice: "every day", "every weekday", "every Monday and Friday"."""
    known = {EVERY_DAY: "every day", WORKING_DAYS: "every weekday", WEEKEND: "every Saturday and Sunday"}
    return known.get(tuple(sorted(days))) or f"every {and_list([_WEEKDAY_NAMES[day] for day in sorted(days)])}"


def spoken_moment(what: Moment, now: datetime.datetime) -> str:
    """Return a moment for the voice: "7 AM tomorrow", "7 AM every weekday"."""
    if what.days:
        return f"{spoken_time(what.at)} {spoken_days(what.days)}"
    return f"{spoken_time(what.at)} {spoken_day(what.at.date(), now.date())}"
