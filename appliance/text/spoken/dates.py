"""English dates into words."""

from __future__ import annotations

import re
from datetime import date

from appliance.text.number_words import words_of_whole
from appliance.text.spoken.rules import rule

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_SHORT_MONTH = r"(Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_TO = r"\s?(?:-|–|to)\s?"  # noqa: RUF001
_YEAR = r"(?:(,? ?)\b((?:1\d|20)\d\d)\b(?![.,:]?\d|[ -](?:people|[a-z]+s|euros?|dollars?|percent|feet)\b|[%°]))?"
_WEEKDAY = r"\b(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
_ON = r"\b((?i:on|until|till|before|after|since|due|dated?|from) )"
_PARTS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/8", "3/8", "5/8", "7/8"})
_NO_PART = r"(?![\w/]|[.,]\d|(?: of)?(?: (?:a|an|the))? (?:cups?|tsps?|tbsps?|inch(?:es)?|miles?|of)\b)"


def _is_part(match: re.Match[str]) -> bool:
    """Say whether "until 3/4" is a part of something, not a day."""
    is_dated = match[1].strip().lower() in {"on", "due", "date", "dated"}
    is_part = re.match(r" (?:full|empty|done|gone|cooked|to \d|of|the way)\b", match.string[match.end() :])
    return not is_dated and bool(is_part) and f"{match[2]}/{match[3]}" in _PARTS


def _month(name: str) -> str:
    return next(month for month in MONTHS if month.startswith(name[:3]))


def _ordinal(day: str) -> str:
    return words_of_whole(day, "ordinal")


def _full_year(year: str) -> str:
    if len(year) == 2:
        year = ("20" if int(year) < 70 else "19") + year
    return words_of_whole(year, "year")


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year) if len(year) == 4 else 2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _month_first(written: str, month: str, day: str, year: str = "") -> str:
    if not _exists(year or "2000", month, day):
        return written
    return f"{MONTHS[int(month) - 1]} {_ordinal(day)}" + (f", {_full_year(year)}" if year else "")


def _day_first(written: str, day: str, month: str, year: str = "") -> str:
    if not _exists(year or "2000", month, day):
        return written
    return f"the {_ordinal(day)} of {MONTHS[int(month) - 1]}" + (f", {_full_year(year)}" if year else "")


def _slashed(written: str, first: str, second: str, year: str = "") -> str:
    """Read the month first, as in the United States, unless the first number is too large for a month."""
    if int(first) <= 12:
        return _month_first(written, first, second, year)
    return _day_first(written, first, second, year)


def _iso(match: re.Match[str]) -> str:
    year, month, day, time, zone = match.groups()
    said = _month_first(match[0], month, day, year)
    if not time or said == match[0]:
        return said
    return f"{said} at {time.removesuffix(':00') if len(time) == 8 else time}{_zone(zone or '')}"


def _zone(written: str) -> str:
    if not written or written == "Z":
        return " UTC" if written else ""
    hours, minutes = int(written[1:3]), written[-2:]
    said = f"{' plus ' if written[0] == '+' else ' minus '}{words_of_whole(str(hours))}"
    return f" UTC{said}" + ("" if minutes == "00" else f" {words_of_whole(minutes)}")


def _named(match: re.Match[str]) -> str:
    """Read "Nov. 28-30, 2026"."""
    name, day, last, comma, year = match.groups()
    if not all(1 <= int(one) <= 31 for one in (day, last or day)):
        return match[0]
    said = f"{_month(name)} {_ordinal(day)}" + (f" to {_ordinal(last)}" if last else "")
    return said + _of_year(comma, year)


def _day_named(match: re.Match[str]) -> str:
    """Read "the 28th to 30th of November 2026"."""
    the, day, last, name, comma, year = match.groups()
    if not all(1 <= int(one) <= 31 for one in (day, last or day)):
        return match[0]
    said = f"{the or 'the '}{_ordinal(day)}" + (f" to the {_ordinal(last)}" if last else "") + f" of {_month(name)}"
    return said + _of_year(comma, year)


def _of_year(comma: str | None, year: str | None) -> str:
    return f"{',' if comma and comma.strip() else ''} {words_of_whole(year, 'year')}" if year else ""


def _weekday(short: str) -> str:
    return next(day for day in _DAYS if day.startswith(short[:2]))


