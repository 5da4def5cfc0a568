"""English dates, clock times, decades and years into words; used by `spoken_numbers`. Pure."""

# The unusual dashes and signs below are meant: they are what a language model writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from datetime import date

from appliance.text.number_words import words_of_whole

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)

_ISO_DATE = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")  # 2024-05-01
_SLASH_DATE = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])")  # 7/4/1776
_MONTH_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?![.:,]?\d)")  # July 4, May 1st; not July 1776
_DAY_MONTH = re.compile(rf"(?:\bthe )?\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b")  # 4 July, the 4th of July
_CLOCK = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?:\s?([AP]M)\b)?")  # 3:05 PM
_CLOCK_RANGE = re.compile(r"(?<=[AP]M)\s*[-–]\s*(?=\d)|(?<=st|nd|rd|th)[-–](?=\d)")  # the dash of 9 AM - 5 PM, 1st-3rd
_DECADE = re.compile(r"(?<![\w.,])(1[1-9]|20)(\d)0'?s\b")  # 1990s, 1800's

# A bare number of four digits is a year between these, unless it counts something ("1600 meters", "= 1984").
# Below `_YEAR_SURE` it is one only if a word before it says so ("in 1066").
_YEAR_FIRST, _YEAR_SURE, _YEAR_LAST = 1010, 1500, 2099
_BEFORE_A_YEAR = re.compile(  # the "in " of "in 1066", the "July, " of "July, 1066"
    rf"(?i:\b(?:in|since|until|before|after|around|about|year|from|by|circa)|{_MONTH}),? $"
)
_NOT_COUNTED = "is|was|has|as|this|its|his|does|us|plus|times|minus|equals"
_COUNTED = re.compile(rf"\s(?!(?:{_NOT_COUNTED})\b)(?:[a-z]+s|people|percent|feet)\b")  # the " meters" of "1600 meters"
_ARITHMETIC_BEFORE = re.compile(  # the "= " of "= 1984", the "times " of "times 1984"
    r"(?:[=+*/<>×÷±√-]|\b(?:times|minus|plus|equals|over|number))\s*$"
)
_ARITHMETIC_AFTER = re.compile(  # the " +" of "1984 +", the " times" of "1984 times"
    r"\s*(?:[=+*×÷%^]|(?:times|minus|over|divided|to the power)\b)"
)


def dates_to_words(text: str) -> str:
    """Return the text with its dates in words; dates that do not exist ("2024-13-99") stay as they are."""
    text = _ISO_DATE.sub(lambda m: _date(m[0], m[1], m[2], m[3]), text)
    text = _SLASH_DATE.sub(_slash_date, text)
    text = _MONTH_DAY.sub(lambda m: f"{m[1]} {words_of_whole(m[2], 'ordinal')}", text)
    return _DAY_MONTH.sub(lambda m: f"the {words_of_whole(m[1], 'ordinal')} of {m[2]}", text)


def clock_times_to_words(text: str) -> str:
    """Return the text with its clock times ("3:05 PM") in words, and the dash between two of them as "to"."""
    return _CLOCK.sub(_clock, _CLOCK_RANGE.sub(" to ", text))


def decades_to_words(text: str) -> str:
    """Return the text with its decades ("the 1990s") in words."""
    return _DECADE.sub(_decade, text)


def is_year(figures: str, before: str, after: str) -> bool:
    """Return whether a plain number is a year, by the text before and after it."""
    if len(figures) != 4 or not figures.isdigit() or not _YEAR_FIRST <= int(figures) <= _YEAR_LAST:
        return False
    if _COUNTED.match(after) or _ARITHMETIC_BEFORE.search(before) or _ARITHMETIC_AFTER.match(after):
        return False
    return int(figures) >= _YEAR_SURE or bool(_BEFORE_A_YEAR.search(before))


def _date(written: str, year: str, month: str, day: str) -> str:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return written
    return f"{_MONTHS[int(month) - 1]} {words_of_whole(day, 'ordinal')}, {words_of_whole(year, 'year')}"


def _slash_date(match: re.Match[str]) -> str:
    """Read the month first, as in the United States, unless the first number is too large for a month."""
    first, second, year = match.groups()
    month, day = (first, second) if int(first) <= 12 else (second, first)
    return _date(match[0], year, month, day)


def _clock(match: re.Match[str]) -> str:
    hour, minute, second, half = match.groups()
    if int(minute) == 0 and not second:
        said = words_of_whole(hour)
        if not half:
            said += " o'clock" if 1 <= int(hour) <= 12 else " hundred hours"
    else:
        said = f"{words_of_whole(hour)} {'oh ' if minute.startswith('0') else ''}{words_of_whole(minute)}"
    if second:
        said += f" and {words_of_whole(second)} {'second' if int(second) == 1 else 'seconds'}"
    return f"{said} {half}" if half else said


def _decade(match: re.Match[str]) -> str:
    century, ten = match.groups()
    if ten == "0":
        return "two thousands" if century == "20" else f"{words_of_whole(century)} hundreds"
    tens = "tens" if ten == "1" else words_of_whole(ten + "0").removesuffix("y") + "ies"
    return f"{words_of_whole(century)} {tens}"
