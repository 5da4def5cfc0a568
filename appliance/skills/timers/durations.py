"""Durations: found in words, and said in words. For any skill; it knows no timers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.skills.enumeration import and_list

SECONDS_OF = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
"""Seconds of a unit, by its first letter."""

_UNIT = r"(?:hours?|hrs?|hour's|h|minutes?|minuets?|mins?|minute's|m|seconds?|secs?|s|days?|weeks?)"
_LONG_UNIT = r"(?:hours?|minutes?|mins?|seconds?|secs?|days?|weeks?)"
_FRACTIONS = {"half": 0.5, "quarter": 0.25, "3 quarters": 0.75, "3 quarter": 0.75}
_FRACTION = r"(half|3 quarters?|quarter)"

_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\b(\d+) 2nds?\b(?! of)", r"\1 seconds"),  # "a 30-second timer" was taken for an ordinal
        (r"\b(\d*)1\u20442\b", r"\1 half"),  # the "1½" of "1½ hours"
        (r"\b(\d+ )?1/2\b", r"\1half"),
        (rf"\banother (?={_LONG_UNIT}\b)", "another 1 "),
        (rf"\b(\d+) (more|extra|additional|further) ({_LONG_UNIT})\b", r"\1 \3 \2"),
        (r"\b(?:our)\b(?= (?:and|timer)|$)", "hour"),
        (r"(?<=\d) ours?\b", " hours"),
        (rf"\b(\d+|an?(?= and)) (?:and )?(?:an? )?{_FRACTION}(?: of an?)? (?={_LONG_UNIT}\b)", "+"),
        (rf"\b(?:a|the) couple(?: of)? (?={_LONG_UNIT}\b)", "2 "),
        (rf"\bcouple(?: of)? (?={_LONG_UNIT}\b)", "2 "),
        (r"\b(?:a )?half(?: of)?(?: an?| 1)? (?=(?:hour|minute|second|day)\b)", "0.5 "),
        (rf"\b(?:a )?{_FRACTION}(?: of)?(?: an?| 1)? (?=(?:hour|minute)\b)", "@"),
        (rf"\b(\d+|an?) ({_LONG_UNIT}) and (?:an? )?{_FRACTION}\b(?! (?:past|to|an|of)\b)", "++"),
        (rf"\b(?:an?|1) (?={_LONG_UNIT}\b)", "1 "),
    )
)
_DURATION = re.compile(
    rf"(?<![\w.:/-])\d+(?:\.\d+)? ?{_UNIT}\b"
    rf"(?:,? (?:and |plus )?\d+(?:\.\d+)? ?{_UNIT}\b)*"
    rf"(?P<rest> (?:and )?[1-5]?\d\b(?!\.\d|:| ?(?:{_UNIT}|am|pm|a m|p m|o'clock|past|to \d|timers?|alarms?|x"
    rf"|times|for|at|of|more)\b))?"
)
_PIECE = re.compile(rf"(\d+(?:\.\d+)?) ?({_UNIT})\b")
_FRACTIONAL = re.compile(rf"\b(\d+\.\d+) ({_LONG_UNIT})\b")


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration within a text."""

    start: int
    """Index of its first character."""
    end: int
    """Index after its last."""
    seconds: float
    """How long it is."""


def with_plain_durations(text: str) -> str:
    """Return a text of `wording.with_digits` in which "half an hour" is "0.5 hour" and "a minute" is "1 minute"."""
    for pattern, words in _REWRITTEN:
        if words in {"@", "+", "++"}:
            text = pattern.sub({"@": _fraction, "+": _sum_before, "++": _sum_after}[words], text)
        else:
            text = pattern.sub(words, text)
    return " ".join(text.split())


def _fraction(match: re.Match[str]) -> str:
    return f"{_FRACTIONS[match[1]]:g} "


def _whole(words: str) -> int:
    return int(words) if words.isdigit() else 1


def _sum_before(match: re.Match[str]) -> str:
    return f"{_whole(match[1]) + _FRACTIONS[match[2]]:g} "


def _sum_after(match: re.Match[str]) -> str:
    return f"{_whole(match[1]) + _FRACTIONS[match[3]]:g} {match[2]}"


def durations(text: str) -> Iterator[Duration]:
    """Yield the durations in a text of `with_plain_durations`, first to last."""
    for match in _DURATION.finditer(text):
        end = match.start("rest") if match["rest"] else match.end()
        pieces = [(float(n), unit[0]) for n, unit in _PIECE.findall(text[match.start() : end])]
        seconds = sum(n * SECONDS_OF[unit] for n, unit in pieces)
        smaller = {"h": 60, "m": 1}.get(pieces[-1][1])
        if match["rest"] and smaller:
            seconds += int(match["rest"].split()[-1]) * smaller
            end = match.end()
        yield Duration(match.start(), end, seconds)


def duration_s(text: str) -> float | None:
    """Return how long the duration is that this text is, in seconds; None if it is not one, or more than one."""
    text = with_plain_durations(text)
    found = next(durations(text), None)
    return found.seconds if found and (found.start, found.end) == (0, len(text)) else None


def spoken_duration(seconds: float) -> str:
    """Return a duration in words and figures, to the second: "1 hour, 5 minutes and 10 seconds"."""
    left = max(0, round(seconds))
    parts = []
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count != 1 else ''}")
    return and_list(parts) or "0 seconds"


def with_spoken_durations(text: str) -> str:
    """Return a text of `with_plain_durations` in which "0.5 hour" is "30 minutes" and "1.5 hours" has no fraction."""
    return _FRACTIONAL.sub(lambda match: spoken_duration(float(match[1]) * SECONDS_OF[match[2][0]]), text)


def rough_duration(seconds: float) -> str:
    """Return a duration to the minute from one hour, to the half minute from ten minutes, else to the second."""
    step = 60 if seconds >= 3600 else 30 if seconds >= 600 else 1
    return spoken_duration(round(seconds / step) * step)
