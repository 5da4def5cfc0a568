"""From the words of a template's slots to values: which date, which place; None where they make no sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from appliance.intents import SlotValue
from appliance.skills.clock import year_words
from appliance.skills.clock.calendar_words import MONTHS, WEEKDAYS, FoundDate, year_of
from appliance.skills.clock.dates import DateReader
from appliance.skills.clock.places import place_named
from appliance.skills.clock.spans import span_of
from appliance.skills.clock.times import times_of
from appliance.skills.clock.year_words import unit_of

Slots = dict[str, SlotValue]
_MONTH_NAMED = re.compile(rf"\b(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|\d{{4}}-")
_DAY_S = 86400
_FROM_NOW = re.compile(
    r"(?:in|after) (?P<later>.+?)(?:'s? time| from now)?|(?P<hence>.+?)(?: from now| later|'s? time| hence)"
    r"|(?P<ago>.+) (?:ago|earlier|back)"
)
_WAY = re.compile(r"\b(forwards?|ahead|back|start|starts|starting|begin|end|ends|ending|finish|stop|over)\b")
_FORWARD = frozenset({"forward", "forwards", "ahead", "start", "starts", "starting", "begin"})
_PAST = re.compile(r"\b(?:was|did|were|fell)\b")
_OF_YEARS: Mapping[str, Callable[[Mapping[str, str], DateReader], Slots | None]] = {
    "holidays_in": year_words.holidays_in,
    "leap_year": year_words.leap_year,
    "length_of": year_words.length_of,
    "rest": year_words.rest,
}


class Understanding:
    """Judges slots on one day."""

    def __init__(self, reader: DateReader, phrase: str, country: str) -> None:
        """`phrase` is all that was said: its tense says whether a past or a future date is meant. `country` is home."""
        self._country = country
        self._reader = reader
        self._phrase = phrase
        self._is_past = bool(_PAST.search(phrase))

    def slots(self, name: str, words: Mapping[str, str]) -> Slots | None:
        """Return the values of an intent's slots; None if they make no sense."""
        if of_year := _OF_YEARS.get(name):
            return of_year(words, self._reader)
        judge: Callable[[Mapping[str, str]], Slots | None] = getattr(self, f"_{name}", _none_but)
        return judge(words)

    def _time(self, words: Mapping[str, str]) -> Slots | None:
        if "clock" in words:  # "is it 5 o'clock yet"
            return {} if times_of(words["clock"]) and not words["clock"].isdigit() else None
        return self._places(words) if words else {}

    def _places(self, words: Mapping[str, str]) -> Slots | None:
        slots: Slots = {}
        for slot, said in words.items():
            place = place_named(said, self._country)
            if place is None:
                return None
            slots |= {slot: place.name, f"{slot}_zone": place.zone, f"{slot}_country": place.country}
        return slots

    _zone = _difference = _places

    def _time_in(self, words: Mapping[str, str]) -> Slots | None:
        """Read "in 2 hours", "2 hours ago", "45 minutes after 6 pm"."""
        when = words["when"]
        if match := re.fullmatch(r"(?P<span>.+) (?P<way>after|from|past|before) (?P<time>.+)", when):
            moved = self._moved(match["time"], match["span"], match["way"] == "before")
            if moved and match["time"] not in {"now", "this moment"}:
                return moved
        if match := re.fullmatch(r"(?P<time>.+) (?P<way>plus|minus) (?P<span>.+)", when):
            is_sum = match["time"].isdigit()  # "3 plus 2 weeks" is no time
            return None if is_sum else self._moved(match["time"], match["span"], match["way"] == "minus")
        match = _FROM_NOW.fullmatch(when)
        if match is None:
            return None
        span = span_of(match["later"] or match["hence"] or match["ago"])
        if span is None:
            return None
        if not re.search(r"\btime\b", self._phrase) and (span.months or span.seconds % _DAY_S == 0):
            return self._date_slots("date", when) if self._phrase.startswith(("what is", "what was")) else None
        return None if span.months else {"seconds": -span.seconds if match["ago"] else span.seconds}

    def _moved(self, time: str, words: str, is_back: bool) -> Slots | None:
        span, times = span_of(words), times_of(time)
        if not span or not times or span.months:
            return None
        seconds = -span.seconds if is_back else span.seconds
        return {"seconds": seconds, "start": times[0].isoformat("minutes"), "ambiguous": len(times) > 1}

    def _year(self, words: Mapping[str, str]) -> Slots | None:
        """Read "in 10 years", "50 years ago"."""
        match = _FROM_NOW.fullmatch(words["when"]) if words else None
        span = span_of(match["later"] or match["hence"] or match["ago"]) if match else None
        if span is None or match is None:
            return None if words else {}
        return (
            {"years": -span.months // 12 if match["ago"] else span.months // 12}
            if span.months % 12 == 0 < span.months
            else None
        )

    def _date_slots(self, slot: str, words: str, past: bool = False, month_alone: bool = False) -> Slots | None:
        found = self._reader.read(words, past, month_alone)
        return _slots_of(slot, found, words) if found else None

    def _weekday_of(self, words: Mapping[str, str]) -> Slots | None:
        if said := words.get("named"):  # "what is easter in 2027", which may be "when is"; but not "what is easter"
            slots = self._date_slots("date", said, self._is_past)
            is_sure = slots and (self._phrase.startswith("when") or (slots["has_year"] and slots["name"]))
            return slots if is_sure else None
        return self._date_slots("date", words["date"], self._is_past)

    def _is_day(self, words: Mapping[str, str]) -> Slots | None:
        weekday = words["weekday"].removeprefix("a ").removeprefix("the ").removesuffix("s")
        slots = self._weekday_of(words) if weekday in {*WEEKDAYS, "weekend"} else None
        return {**slots, "weekday": weekday.title()} if slots and slots["words"] not in WEEKDAYS else None

    def _is_weekday(self, words: Mapping[str, str]) -> Slots | None:
        weekday = words["weekday"]
        return {"weekday": weekday.title()} if weekday in {*WEEKDAYS, "weekend", "weekday"} else None

    def _until(self, words: Mapping[str, str]) -> Slots | None:
        unit, said = unit_of(words), words["date"]
        is_tomorrow = bool(re.search(r" tomorrow\b", said))
        times = times_of(
            re.sub(r" tomorrow\b", "", said).replace(" morning", " in the morning" if is_tomorrow else " morning")
        )
        is_year = said.isdigit() and len(said) == 4 and not unit
        if times and not is_year and unit in {"", "hour", "minute", "second"}:
            start = times[0].isoformat("minutes")
            return {"time": start, "ambiguous": len(times) > 1, "tomorrow": is_tomorrow, "unit": unit}
        return self._distance(words, past=False)

    def _since(self, words: Mapping[str, str]) -> Slots | None:
        said = words["date"].removeprefix("the year ")
        if re.fullmatch(r"\d{3,4}|\d\d \d\d|\d\d oh \d", said):
            year = int(said.replace(" oh ", "0").replace(" ", ""))
            if year <= self._reader.today.year and unit_of(words) in {"", "year"}:
                return {"year": year}
        if said.startswith("in "):  # "how many days are in a fortnight"
            return None
        return self._distance(words, past=True)

    def _distance(self, words: Mapping[str, str], past: bool) -> Slots | None:
        slots = self._date_slots("date", words["date"], past, month_alone=True)
        year = year_of(words["date"].removeprefix("the year "), self._reader.today)
        return {**slots, "unit": unit_of(words), "name": str(year) if year else slots["name"]} if slots else None

    def _age(self, words: Mapping[str, str]) -> Slots | None:
        said = words["date"]
        year = year_of(said, self._reader.today) if said[0].isdigit() else None
        if year:
            return {"year": year} if self._reader.today.year - 130 < year <= self._reader.today.year else None
        slots = self._date_slots("date", said, past=True)
        return slots if slots and slots["has_year"] and str(slots["date"]) <= self._reader.today.isoformat() else None

    def _convert(self, words: Mapping[str, str]) -> Slots | None:
        """Read "3 pm", where it is that, and where it is asked for; no place is here."""
        times = times_of(words["clock"])
        slots = self._places({slot: said for slot, said in words.items() if slot in {"place", "other"}})
        if not times or slots is None:
            return None
        return {**slots, "time": times[0].isoformat("minutes"), "ambiguous": len(times) > 1}

    def _between(self, words: Mapping[str, str]) -> Slots | None:
        first = self._date_slots("date", words["date"], month_alone=True)
        second = self._date_slots("other", words["other"], month_alone=True)
        return {**first, **second, "unit": unit_of(words)} if first and second else None

    def _is_holiday(self, words: Mapping[str, str]) -> Slots | None:
        return self._date_slots("date", words.get("date", "today"), self._is_past)

    def _next_leap_year(self, words: Mapping[str, str]) -> Slots | None:
        return {"past": words["which"] in {"last", "previous", "past"}}

    def _century(self, words: Mapping[str, str]) -> Slots | None:
        return {"era": words["era"]}

    def _clock_change(self, words: Mapping[str, str]) -> Slots | None:
        if re.match(r"(?:are we on|is it) ", self._phrase):
            return {"way": "now"}
        slots = self._places({"place": words["place"]}) if "place" in words else {}
        wants = _WAY.search(self._phrase)
        way = wants[1] if wants else ""
        is_of_winter = bool(re.search(r"\b(?:winter|standard)\b", self._phrase)) and way not in {"back", "ahead"}
        told = "" if not way else "forward" if (way in _FORWARD) != is_of_winter else "back"
        return None if slots is None else {**slots, "way": told}


def _none_but(words: Mapping[str, str]) -> Slots | None:
    return None if words else {}


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
