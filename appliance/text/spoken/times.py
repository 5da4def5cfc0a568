"""English clock times, durations, decades and years into words."""

# The unusual dashes below are meant: they are what a language model writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re

from appliance.text.number_words import words_of_whole
from appliance.text.spoken.dates import MONTHS
from appliance.text.spoken.rules import rule

# A bare number of four digits is a year between these, unless it counts something ("1600 meters", "= 1984").
# Below `_YEAR_SURE` it is one only if a word before it says so ("in 1066").
_YEAR_FIRST, _YEAR_SURE, _YEAR_LAST = 1010, 1500, 2099
_BEFORE_A_YEAR = re.compile(  # the "in " of "in 1066", the "July, " of "July, 1066"
    rf"(?i:\b(?:in|since|until|before|after|around|about|year|from|by|circa)|{'|'.join(MONTHS)}),? $"
)
_NOT_COUNTED = "is|was|has|as|this|its|his|does|us|plus|times|minus|equals"
_COUNTED = re.compile(rf"\s(?!(?:{_NOT_COUNTED})\b)(?:[a-z]{{1,30}}s|people|percent|feet|[a-z]+ hertz)\b")  # " meters"
_ARITHMETIC_BEFORE = re.compile(  # the "= " of "= 1984", the "times " of "times 1984"
    r"(?:[=+*/<>×÷±√-]|\b(?:times|minus|plus|equals|over|number|power of))\s?$"
)
_ARITHMETIC_AFTER = re.compile(  # the " +" of "1984 +", the " times" of "1984 times"
    r"\s?(?:[=+*×÷%^]|(?:times|minus|over|divided|to the power)\b)"
)


def is_counted(after: str) -> bool:
    """Return whether the text after a number says what is counted: " people", " meters"."""
    return bool(_COUNTED.match(after))


def is_year(figures: str, before: str, after: str) -> bool:
    """Return whether a plain number is a year, by the text before and after it."""
    if len(figures) != 4 or not figures.isdigit() or not _YEAR_FIRST <= int(figures) <= _YEAR_LAST:
        return False
    if is_counted(after) or _ARITHMETIC_BEFORE.search(before) or _ARITHMETIC_AFTER.match(after):
        return False
    return int(figures) >= _YEAR_SURE or bool(_BEFORE_A_YEAR.search(before))


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


