"""What is said about dates: which day, how far away, how long."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping

from appliance.intents import SlotValue
from appliance.skills.clock.times import counted, spoken_date, spoken_time
from appliance.skills.enumeration import and_list

_SOON_DAYS = 330
"""A date so near is told without its year."""
Slots = Mapping[str, SlotValue]


def date(now: datetime.datetime) -> str:
    """Return today's date."""
    return f"It's {spoken_date(now.date())}."


def date_and_time(now: datetime.datetime) -> str:
    """Return the date and the time."""
    return f"It's {spoken_time(now)} on {spoken_date(now.date())}."


def year(slots: Slots, this_year: int) -> str:
    """Return the year, or that after some years."""
    years = int(str(slots.get("years", 0)))
    return f"It {'will be' if years > 0 else 'was'} {this_year + years}." if years else f"It's {this_year}."


def is_weekday(slots: Slots, now: datetime.datetime) -> str:
    """Say whether today is that day of the week."""
    asked = slots["weekday"]
    is_weekend = now.weekday() >= 5
    is_so = is_weekend if asked == "Weekend" else not is_weekend if asked == "Weekday" else asked == f"{now:%A}"
    return f"{'Yes' if is_so else 'No'}, it's {now:%A} today."


def weekday_of(slots: Slots, today: datetime.date) -> str:
    """Return which day of the week a date is, or which date a named day is."""
    day = _day(slots, "date")
    name, words = str(slots["name"]), str(slots["words"])
    tense = "was" if day < today else "is"
    if name:
        date_told = spoken_date(day, weekday=f"{day:%A}" not in name)
        return f"{_sentence(name)} {tense} {'around' if slots['about'] else 'on'} {date_told}."
    if slots["explicit"]:
        return f"{spoken_date(day, weekday=False)} {tense} a {day:%A}."
    if words in {"today", "tomorrow", "yesterday"}:
        return f"{words.title()} {tense} {spoken_date(day)}."
    return f"That {tense} {spoken_date(day)}." if day < today else f"That's {spoken_date(day)}."


def is_day(slots: Slots, today: datetime.date) -> str:
    """Say whether a date falls on a day of the week."""
    day = _day(slots, "date")
    verb = "was" if day < today else "is"
    is_so = day.weekday() >= 5 if slots["weekday"] == "Weekend" else slots["weekday"] == f"{day:%A}"
    return f"{'Yes' if is_so else 'No'}, {_named(slots, today)} {verb} a {day:%A}."


