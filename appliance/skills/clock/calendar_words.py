"""The calendar's words: months, weekdays, years; and a date that was found in words."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SHORT_MONTHS = {
    **{name.lower(): number for number, name in enumerate(calendar.month_abbr) if name and name != "May"},
    "sept": 9,
}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_FIRST_YEAR, _LAST_YEAR = 1583, 9999
"""The Gregorian calendar; a date before it would be said in the Julian one."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date that was said."""

    date: datetime.date
    has_year: bool = False
    """True: the words have the year, so that they mean the same on any day."""
    name: str = ""
    """Its name, as "Easter Sunday"; "" where it has none."""
    is_about: bool = False
    """True: the date is estimated, as those of the moon's calendar."""


def year_of(words: str, today: datetime.date) -> int | None:
    """Return the year that "2028", "20 28", "next year" is; None if none, or not of the Gregorian calendar."""
    relative = {"this year": 0, "next year": 1, "last year": -1}
    if words in relative:
        return today.year + relative[words]
    digits = words.replace(" oh ", "0").replace(" ", "")
    if not re.fullmatch(r"\d{4}|\d\d \d\d|\d\d oh \d", words):
        return None
    return int(digits) if _FIRST_YEAR <= int(digits) <= _LAST_YEAR else None


def made(year: int, month: int, day: int) -> FoundDate | None:
    """Return the date; None where there is no such day."""
    try:
        return FoundDate(datetime.date(year, month, day), True) if year >= _FIRST_YEAR else None
    except ValueError:
        return None


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> FoundDate | None:
    """Return the nth such weekday of a month, -1 the last; None where there is none."""
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    try:
        return made(year, month, days[nth - 1 if nth > 0 else nth])
    except IndexError:
        return None