_SPANS = {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"}
_SPAN = r"\d{1,4}\s?(?:wks?|weeks?|w|days?|d|hrs?|hours?|h|mins?|minutes?|m|secs?|seconds?|s)"
_ONE_SPAN = re.compile(r"(\d{1,4})\s?([wdhms])[a-z]*")


def _duration(match: re.Match[str]) -> str:
    spans = _ONE_SPAN.findall(match[0].lower())
    units = ["wdhms".index(unit) for _, unit in spans]
    if units != sorted(set(units)):  # "in the 100 m, 200 m and 400 m"
        return match[0]
    return " ".join(
        f"{words_of_whole(number)} {_SPANS[unit]}{'' if int(number) == 1 else 's'}" for number, unit in spans
    )


def _duration_of(many: str, few: str, large: str, small: str) -> str:
    return f"{many} {large}{'' if int(many) == 1 else 's'}" + (
        f" {int(few)} {small}{'' if int(few) == 1 else 's'}" if int(few) else ""
    )


def _hours_and_minutes(match: re.Match[str]) -> str:
    """Read "at 14h30" as a time of day, "1h30" as a duration."""
    at, hour, minute = match.groups()
    if at:
        return f"{at}{hour}:{minute}"
    said = f"{words_of_whole(hour)} {'hour' if hour == '1' else 'hours'}"
    return said + (f" {words_of_whole(minute)} minutes" if int(minute) else "")


def _decade(match: re.Match[str]) -> str:
    century, ten = match.groups()
    if ten == "0":
        return "two thousands" if century == "20" else f"{words_of_whole(century)} hundreds"
    return f"{words_of_whole(century)} {_tens(ten)}"


def _tens(ten: str) -> str:
    if ten == "0":
        return "two thousands"
    return "tens" if ten == "1" else words_of_whole(ten + "0").removesuffix("y") + "ies"


_MUSIC = "music|rock|pop|fashion|style|era|movies?|films?|kids?|hits|TV|shows?|bands?|songs?|disco|part(?:y|ies)|hair"

_RATIO = r"ratio|scale|odds|proportions?|aspect|dilut(?:ed?|ion)|mix(?:ed|ture)?|gradient|slope|concentration"
_BOOKS = (
    "Genesis|Exodus|Leviticus|Deuteronomy|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Job|Psalms?|Proverbs|Ecclesiastes"
    "|Isaiah|Jeremiah|Ezekiel|Daniel|Matthew|Mark|Luke|John|Acts|Romans|Corinthians|Galatians|Ephesians|Philippians"
    "|Colossians|Timothy|Titus|Hebrews|James|Peter|Jude|Revelation|Quran|Surah|Sura"
)
_LASTED = (
    r"took|takes|lasts?|lasted|time of|record of|record is|marathon in|race in|ran it in|duration of|duration is"
    r"|runs for"
)


def _lasted(match: re.Match[str]) -> str:
    said, hour, minute, second = match.groups()
    parts = ((hour, "hour"), (minute, "minute"), (second, "second"))
    return said + " ".join(f"{words_of_whole(n)} {unit}{'' if int(n) == 1 else 's'}" for n, unit in parts if int(n))


TIMES = (
    rule(
        rf"(\b(?:{_RATIO})\b(?:(?!\b(?:at|by|until|from|opens?|before|after|since|starts?)\b)[^.\d]){{0,20}})(?<![\d:])(\d{{1,6}}):(\d{{1,3}}(?:,\d{{3}}){{0,3}}|\d{{4,9}})(?!:?\d)",
        r"\1\2 to \3",
        "a ratio of 1:10,000, a scale of 1:50",
        "a ratio of one to ten thousand, a scale of one to fifty",
    ),
    rule(
        rf"\b({_BOOKS}) (\d{{1,3}}):(\d{{1,3}})(?!:?\d)(?:\s?[-–]\s?(\d{{1,3}}))?",
        lambda m: f"{m[1]} {m[2]} {m[3]}" + (f" to {m[4]}" if m[4] else ""),
        "Psalm 23:4, Genesis 1:1-3",
        "Psalm twenty-three four, Genesis one one to three",
    ),
    rule(
        rf"\b((?:{_LASTED}) )(\d{{1,2}}):([0-5]\d):([0-5]\d)(?!:?\d)",
        _lasted,
        "It took 2:01:09.",
        "It took two hours one minute nine seconds.",
    ),
    rule(
        r"(?i:\b((?:timer|countdown|alarm in)(?: for| of| to)? ))(\d{1,2}):00(?!:?\d| ?[AaPp]\.?[Mm])",
        lambda m: f"{m[1]}{m[2]} minute{'' if m[2] == '1' else 's'}",
        "a timer for 10:00",
        "a timer for ten minutes",
    ),
    rule(
        r"(?<![\w.])(\d{1,3})\s?['′]\s?(1[2-9]|[2-5]\d|0\d)(\.\d{1,3})?(?:\"|″|'')(?![\w]|\s?[NSEW]\b)(?<!°\d)",
        lambda m: f"{m[1]} minutes {int(m[2])}{m[3] or ''} seconds",
        "a mile in 3'45\"",
        "a mile in three minutes forty-five seconds",
    ),
    rule(
        r"(?<![\d:.,])(\d{1,2}):([0-5]\d) ?(min|mins|minutes?|h|hrs?|hours?)\b(?!/)",
        lambda m: _duration_of(m[1], m[2], *(("hour", "minute") if m[3][0] == "h" else ("minute", "second"))),
        "1:30 h or 3:05 min",
        "one hour thirty minutes or three minutes five seconds",
    ),
    rule(
        r"\b((?i:at|by|until|from|to|before|after) )(0?)(\d|1\d|2[0-3])00 hours\b",
        lambda m: f"{m[1]}{'zero ' if m[2] else ''}{m[3]} hundred hours",
        "at 1400 hours",
        "at fourteen hundred hours",
    ),
    rule(r"\b(GMT|UTC)\s?[-–](?=\d)", r"\1 minus ", "14:30 GMT-5", "fourteen thirty GMT minus five"),
    rule(
        r"\b(\d{1,2}(?:[:.][0-5]\d)?)\s?([AaPp])\.?\s?[Mm]\b(?:\.(?=\s+[a-z,]|[,)]|\s?[-–]|\s+(?:[A-Z]{2,3}T|UTC|GMT)\b))?",
        lambda m: f"{m[1].replace('.', ':')} {m[2].upper()}M",
        "at 3:05 pm, 5 a.m. or 3.30pm",
        "at three oh five PM, five AM or three thirty PM",
    ),
    rule(
        r"(?<=[AP]M)\s?[-–]\s?(?=\d)|(?<=\d:\d\d)\s?[-–]\s?(?=\d\d?:\d\d)|(?<=st|nd|rd|th)[-–](?=\d)",
        " to ",
        "9 AM - 5 PM and 12:30-13:45",
        "nine AM to five PM and twelve thirty to thirteen forty-five",
    ),
    rule(
        r"\b((?i:at|until|till|before|after|by) )?(?<![\d.,])(\d{1,2})\s?(?:[hH]|hrs?\s?)([0-5]\d)\b(?!\s?m)",
        _hours_and_minutes,
        "Bake for 1h30, and come at 14h30",
        "Bake for one hour thirty minutes, and come at fourteen thirty",
    ),
    rule(
        r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:\.0+)?(?!:?\d)(?:\s?([AP]M)\b)?",
        _clock,
        "14:30 and 9:00",
        "fourteen thirty and nine o'clock",
    ),
    rule(
        r"\bP(?:\d{1,4}D)?T(?:\d{1,4}[HMS]){1,3}\b|(?<![\w.,])" + rf"{_SPAN}(?:,?\s?{_SPAN}){{1,4}}\b(?!/)",
        _duration,
        "Bake for 1h30m, or 2m 30s",
        "Bake for one hour thirty minutes, or two minutes thirty seconds",
    ),
    rule(
        r"(?<![\w.,])(1[1-9]|20)(\d)0'?s\b",
        _decade,
        "the 1990s, the 1800's",
        "the nineteen nineties, the eighteen hundreds",
    ),
    rule(r"(?<!\w)'(?=\d\d(?![\w'.,]\d|\w))", "", "in '98", "in ninety-eight"),
    rule(
        r"(?<!\w)'(\d)0s\b",
        lambda m: _tens(m[1]),
        "It was big in the '90s.",
        "It was big in the nineties.",
    ),
    rule(
        r"\b((?i:the|early|late|mid|low|lower|high|upper|his|her|my|your|our|their|roaring|swinging)[ -])'?("
        r"[2-9])0'?s\b"
        r"|(?<![\w.,])([2-9])0's\b",
        lambda m: (m[1] or "") + _tens(m[2] or m[3]),
        "in the 80s, in his mid-30s, 90's",
        "in the eighties, in his mid-thirties, nineties",
    ),
    rule(
        r"(?<=ies)( (?:and|or|to|through|into)(?: (?:the|early|late))? |, |\s?[-–]\s?)'?([2-9])0'?s\b",
        lambda m: f"{' to ' if m[1].strip() in {'-', '–'} else m[1]}{_tens(m[2])}",
        "the 1920s and 30s, the 80s-90s",
        "the nineteen twenties and thirties, the eighties to nineties",
    ),
    rule(
        rf"(?<![\w.,])([2-9])0s(?= (?:{_MUSIC})\b)",
        lambda m: _tens(m[1]),
        "80s music",
        "eighties music",
    ),
)
