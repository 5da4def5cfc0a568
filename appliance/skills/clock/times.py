"""Times of day in words, and times and dates as they are spoken."""

from __future__ import annotations

import datetime
import re

from appliance.skills.enumeration import and_list

_WORDS = {
    "noon": (12, 0),
    "midday": (12, 0),
    "midnight": (0, 0),
    "12 noon": (12, 0),
    "12 midnight": (0, 0),
    "lunchtime": (12, 0),
}
_PART = r"(?P<part> (?:in the (?:morning|afternoon|evening)|at night|tonight|tomorrow morning))?"
_CLOCK = re.compile(
    rf"(?P<hour>\d{{1,2}})(?::?(?P<minute>\d\d)| (?P<spoken>\d\d|oh \d))?(?: o'clock)?"
    rf"(?: ?(?P<half>am|pm|a m|p m))?{_PART}"
)
_PAST = re.compile(
    r"(?P<minutes>half|(?:a )?quarter|\d{1,2})(?: minutes?)? (?P<way>past|to|after|before|of|until)"
    rf" (?P<hour>\d{{1,2}}|noon|midnight)(?: ?(?P<half>am|pm))?{_PART}"
)
_HALF = re.compile(r"half (?P<hour>\d{1,2})")


def times_of(words: str) -> tuple[datetime.time, ...]:
    """Return the times of day that these words may be: two if they do not tell morning from evening; () for none."""
    words = words.strip().removeprefix("at ").removeprefix("it is ").removeprefix("around ")
    if words in _WORDS:
        return (datetime.time(*_WORDS[words]),)
    if match := _CLOCK.fullmatch(words):
        said = match["minute"] or (match["spoken"] or "0").replace("oh ", "")
        return _both(int(match["hour"]), int(said), match["half"], match["part"])
    if match := _PAST.fullmatch(words):
        return _past(match)
    match = _HALF.fullmatch(words)
    return _both(int(match["hour"]), 30, None, None) if match else ()


def _past(match: re.Match[str]) -> tuple[datetime.time, ...]:
    """Read "quarter past 6", "20 to noon"."""
    minutes = {"half": 30, "quarter": 15, "a quarter": 15}.get(match["minutes"]) or int(match["minutes"])
    half = {"noon": "pm", "midnight": "am"}.get(match["hour"], match["half"])
    hour = 12 if match["hour"] in _WORDS else int(match["hour"])
    if not 0 < minutes < 60 or not 1 <= hour <= 24:
        return ()
    if match["way"] in {"past", "after"}:
        return _both(hour, minutes, half, match["part"])
    return tuple(_less(time, minutes) for time in _both(hour, 0, half, match["part"]))


def _less(time: datetime.time, minutes: int) -> datetime.time:
    moment = datetime.datetime.combine(datetime.date(2000, 1, 2), time) - datetime.timedelta(minutes=minutes)
    return moment.time()


def _both(hour: int, minute: int, half: str | None, part: str | None) -> tuple[datetime.time, ...]:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return ()
    half = (half or "").replace(" ", "")
    if part and not half:
        half = "am" if "morning" in part or (hour == 12 and "night" in part) or ("night" in part and hour < 4) else "pm"
    if hour > 12 or hour == 0:
        return (datetime.time(hour % 24, minute),)
    morning, evening = datetime.time(hour % 12, minute), datetime.time(hour % 12 + 12, minute)
    return {"am": (morning,), "pm": (evening,)}.get(half, (morning, evening))


def spoken_time(time: datetime.datetime | datetime.time) -> str:
    """Return a time as it is said: "3:45 PM", "3 PM", "noon"."""
    if time.minute == 0 and time.hour in {0, 12}:
        return "noon" if time.hour else "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{(time.hour - 1) % 12 + 1}{minutes} {'AM' if time.hour < 12 else 'PM'}"


def spoken_date(date: datetime.date, weekday: bool = True, year: bool = True) -> str:
    """Return a date as it is said: "Friday, 25 December 2026"."""
    day = f"{date.day} {date:%B}" + (f" {date.year}" if year else "")
    return f"{date:%A}, {day}" if weekday else day


def counted(number: int, unit: str) -> str:
    """Return a number with its unit, in the singular where it is one: "1 day", "27 days"."""
    return f"{number} {unit if number == 1 else {'century': 'centuries'}.get(unit, unit + 's')}"


def spoken_seconds(seconds: float) -> str:
    """Return a span of time of less than some days as it is said, to the minute, or to the second where it is short."""
    if seconds < 120:
        return counted(round(seconds), "second")
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    parts = [counted(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number]
    return and_list(parts)
