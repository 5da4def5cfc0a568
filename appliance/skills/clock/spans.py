"""Spans of time in words: "2 and a half hours", "a week and 3 days", "90 minutes"."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_SECONDS = {
    "second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800,
    "fortnight": 1209600,
}  # fmt: skip
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200, "centurie": 1200}
_UNIT = "|".join([*_SECONDS, *_MONTHS])
_NUMBERS = {
    "a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "a couple of": 2.0, "a quarter of an": 0.25, "a quarter": 0.25,
    "quarter of an": 0.25, "3 quarters of an": 0.75, "a dozen": 12.0,
}  # fmt: skip
_NUMBER = rf"\d{{1,6}}(?:\.\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_PART = re.compile(
    rf"(?:(?:and|in) )?(?P<number>{_NUMBER})(?P<half> and a half)? (?P<unit>{_UNIT})s?'?"
    r"(?P<after> and a half| and a quarter)?"
)
_AFTER = {" and a half": 0.5, " and a quarter": 0.25}
_MOST_SECONDS = 1e11
_MOST_MONTHS = 12 * 5000


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time; months are of the calendar."""

    seconds: int = 0
    months: int = 0

    def __neg__(self) -> Span:
        return Span(-self.seconds, -self.months)

    def after(self, start: datetime.date) -> datetime.date:
        """Return the day that is so much later; the last of a month where it is shorter. Raises `OverflowError`."""
        months = start.year * 12 + start.month - 1 + self.months
        year, month = months // 12, months % 12 + 1
        if not 1 <= year <= datetime.MAXYEAR:
            raise OverflowError(f"the year {year} is out of range")
        day = min(start.day, calendar.monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + datetime.timedelta(seconds=self.seconds)


def span_of(words: str) -> Span | None:
    """Return the span that all of these words are; None if they are none."""
    seconds = months = 0.0
    at = 0
    words = words.removeprefix("another ").removeprefix("exactly ").strip()
    while at < len(words):
        match = _PART.match(words, at)
        if match is None:
            return None
        number = _NUMBERS.get(match["number"]) or float(match["number"] if match["number"][0].isdigit() else 0)
        number += (0.5 if match["half"] else 0) + _AFTER.get(match["after"] or "", 0)
        if (unit := match["unit"]) in _SECONDS:
            seconds += number * _SECONDS[unit]
        else:
            months += number * _MONTHS[unit]
        at = match.end()
        if at < len(words) and words[at] != " ":
            return None
        at += 1
    if not (seconds or months) or seconds > _MOST_SECONDS or months > _MOST_MONTHS or months % 1:
        return None
    return Span(round(seconds), round(months))
