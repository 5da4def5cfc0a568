"""From the words of a template's slots to values: which date, which place; None where they make no sense."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Mapping

from appliance.intents import SlotValue
from appliance.skills.clock.calendar_words import MONTHS, WEEKDAYS, FoundDate, year_of
from appliance.skills.clock.dates import DateReader
from appliance.skills.clock.places import place_named
from appliance.skills.clock.spans import span_of
from appliance.skills.clock.times import times_of

Slots = dict[str, SlotValue]
_MONTH_NAMED = re.compile(rf"\b(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|\d{{4}}-")
_FROM_NOW = re.compile(
    r"(?:in|after) (?P<later>.+?)(?:'s? time| from now)?|(?P<hence>.+?)(?: from now| later|'s? time| hence)"
    r"|(?P<ago>.+) (?:ago|earlier|back)"
)
_MONTH_OF_YEAR = re.compile(rf"(?P<month>{'|'.join(MONTHS)})(?: (?:of |in )?(?P<year>.+))?")
_FORWARD = frozenset({"forward", "forwards", "ahead", "start", "starts", "starting", "begin"})
_PAST = re.compile(r"\b(?:was|did|were|fell|last)\b")


class Understanding:
    """Judges slots on one day."""

    def __init__(self, reader: DateReader, phrase: str) -> None:
        """`phrase` is all that was said: its tense says whether a past or a future date is meant."""
        self._reader = reader
        self._phrase = phrase
        self._is_past = bool(_PAST.search(phrase))

    def slots(self, name: str, words: Mapping[str, str]) -> Slots | None:
        """Return the values of an intent's slots; None if they make no sense."""
        judge: Callable[[Mapping[str, str]], Slots | None] = getattr(self, f"_{name}", _none_but)
        return judge(words)

    def _time(self, words: Mapping[str, str]) -> Slots | None:
        return self._places(words) if words else {}

    def _places(self, words: Mapping[str, str]) -> Slots | None:
        slots: Slots = {}
        for slot, said in words.items():
            place = place_named(said)
            if place is None:
                return None
            slots |= {slot: place.name, f"{slot}_zone": place.zone, f"{slot}_country": place.country}
        return slots

    _zone = _difference = _places

    def _time_in(self, words: Mapping[str, str]) -> Slots | None:
        """Read "in 2 hours", "2 hours ago", "45 minutes after 6 pm"."""
        when = words["when"]
        if match := re.fullmatch(r"(?P<span>.+) (?P<way>after|from|past|before) (?P<time>.+)", when):
            span, times = span_of(match["span"]), times_of(match["time"])
            if match["time"] not in {"now", "this moment"} and span and times:
                seconds = -span.seconds if match["way"] == "before" else span.seconds
                start = times[0].isoformat("minutes")
                return None if span.months else {"seconds": seconds, "start": start, "ambiguous": len(times) > 1}
        match = _FROM_NOW.fullmatch(when)
        if match is None:
            return None
        span = span_of(match["later"] or match["hence"] or match["ago"])
        if span is None:
            return None
        if not re.search(r"\btime\b", self._phrase):
            return self._date_slots("date", when) if self._phrase.startswith(("what is", "what was")) else None
        return None if span.months else {"seconds": -span.seconds if match["ago"] else span.seconds}

    def _date_slots(self, slot: str, words: str, past: bool = False, month_alone: bool = False) -> Slots | None:
        found = self._reader.read(words, past, month_alone)
        return _slots_of(slot, found, words) if found else None

    def _weekday_of(self, words: Mapping[str, str]) -> Slots | None:
        return self._date_slots("date", words["date"], self._is_past)

    def _is_day(self, words: Mapping[str, str]) -> Slots | None:
        weekday = words["weekday"].removeprefix("a ").removeprefix("the ").removesuffix("s")
        slots = self._weekday_of(words) if weekday in {*WEEKDAYS, "weekend"} else None
        return {**slots, "weekday": weekday.title()} if slots and slots["words"] not in WEEKDAYS else None

    def _is_weekday(self, words: Mapping[str, str]) -> Slots | None:
        return {"weekday": words["weekday"].title()} if words["weekday"] in WEEKDAYS else None

    def _until(self, words: Mapping[str, str]) -> Slots | None:
        unit, said = _unit(words), words["date"]
        if (times := times_of(said)) and (
            ":" in said or not said.isdigit() or unit in {"hour", "minute", "", "second"}
        ):
            if unit not in {"", "hour", "minute", "second"}:
                return None
            return {"time": times[0].isoformat("minutes"), "ambiguous": len(times) > 1, "unit": unit}
        slots = self._date_slots("date", said, month_alone=True)
        return {**slots, "unit": unit} if slots else None

    def _since(self, words: Mapping[str, str]) -> Slots | None:
        is_ahead = words["date"].startswith("in ")  # "how many days are in a fortnight"
        slots = None if is_ahead else self._date_slots("date", words["date"], past=True, month_alone=True)
        if slots is None:
            return None
        year = year_of(words["date"].removeprefix("the year "), self._reader.today)
        return {**slots, "unit": _unit(words), "year": year} if year else {**slots, "unit": _unit(words)}

    def _between(self, words: Mapping[str, str]) -> Slots | None:
        first = self._date_slots("date", words["date"], month_alone=True)
        second = self._date_slots("other", words["other"], month_alone=True)
        return {**first, **second, "unit": _unit(words)} if first and second else None

    def _rest(self, words: Mapping[str, str]) -> Slots | None:
        period = words["period"].removeprefix("this ").removeprefix("the ")
        period = "day" if period == "today" else period
        return {"period": period, "unit": _unit(words)} if period in {"year", "month", "week", "day"} else None

    def _is_holiday(self, words: Mapping[str, str]) -> Slots | None:
        return self._date_slots("date", words.get("date", "today"), self._is_past)

    def _holidays_in(self, words: Mapping[str, str]) -> Slots | None:
        """Read "this week", "december", "2027": as the first and the last day."""
        period, today = words["period"].removeprefix("the ").removeprefix("rest of "), self._reader.today
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
            found = self._reader.read(period, month_alone=True) if period in MONTHS or period == "next month" else None
            start = found.date if found else None
        if period in MONTHS and MONTHS[period] == today.month:
            start = today.replace(day=1)
        last = start and start.replace(day=calendar.monthrange(start.year, start.month)[1])
        return {"from": start.isoformat(), "to": last.isoformat(), "said": period} if start and last else None

    def _leap_year(self, words: Mapping[str, str]) -> Slots | None:
        said = words.get("year", "this year").removeprefix("in ").removeprefix("the ").removeprefix("year ")
        year = year_of(said, self._reader.today)
        return {"year": year, "has_year": "year" not in said} if year else None

    def _next_leap_year(self, words: Mapping[str, str]) -> Slots | None:
        return {"past": words["which"] in {"last", "previous", "past"}}

    def _length_of(self, words: Mapping[str, str]) -> Slots | None:
        """Read "february", "february 2028", "this month", "a leap year", "2028", "a week"."""
        period, unit = words["period"].removeprefix("the ").removeprefix("month of "), _unit(words) or "day"
        if unit not in {"day", "week"}:
            return None
        slots: Slots = {"month": None, "year": None, "leap": False, "has_year": True, "unit": unit}
        if unit == "day" and (match := _MONTH_OF_YEAR.fullmatch(period)):
            said = match["year"] or ""
            slots["month"], slots["leap"] = MONTHS[match["month"]], said in {"a leap year", "leap years"}
            slots["year"] = 2028 if slots["leap"] else year_of(said, self._reader.today)
            slots["has_year"] = "year" not in said or bool(slots["leap"])
            return slots if slots["year"] or not said else None
        if unit == "day" and period in {"this month", "next month"}:
            today = self._reader.today
            month = (today.month + (period == "next month") - 1) % 12 + 1
            return slots | {"month": month, "year": today.year + (month < today.month), "has_year": False}
        if unit == "day" and period in {"a week", "week", "1 week"}:
            return slots | {"unit": "of week"}
        if period in {"a year", "year", "1 year", "a leap year", "leap year", "a normal year"}:
            return slots | {"leap": "leap" in period}
        year = year_of(period.removeprefix("year "), self._reader.today)
        return slots | {"year": year, "has_year": "year" not in period} if year else None

    def _clock_change(self, _: Mapping[str, str]) -> Slots | None:
        wants = re.search(
            r"\b(forwards?|ahead|back|start|starts|starting|begin|end|ends|ending|finish|stop|over)\b", self._phrase
        )
        if re.match(r"(?:are we on|is it) ", self._phrase):
            return {"way": "now"}
        way = wants[1] if wants else ""
        is_of_winter = bool(re.search(r"\b(?:winter|standard)\b", self._phrase)) and way not in {"back", "ahead"}
        return {"way": "" if not way else "forward" if (way in _FORWARD) != is_of_winter else "back"}


def _none_but(words: Mapping[str, str]) -> Slots | None:
    return None if words else {}


def _unit(words: Mapping[str, str]) -> str:
    return words.get("unit", "").removesuffix("s")


def _slots_of(slot: str, found: FoundDate, words: str) -> Slots:
    prefix = "" if slot == "date" else f"{slot}_"
    return {
        slot: found.date.isoformat(),
        f"{prefix}has_year": found.has_year,
        f"{prefix}name": found.name,
        f"{prefix}about": found.is_about,
        f"{prefix}words": words,
        f"{prefix}explicit": bool(_MONTH_NAMED.search(words)),
    }
