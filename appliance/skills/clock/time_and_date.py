"""TimeAndDate: the time here and elsewhere, dates, days until something, holidays."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from appliance.intents import Answer, Intent, SlotValue
from appliance.settings import AUTO
from appliance.skills.clock import calendar_answers, time_answers, year_answers
from appliance.skills.clock.dates import DateReader
from appliance.skills.clock.named_days import NamedDays
from appliance.skills.clock.phrase import corrected, phrase_of
from appliance.skills.clock.places import country_of, is_southern
from appliance.skills.clock.understanding import Understanding
from appliance.skills.context import SkillContext
from appliance.skills.templates import Templates

_NO_COUNTRY = "US"
"""Whose Mother's Day is meant where neither the settings nor the time zone say."""
_ALWAYS_KNOWN = frozenset({"weekday_of", "is_day", "is_holiday", "leap_year", "length_of"})
"""What needs no clock where the question has the year."""
_TIME = frozenset({"time", "time_in"})
_WHY = "my clock was not set since I was switched on. It sets itself once I'm connected to a network."

Slots = Mapping[str, SlotValue]


class TimeAndDate:
    """Tells time and date, where it knows them."""

    name = "clock"
    examples = ("What time is it in Tokyo?", "How many days until Christmas?", "What day was the 4th of July 1976?")

    def __init__(self, context: SkillContext) -> None:
        self._clock = context.clock
        set_country = context.settings.skills.country
        zone = str(getattr(self._clock.now().tzinfo, "key", None) or "")
        country = (country_of(zone) or _NO_COUNTRY) if set_country == AUTO else set_country
        self._days = NamedDays(country, is_southern(zone))
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))
        for each in self.examples:  # loads the tables: here, not when somebody waits
            self.match(each)
        self._days.of_year(self._clock.now().year)

    def match(self, transcript: str) -> Intent | None:
        """Return which time or date is asked for."""
        phrase = phrase_of(transcript)
        if phrase is None:
            return None
        if intent := self._matched(phrase):
            return intent
        phrases = map(phrase_of, corrected(transcript))
        return next(filter(None, (self._matched(each) for each in phrases if each)), None)

    def _matched(self, phrase: str) -> Intent | None:
        reader = DateReader(self._clock.now().date(), self._days.named, month_first=self._days.country == "US")
        understanding = Understanding(reader, phrase, self._days.country)
        for name, words in self._templates.matches(phrase):
            slots = understanding.slots(name, words)
            if slots is not None:
                return Intent(self.name, name, slots)
        return None

    def answer(self, intent: Intent) -> Answer:
        """Answer it, or say that the clock is not right."""
        if self._clock.is_trusted() or (intent.name in _ALWAYS_KNOWN and intent.slots.get("has_year")):
            return Answer(intent, self._text(intent.name, intent.slots))
        asked = "what time it is" if intent.name in _TIME or "time" in intent.slots else "what day it is"
        return Answer(intent, f"I don't know {asked}: {_WHY}")

    def _text(self, name: str, slots: Slots) -> str:
        now = self._clock.now()
        if (name == "until" and "time" in slots) or (name == "time_in" and "date" in slots):
            name = f"{name}_{'time' if 'time' in slots else 'date'}"
        if of_holidays := _OF_HOLIDAYS.get(name):
            return of_holidays(slots, now.date(), self._days)
        return _TEXTS[name](slots, now)


_OF_HOLIDAYS: Mapping[str, Callable[[Slots, datetime.date, NamedDays], str]] = {
    "is_holiday": year_answers.is_holiday,
    "season": year_answers.season,
    "next_holiday": year_answers.next_holiday,
    "holidays_in": year_answers.holidays_in,
}
_TEXTS: Mapping[str, Callable[[Slots, datetime.datetime], str]] = {
    "time": time_answers.time,
    "time_in": time_answers.time_in,
    "time_in_date": lambda slots, now: calendar_answers.weekday_of(slots, now.date()),
    "until_time": time_answers.until_time,
    "convert": time_answers.convert,
    "difference": time_answers.difference,
    "zone": time_answers.zone,
    "clock_change": time_answers.clock_change,
    "date": lambda _, now: calendar_answers.date(now),
    "date_and_time": lambda _, now: calendar_answers.date_and_time(now),
    "is_weekday": calendar_answers.is_weekday,
    "weekday_of": lambda slots, now: calendar_answers.weekday_of(slots, now.date()),
    "is_day": lambda slots, now: calendar_answers.is_day(slots, now.date()),
    "until": calendar_answers.until,
    "since": lambda slots, now: calendar_answers.since(slots, now.date()),
    "age": lambda slots, now: calendar_answers.age(slots, now.date()),
    "century": calendar_answers.era,
    "between": lambda slots, now: calendar_answers.between(slots, now.date()),
    "rest": calendar_answers.rest,
    "week_number": lambda _, now: calendar_answers.week_number(now),
    "day_of_year": lambda _, now: calendar_answers.day_of_year(now),
    "month": lambda _, now: f"It's {now:%B}.",
    "year": lambda slots, now: calendar_answers.year(slots, now.year),
    "leap_year": lambda slots, now: year_answers.leap_year(slots, now.date()),
    "next_leap_year": lambda slots, now: year_answers.next_leap_year(slots, now.date()),
    "length_of": lambda slots, _: year_answers.length_of(slots),
}