DATES = (
    rule(
        r"(?<![\w-])(\d{4})[-/.](\d\d)[-/.](\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?(?!"
        r"[\w/-])",
        _iso,
        "2024-05-01T14:30Z",
        "May first, twenty twenty-four at fourteen thirty UTC",
    ),
    rule(
        r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\w/])",
        lambda m: _slashed(*m.group(0, 1, 2, 3)),
        "7/4/1776 and 25/12/2026",
        "July fourth, seventeen seventy-six and the twenty-fifth of December, twenty twenty-six",
    ),
    rule(
        r"(?<![\w.])(\d{1,2})\. ?(\d{1,2})\. ?((?:1\d|20)\d\d)(?!\w|\.\d)",
        lambda m: (_day_first if int(m[2]) <= 12 else _month_first)(*m.group(0, 1, 2, 3)),
        "Today is 28.11.2026.",
        "Today is the twenty-eighth of November, twenty twenty-six.",
    ),
    rule(
        r"(?<![\w-])(\d{1,2})-(\d{1,2})-((?:1\d|20)\d\d)(?![\w-])",
        lambda m: _slashed(*m.group(0, 1, 2, 3)),
        "28-11-2026",
        "the twenty-eighth of November, twenty twenty-six",
    ),
    rule(
        _ON + r"(\d{1,2})\.(\d{1,2})\.(\d\d)?(?=\s|$|[.,;:!?)\"'])",
        lambda m: m[1] + _day_first(m[0][len(m[1]) :], m[2], m[3], m[4] or ""),
        "It opens on 24.12. at noon.",
        "It opens on the twenty-fourth of December at noon.",
    ),
    rule(
        r"(?:(?<=^)|(?<=[Tt]he ))(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(?= [a-z])",
        lambda m: _day_first(m[0], m[1], m[2]),
        "31.12. is the last day, and the 1.5. is free.",
        "the thirty-first of December is the last day, and the first of May is free.",
    ),
    rule(
        _ON + rf"(?!9/11\b)(\d{{1,2}})/(\d{{1,2}}){_NO_PART}",
        lambda m: m[0] if _is_part(m) else m[1] + _slashed(m[0][len(m[1]) :], m[2], m[3]),
        "Christmas is on 12/25.",
        "Christmas is on December twenty-fifth.",
    ),
    rule(
        r"(?<![\w/])(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\w/])",
        lambda m: f"{MONTHS[int(m[1]) - 1]} {words_of_whole(m[2], 'year')}",
        "It expires 11/2026.",
        "It expires November twenty twenty-six.",
    ),
    rule(
        r"(?<![\w-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\w-]| (?:season|school|academic|fiscal|budget))",
        lambda m: f"{MONTHS[int(m[2]) - 1]} {words_of_whole(m[1], 'year')}",
        "since 2026-11",
        "since November twenty twenty-six",
    ),
    rule(
        rf"{_WEEKDAY}(?=,? (?:the )?(?:\d|{_MONTH} \d))",
        lambda m: _weekday(m[1]) if m[1] != "Sun" or m[0] == "Sun." or "," in m.string[m.end() : m.end() + 1] else m[0],
        "Sat, Nov 28",
        "Saturday, November twenty-eighth",
    ),
    rule(
        rf"\b{_MONTH} {_DAY}(?:{_TO}{_DAY})?\b(?![.:,]?\d|[%°/]| ?[AP]M\b){_YEAR}",
        _named,
        "It happened on Nov 28-30, 2026 and on Sept. 3.",
        "It happened on November twenty-eighth to thirtieth, twenty twenty-six and on September third.",
    ),
    rule(
        rf"(?:\b([Tt]he ))?(?<![\w.,:/$€£-]){_DAY}\.?(?:{_TO}(?:the )?{_DAY}\.?)?(?: of)?[ -]{_MONTH}(?!\s?\d{{1,2}}\b)"
        rf"(?:-(?=\d{{4}}))?{_YEAR}",
        _day_named,
        "the 28th of Nov. 2026, 4 July and 28-Nov-2026",
        "the twenty-eighth of November twenty twenty-six, the fourth of July and the twenty-eighth of November twenty "
        "twenty-six",
    ),
    rule(
        rf"\b{_MONTH} (?=(?:1\d|20)\d\d\b(?!\.\d))",
        lambda m: f"{_month(m[1])} ",
        "Sept. 2026",
        "September twenty twenty-six",
    ),
    rule(
        rf"\b([Tt]he) the (?=[\w-]{{1,20}} of (?:{'|'.join(MONTHS)}))",
        r"\1 ",
        "since the 28.11.2026",
        "since the twenty-eighth of November, twenty twenty-six",
    ),
)
NAMES = (
    rule(
        rf"{_WEEKDAY}\s?[-–]\s?{_WEEKDAY}",  # noqa: RUF001
        lambda m: f"{_weekday(m[1])} to {_weekday(m[2])}",
        "open Mon-Fri",
        "open Monday to Friday",
    ),
    rule(
        rf"\b((?i:in|since|until|till|by|of|last|next|this|from|to|mid|early|late|and"
        rf"|or)[ -]){_SHORT_MONTH}(?=\s+[a-z]|[,;)])",
        lambda m: f"{m[1]}{_month(m[2])}",
        "in Nov. or so",
        "in November or so",
    ),
    rule(
        r"\b(Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec)\.(?=\s?(?:$|[-–]|(?:to|and|or|until|through)\b))",  # noqa: RUF001
        lambda m: _month(m[1]) + ("." if m.end() == len(m.string) else ""),
        "Jan. to Dec.",
        "January to December.",
    ),
    rule(
        r"\b(Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.(?=\s(?:[a-z]|\d))",
        lambda m: _weekday(m[1]),
        "Mon. at noon",
        "Monday at noon",
    ),
)