def until(slots: Slots, now: datetime.datetime) -> str:
    """Return how far away a date is; how long ago it was, if it is over."""
    day, today = _day(slots, "date"), now.date()
    unit = str(slots["unit"]) or "day"
    named = _named(slots, today)
    if slots["words"] == "the weekend" and day <= today:
        return "It's the weekend now."
    if day < today:
        return f"{_sentence(named)} was {_far(today, day, unit)} ago."
    if day == today:
        return f"{_sentence(named)} is today."
    if unit in {"hour", "minute", "second"}:
        start = datetime.datetime.combine(day, datetime.time(), now.tzinfo)
        seconds = start.timestamp() - now.timestamp()
        whole = int(seconds // {"hour": 3600, "minute": 60, "second": 1}[unit])
        return f"It's about {counted(whole, unit)} until {named}."
    if day - today == datetime.timedelta(1) and unit in {"day", "sleep", "night"} and named != "tomorrow":
        return f"It's 1 {unit} until {named}: it's tomorrow."
    return f"It's {_far(today, day, unit)} until {named}."


def since(slots: Slots, today: datetime.date) -> str:
    """Return how long ago a date was; how far away it is, if it is still to come."""
    if "year" in slots:
        years = today.year - int(str(slots["year"]))
        return f"The year {slots['year']} was {counted(years, 'year')} ago." if years > 0 else f"It's {today.year} now."
    day = _day(slots, "date")
    named = _named(slots, today)
    if day == today:
        return f"{_sentence(named)} is today."
    unit = str(slots["unit"]) or ("year" if today.year - day.year >= 2 else "day")
    if unit in {"hour", "minute", "second"}:
        unit = "day"
    if day > today:
        return f"{_sentence(named)} is still to come, in {_far(today, day, unit)}."
    return f"{_sentence(named)} was {_far(day, today, unit)} ago."


def age(slots: Slots, today: datetime.date) -> str:
    """Return how old somebody is who was born in a year, or on a day."""
    if "year" in slots:
        years = today.year - int(str(slots["year"]))
        return f"Someone born in {slots['year']} turns {years} this year."
    born = _day(slots, "date")
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f"{counted(years, 'year')} old." if years > 0 else f"{_far(born, today, 'month')} old."


def between(slots: Slots, today: datetime.date) -> str:
    """Return how far two dates are from each other."""
    first, second = _day(slots, "date"), _day(slots, "other")
    if slots["other_has_year"] and not slots["has_year"] and (first.month, first.day) != (2, 29):
        first = first.replace(year=second.year - ((second.month, second.day) < (first.month, first.day)))
    if second < first and not slots["other_has_year"] and not slots["has_year"]:
        second = second.replace(year=second.year + 1) if (second.month, second.day) != (2, 29) else second
    far = _far(min(first, second), max(first, second), str(slots["unit"]) or "day")
    verb = "is" if far.startswith("1 ") and " and " not in far else "are"
    return f"There {verb} {far} between {_said(slots, '', first, today)} and {_said(slots, 'other_', second, today)}."


def rest(slots: Slots, now: datetime.datetime) -> str:
    """Return how many days or weeks are left, without today."""
    today, period = now.date(), str(slots["period"])
    last = {
        "year": datetime.date(today.year, 12, 31),
        "month": today.replace(day=calendar.monthrange(today.year, today.month)[1]),
        "week": today + datetime.timedelta(6 - today.weekday()),
        "day": today,
    }[period]
    unit = str(slots["unit"]) or ("hour" if period == "day" else "day")
    if unit in {"hour", "minute", "second"}:
        end = datetime.datetime.combine(last + datetime.timedelta(1), datetime.time(), now.tzinfo)
        number = int((end.timestamp() - now.timestamp()) // {"hour": 3600, "minute": 60, "second": 1}[unit])
        return f"About {counted(number, unit)} {'is' if number == 1 else 'are'} left {_in(period)}."
    far = _far(today, last, unit)
    verb = "is" if far.startswith("1 ") and " and " not in far else "are"
    return f"{_sentence(far)} {verb} left {_in(period)}, without today."


def day_of_year(now: datetime.datetime) -> str:
    """Return the number of today in the year."""
    number = now.timetuple().tm_yday
    return f"It's day {number} of {366 if calendar.isleap(now.year) else 365}."


def era(slots: Slots, now: datetime.datetime) -> str:
    """Return the century, decade or millennium."""
    if slots["era"] == "quarter":
        return f"It's quarter {(now.month + 2) // 3}."
    if slots["era"] == "decade":
        return f"It's the {now.year // 10 * 10}s."
    number = (now.year - 1) // (100 if slots["era"] == "century" else 1000) + 1
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"It's the {number}{ending} {slots['era']}."


def week_number(now: datetime.datetime) -> str:
    """Return the week of the year, by ISO 8601."""
    return f"It's week {now.isocalendar().week}."


def _in(period: str) -> str:
    return f"in this {period}" if period != "day" else "of today"


def _far(first: datetime.date, second: datetime.date, unit: str) -> str:
    """Return how far the second is from the first, in the unit and, where it is not whole, the next smaller one."""
    first, second = min(first, second), max(first, second)
    days = (second - first).days
    if unit == "week":
        parts = [(days // 7, "week"), (days % 7, "day")]
    elif unit in {"month", "year"}:
        months = (second.year - first.year) * 12 + second.month - first.month - (second.day < first.day)
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        at = datetime.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
        parts = [(months, "month"), ((second - at).days, "day")]
        if unit == "year":
            parts = [(months // 12, "year"), (months % 12, "month")] if months else parts
    else:
        parts = [(days, unit)]
    told = [counted(number, each) for number, each in parts if number]
    return and_list(told) if told else counted(0, unit)


def _named(slots: Slots, today: datetime.date) -> str:
    return _said(slots, "", _day(slots, "date"), today)


def _said(slots: Slots, prefix: str, day: datetime.date, today: datetime.date) -> str:
    """Return a date in the middle of a sentence: its name, or the date."""
    year = day.year != today.year and not 0 <= (day - today).days < _SOON_DAYS
    name = str(slots[f"{prefix}name"])
    words = str(slots[f"{prefix}words"])
    if name:
        return f"{name} {day.year}" if name != str(day.year) and slots[f"{prefix}has_year"] and year else name
    if words in {"today", "tomorrow", "yesterday", "the weekend"}:
        return words
    return spoken_date(day, weekday=not slots[f"{prefix}explicit"], year=year)


def _day(slots: Slots, slot: str) -> datetime.date:
    return datetime.date.fromisoformat(str(slots[slot]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
