"""Times of day, days and repetitions: found in words. What date that is `dates` works out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
EVERY_DAY = tuple(range(7))
WORKING_DAYS = tuple(range(5))
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class When:
    """What was said of a time; None or () where nothing was."""

    hour: int | None = None
    """0 to 24, as said."""
    minute: int = 0
    """0 to 59; negative after "quarter to"."""
    half: str | None = None
    """"am" or "pm", or "24" where the hour can be no other."""
    part: str | None = None
    """"morning", "noon", "afternoon", "evening" or "night"."""
    in_days: int | None = None
    """Days from today."""
    weekday: int | None = None
    """0 is Monday."""
    next_week: bool = False
    """True for that weekday of the week to come."""
    date: tuple[int, int] | None = None
    """Month and day."""
    days: tuple[int, ...] = ()
    """Weekdays on which it repeats."""
    start: int = 0
    """Index of its first character."""
    end: int = 0
    """Index after its last."""


_HOUR = r"(?:2[0-4]|1\d|0?\d)"
_MINUTE = r"[0-5]\d"
_HALF = r"(?: ?(?P<half{n}>[ap])\.? ?m\b\.?)"
_DAY_NAME = rf"(?:{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_END = r"(?![\w:%/])(?!\.\d)"
_OCLOCK = r"(?: ?(?:o'? ?clock|oclock|o clock|hours?(?! from)|sharp|on the dot|exactly))"
_TIMES = (
    rf"(?P<past>(?:half|(?:a |1 )?quarter|\d\d?)(?: minutes?)?) (?P<way>past|after|to|of|till|til|before"
    rf"|2) (?P<h1>{_HOUR})"
    rf"(?:{_HALF.format(n=1)}|{_OCLOCK})?{_END}",
    rf"half (?P<h7>1[0-2]|\d){_HALF.format(n=7)}?{_END}(?! (?:hours?|minutes?))",
    rf"(?P<h2>{_HOUR})(?:[:.]| oh | o | )(?P<m2>{_MINUTE}|(?<=oh )\d|(?<= o )\d|(?<=0 )\d)"
    rf"(?:{_HALF.format(n=2)}|{_OCLOCK})?{_END}",
    rf"(?P<h3>{_HOUR})(?:{_HALF.format(n=3)}|{_OCLOCK}){_END}",
    rf"(?P<h4>[01]\d|2[0-3]|\d)(?P<m4>{_MINUTE})(?:{_HALF.format(n=4)}|{_OCLOCK})?{_END}",
    r"(?P<noon>(?:12 ?(?:o'clock )?)?(?:noon|midday|mid day))\b",
    r"(?P<midnight>(?:12 )?midnight)\b",
    rf"(?P<h5>{_HOUR}){_END}",
)
_TIME = rf"(?P<time>(?:{'|'.join(_TIMES)}))"
_PART = r"(?P<part>morning|afternoon|evening|night|noon ?time|lunch ?time|dinner ?time|tea ?time|bed ?time)"
_LIST = rf"{_DAY_NAME}s?(?:(?:,| and|,? &)? {_DAY_NAME}s?)*"
_REPEATS = (
    rf"(?:every|each) (?P<each>day|morning|afternoon|evening|night|weekday|week day|working day|work ?day|school day"
    rf"|weekend|single day|{_LIST})(?: (?P<each_part>morning|afternoon|evening|night)s?)?\b(?! of)",
    r"(?:on )?(?P<daily>daily|nightly|all week|every 1 day|7 days a week)\b",
    r"(?:on |for )?(?:the |all )?(?P<plural>weekdays|week days|working days|work ?days|school days|weekends"
    r"|mornings|evenings)\b",
    rf"(?:from )?(?P<from>{_DAY_NAME})s? (?:to|2|through|thru|till|until|-) (?P<until>{_DAY_NAME})s?\b",
    rf"(?:on |for )?(?P<each_of>{_DAY_NAME}(?:,? {_DAY_NAME})*,? and {_DAY_NAME})\b",
    rf"(?:on )?(?P<days>{_DAY_NAME}s(?:(?:,| and)? {_DAY_NAME}s)*)(?: (?P<days_part>morning|afternoon|evening"
    rf"|night)s?)?\b",
)
_DAYS = (
    r"(?P<today>today|this)\b(?= |$)(?! (?:week|month|year|time))",
    r"(?P<tonight>tonight)\b",
    r"(?P<after>(?:on )?the day after tomorrow|day after tomorrow|overmorrow)\b",
    r"(?P<tomorrow>tomorrow|tomorrow's|tmrw|the next day)\b",
    rf"(?:on |for )?(?P<which>this |next |coming |the coming |this coming "
    rf"|the next )?(?P<weekday>{_DAY_NAME})\b(?:'s)?(?P<week> week| next week)?",
    r"in (?P<in>\d+) (?P<in_unit>days?|weeks?)(?: time|'s time|' time)?\b",
    r"(?P<next_week>next week)\b",
    rf"(?:on |for )?(?:the )?(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?(?: day)?(?: of)? (?P<mo1>{_MONTH})\b",
    rf"(?:on |for )?(?P<mo2>{_MONTH}) (?:the )?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:)",
    r"(?:on |for )?the (?P<d3>[0-3]?\d)(?:st|nd|rd|th)\b(?! \w+ (?:timer|alarm))",
)
_PIECE = re.compile(
    rf"(?P<repeat>{'|'.join(_REPEATS)})|(?P<day>{'|'.join(_DAYS)})"
    rf"|(?:(?:in the|at|the|during the|for|on the)? ?{_PART})\b|{_TIME}"
)
_LEAD = re.compile(
    r"(?:(?:at|on|for|by|from|around|about|in|the|and|until|till|this|to|4|first thing|1st thing|early|later"
    r"|starting|beginning|o'clock|sharp) )"
)
_CLEAR_LEAD = re.compile(r"\b(?:at|by|around|for|until|till|about) $")
"""What makes a bare number a time: "at 7"."""


def find_when(text: str, *, loose: bool) -> When | None:
    """Return the first run of words that says a time or a day.

    `loose`: a bare number is an hour, too ("alarm 7"); otherwise only after "at", or with "o'clock", "am" or a day.
    """
    for match in _starts(text):
        if when := _run(text, match, loose=loose):
            return when
    return None


def when_at(text: str, start: int, *, loose: bool) -> When | None:
    """Return what is said of a time from exactly this index on."""
    return _run(text, start, loose=loose)


def _starts(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<![\w.:'-])\w", text)]


def _run(text: str, start: int, *, loose: bool) -> When | None:
    """Take pieces from `start` on, each at most once, as long as they follow one another."""
    said: dict[str, object] = {}
    at, end = start, start
    bare: list[tuple[int, bool]] = []
    while at < len(text):
        piece, where = None, at
        for where in _candidates(text, at):
            piece = _PIECE.match(text, where)
            if piece and not (set(_meaning(piece)) & set(said)):
                break
            piece = None
        if piece is None:
            break
        meaning = _meaning(piece)
        if piece["h5"]:
            bare.append((where, bool(_CLEAR_LEAD.search(text[:where]))))
        said |= meaning
        end = piece.end()
        at = end + 1 if text[end : end + 1] == " " else len(text)
    said.pop("this", None)
    if bare and not loose and not bare[0][1] and not (said.keys() - {"hour", "minute", "half"}):
        return None
    if not said or end == start:
        return None
    return When(**said, start=start, end=end)  # type: ignore[arg-type]


def _candidates(text: str, at: int) -> Iterator[int]:
    """Yield where a piece may begin: here, or after some words as "at"."""
    yield at
    while word := _LEAD.match(text, at):
        at = word.end()
        yield at


def _meaning(piece: re.Match[str]) -> dict[str, object]:
    if piece["time"]:
        return _time(piece)
    if piece["part"]:
        return {"part": _part(piece["part"])}
    return _repeat(piece) if piece["repeat"] else _day(piece)


def _part(word: str) -> str:
    if word.startswith(("noon", "lunch")):
        return "noon"
    if word.startswith(("dinner", "tea")):
        return "evening"
    return "night" if word.startswith("bed") else word


def _time(piece: re.Match[str]) -> dict[str, object]:
    if piece["noon"]:
        return {"hour": 12, "half": "pm"}
    if piece["midnight"]:
        return {"hour": 0, "half": "24"}
    hour = int(next(piece[f"h{n}"] for n in (1, 2, 3, 4, 5, 7) if piece[f"h{n}"]))
    half = next((f"{piece[f'half{n}']}m" for n in (1, 2, 3, 4, 7) if piece[f"half{n}"]), None)
    minute = int(piece["m2"] or piece["m4"] or (30 if piece["h7"] else 0))
    if piece["past"]:
        word = piece["past"].split()
        minute = 30 if word[0] == "half" else 15 if "quarter" in word else int(word[0])
        minute = minute if piece["way"] in {"past", "after"} else -minute
    written = piece["h1"] or piece["h2"] or piece["h4"] or ""
    if half is None and (hour > 12 or hour == 0 or (len(written) == 2 and written[0] == "0")):
        half = "24"
    return {"hour": hour, "minute": minute, **({"half": half} if half else {})}


def _repeat(piece: re.Match[str]) -> dict[str, object]:
    part = piece["each_part"] or piece["days_part"]
    extra: dict[str, object] = {"part": part} if part else {}
    if piece["from"]:
        first, last = WEEKDAYS.index(piece["from"]), WEEKDAYS.index(piece["until"])
        return {"days": tuple(sorted((first + n) % 7 for n in range((last - first) % 7 + 1)))}
    words = piece["each"] or piece["plural"] or piece["daily"] or piece["days"] or piece["each_of"]
    if named := tuple(sorted({WEEKDAYS.index(name) for name in re.findall(_DAY_NAME, words)})):
        return {"days": named, **extra}
    if words.startswith(("weekend",)):
        return {"days": WEEKEND, **extra}
    if words.startswith(("week", "work", "school")):
        return {"days": WORKING_DAYS, **extra}
    if words.rstrip("s") in {"morning", "afternoon", "evening", "night"}:
        extra = {"part": words.rstrip("s")}
    return {"days": EVERY_DAY, **extra, **({"part": "night"} if words == "nightly" else {})}


def _day(piece: re.Match[str]) -> dict[str, object]:  # noqa: PLR0911  (one line for each way to say it)
    if piece["today"]:
        return {"in_days": 0} if piece["today"] == "today" else {"this": True}
    if piece["tonight"]:
        return {"in_days": 0, "part": "night"}
    if piece["after"]:
        return {"in_days": 2}
    if piece["tomorrow"]:
        return {"in_days": 1}
    if piece["weekday"]:
        following = (piece["which"] or "").strip().endswith("next") or bool(piece["week"])
        return {"weekday": WEEKDAYS.index(piece["weekday"]), **({"next_week": True} if following else {})}
    if piece["in"]:
        return {"in_days": int(piece["in"]) * (7 if piece["in_unit"].startswith("w") else 1)}
    if piece["next_week"]:
        return {"in_days": 7}
    for day, month in (("d1", "mo1"), ("d2", "mo2")):
        if piece[day]:
            return {"date": (MONTHS.index(piece[month]) + 1, int(piece[day]))}
    return {"date": (0, int(piece["d3"]))}
