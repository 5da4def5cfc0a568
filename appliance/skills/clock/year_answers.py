"""What is said about holidays, leap years, and how long months and years are."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping

from appliance.intents import SlotValue
from appliance.skills.clock.named_days import NamedDays
from appliance.skills.clock.times import spoken_date
from appliance.skills.enumeration import and_list

MOST = 3
"""Holidays that are told in one answer."""
Slots = Mapping[str, SlotValue]


def is_holiday(slots: Slots, today: datetime.date, days: NamedDays) -> str:
    """Say whether a day is a public holiday."""
    day = datetime.date.fromisoformat(str(slots["date"]))
    words, of_own = str(slots["words"]), str(slots["name"])
    date = spoken_date(day, weekday=f"{day:%A}" not in of_own, year=day.year != today.year)
    said = words if words in {"today", "tomorrow", "yesterday"} else date
    verb = "was" if day < today else "is"
    if not days.of_year(day.year):
        return "I don't know the public holidays here."
    name = days.of_year(day.year).get(day)
    if of_own:
        return (
            f"{'Yes' if name else 'No'}, {of_own} {verb} {'' if name else 'not '}a public holiday here. It's on {date}."
        )
    return f"Yes, {said} {verb} {_one(name)}." if name else f"No, {said} {verb} not a public holiday here."


def season(_: Slots, today: datetime.date, days: NamedDays) -> str:
    """Return the season that it is, and when the next one begins."""
    coming = []
    for name in ("spring", "summer", "autumn", "winter"):
        found = days.named(name, today.year)
        if found is None:
            return "I don't know."
        if found.date <= today and (later := days.named(name, today.year + 1)):
            found = later
        coming.append((found.date, name))
    coming.sort()
    return f"It's {coming[-1][1]}; {coming[0][1]} begins on {spoken_date(coming[0][0], year=False)}."


def next_holiday(_: Slots, today: datetime.date, days: NamedDays) -> str:
    """Return the next public holiday after today."""
    for day, name in days.from_day(today + datetime.timedelta(1)):
        return f"The next public holiday is {_one(name)}, on {spoken_date(day)}."
    return "I don't know the public holidays here."


def holidays_in(slots: Slots, today: datetime.date, days: NamedDays) -> str:
    """Return the public holidays between two days; of this year those that are still to come."""
    first, last = (datetime.date.fromisoformat(str(slots[slot])) for slot in ("from", "to"))
    if not days.of_year(first.year):
        return "I don't know the public holidays here."
    first = max(first, today) if slots["said"] == "this year" else first
    found = [(day, name) for day, name in days.from_day(first) if day <= last]
    if not found:
        return "There is no public holiday then."
    is_short = len(found) <= 2
    told = [
        f"{_one(name)} on {spoken_date(day, weekday=is_short, year=is_short and day.year != today.year)}"
        for day, name in found[:MOST]
    ]
    if len(found) > MOST:
        return f"There are {len(found)}. The first are {and_list(told)}."
    return f"{and_list(told)}."


def _one(name: str) -> str:
    """Return the first of several names, "(observed)" written for the voice."""
    first = name.partition("; ")[0]
    name = first.partition(" (")[0]
    return f"the day off for {name}" if first.endswith("(observed)") else name


def leap_year(slots: Slots, today: datetime.date) -> str:
    """Say whether a year is a leap year."""
    year = int(str(slots["year"]))
    verb = "was" if year < today.year else "is"
    return f"Yes, {year} {verb} a leap year." if calendar.isleap(year) else f"No, {year} {verb} not a leap year."


def next_leap_year(slots: Slots, today: datetime.date) -> str:
    """Return the next leap year after this one, or the last before it."""
    step = -1 if slots["past"] else 1
    year = next(each for each in range(today.year + step, today.year + 10 * step, step) if calendar.isleap(each))
    return f"The {'last leap year was' if slots['past'] else 'next leap year is'} {year}."


def length_of(slots: Slots) -> str:
    """Return how many days a month, or days or weeks a year has."""
    year, month, unit = slots["year"], slots["month"], slots.get("unit")
    if isinstance(month, int):
        return _length_of_month(month, year, bool(slots["leap"]))
    if unit == "of week":
        return "A week has 7 days."
    is_leap = calendar.isleap(year) if isinstance(year, int) else bool(slots["leap"])
    if unit == "week":
        return f"{year or 'A year'} has 52 weeks and {'2 days' if is_leap else '1 day'}."
    if isinstance(year, int):
        return f"{year} has {366 if is_leap else 365} days."
    return "A leap year has 366 days." if is_leap else "A year has 365 days, and a leap year 366."


def _length_of_month(month: int, year: SlotValue, is_leap: bool) -> str:
    name = calendar.month_name[month]
    if isinstance(year, int):
        days = calendar.monthrange(year, month)[1]
        return f"{name} has {days} days in a leap year." if is_leap else f"{name} {year} has {days} days."
    if month == 2:
        return "February has 28 days, and 29 in a leap year."
    return f"{name} has {calendar.monthrange(2027, month)[1]} days."
