"""From the words of a slot to values, for questions about years, months and holidays."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping

from appliance.intents import SlotValue
from appliance.skills.clock.calendar_words import MONTHS, year_of
from appliance.skills.clock.dates import DateReader

Slots = dict[str, SlotValue]
_MONTH_OF_YEAR = re.compile(rf"(?:this )?(?P<month>{'|'.join(MONTHS)})(?: (?:of |in )?(?P<year>.+))?")


def unit_of(words: Mapping[str, str]) -> str:
    """Return the unit that was asked for, in the singular; "" for none."""
    unit = words.get("unit", "")
    return {"centuries": "century"}.get(unit, unit.removesuffix("s"))


def holidays_in(words: Mapping[str, str], reader: DateReader) -> Slots | None:
    """Read "this week", "december", "2027": as the first and the last day."""
    period, today = words["period"].removeprefix("the ").removeprefix("rest of "), reader.today
    monday = today - datetime.timedelta(today.weekday())
    start: datetime.date | None
    if period in {"this week", "next week", "week"}:
        start = monday + datetime.timedelta(7 if "next" in period else 0)
        return {"from": start.isoformat(), "to": (start + datetime.timedelta(6)).isoformat(), "said": period}
    if year := year_of(period, today):
        return {"from": f"{year}-01-01", "to": f"{year}-12-31", "said": period}
    if period == "this month":
        start = today.replace(day=1)
    else:
        found = reader.read(period, month_alone=True) if period in MONTHS or period == "next month" else None
        start = found.date if found else None
    if period in MONTHS and MONTHS[period] == today.month:
        start = today.replace(day=1)
    last = start and start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return {"from": start.isoformat(), "to": last.isoformat(), "said": period} if start and last else None


def leap_year(words: Mapping[str, str], reader: DateReader) -> Slots | None:
    """Read "2028", "this year"."""
    said = words.get("year", "this year").removeprefix("in ").removeprefix("the ").removeprefix("year ")
    year = year_of(said, reader.today)
    return {"year": year, "has_year": "year" not in said} if year else None


def length_of(words: Mapping[str, str], reader: DateReader) -> Slots | None:
    """Read "february", "february 2028", "this month", "a leap year", "2028", "a week"."""
    period, unit = words["period"].removeprefix("the ").removeprefix("month of "), unit_of(words) or "day"
    if unit not in {"day", "week"}:
        return None
    slots: Slots = {"month": None, "year": None, "leap": False, "has_year": True, "unit": unit}
    if unit == "day" and (match := _MONTH_OF_YEAR.fullmatch(period)):
        said = match["year"] or ""
        slots["month"], slots["leap"] = MONTHS[match["month"]], said in {"a leap year", "leap years"}
        slots["year"] = 2028 if slots["leap"] else year_of(said, reader.today)
        slots["has_year"] = "year" not in said or bool(slots["leap"])
        return slots if slots["year"] or not said else None
    if unit == "day" and period in {"this month", "next month"}:
        today = reader.today
        month = (today.month + (period == "next month") - 1) % 12 + 1
        return slots | {"month": month, "year": today.year + (month < today.month), "has_year": False}
    if unit == "day" and period in {"a week", "week", "1 week"}:
        return slots | {"unit": "of week"}
    if period in {"a year", "year", "1 year", "a leap year", "leap year", "a normal year"}:
        return slots | {"leap": "leap" in period}
    year = year_of(period.removeprefix("year "), reader.today)
    return slots | {"year": year, "has_year": "year" not in period} if year else None


def rest(words: Mapping[str, str], reader: DateReader) -> Slots | None:
    """Read "year", "this month", "today", "november"."""
    period = words["period"].removeprefix("this ").removeprefix("the ")
    if MONTHS.get(period) == reader.today.month:
        period = "month"
    if year_of(period, reader.today) == reader.today.year:
        period = "year"
    period = "day" if period == "today" else period
    return {"period": period, "unit": unit_of(words)} if period in {"year", "month", "week", "day"} else None
