"""Percentages as people say them: "60", "60%", "half", "maximum", "3 quarters", "7 out of 10"."""

from __future__ import annotations

import re

from appliance.skills.wording import number

WORDS = {
    "maximum": 100, "max": 100, "the maximum": 100, "the max": 100, "full": 100, "the full": 100, "loudest": 100,
    "the loudest": 100, "top": 100, "the top": 100, "highest": 100, "the highest": 100, "loud": 100, "high": 100,
    "its maximum": 100, "all": 100, "maximal": 100, "full blast": 100, "full power": 100, "its loudest": 100,
    "minimum": 10, "min": 10, "the minimum": 10, "lowest": 10, "the lowest": 10, "quietest": 10, "the quietest": 10,
    "quiet": 10, "low": 10, "soft": 10, "minimal": 10, "its minimum": 10, "the min": 10,
    "half": 50, "a half": 50, "halfway": 50, "half way": 50, "1 half": 50, "the middle": 50, "medium": 50, "middle": 50,
    "mid": 50, "1/2": 50, "half of it": 50, "normal": 50, "a 3rd": 33, "1 3rd": 33, "1/3": 33, "2 3rds": 67, "2/3": 67,
    "a quarter": 25, "quarter": 25, "1 quarter": 25, "1/4": 25, "3 quarters": 75, "3 quarter": 75, "3/4": 75,
    "zero": 0, "nothing": 0, "nil": 0, "none": 0, "off": 0, "silent": 0, "mute": 0,
}  # fmt: skip
"""The least that is spoken of is 10: "quietest" is not silence."""
_PERCENT = re.compile(r"(?:about |around |exactly |roughly )?(-?[\d.,]+) ?(?:%|percent|per cent|per sent|procent|%s)?")
_OUT_OF = re.compile(r"(?:level )?([\d.]+)(?: out of | of | over |/)([\d.]+)")
_LEVEL = re.compile(r"(?:level|number|step) (\d+)")
_TO = re.compile(r"2(100|[1-9]\d)(?: ?%| percent| per cent)?")
"""What a recogniser makes of "to fifty": 250."""
_DIGITS = re.compile(r"(\d) (\d)")
"""Four zero."""
_CORRECTION = re.compile(
    r"\b(?:no wait|no no|no sorry|no|wait|sorry|i mean|i meant|or rather|rather|actually|make that)\b"
)
_LAST_WORDS = re.compile(r" (?:volume|level|of the volume|loudness|now|now please|setting|again)$")


def percent(words: str) -> int | None:
    """Return the percentage, 0 to 100, that these words are, the last one where they correct themselves; else None."""
    words = _LAST_WORDS.sub("", _CORRECTION.split(words)[-1].strip().removeprefix("to ").strip())
    if (value := WORDS.get(words)) is not None:
        return value
    if (share := _OUT_OF.fullmatch(words)) and (whole := number(share[2])):
        part = number(share[1])
        return _in_range(100 * part / whole) if part is not None else None
    if (level := _LEVEL.fullmatch(words)) and int(level[1]) <= 10:
        return int(level[1]) * 10
    if misheard := _TO.fullmatch(words):
        words = misheard[1]
    elif spelled := _DIGITS.fullmatch(words):
        words = spelled[1] + spelled[2]
    found = _PERCENT.fullmatch(words)
    value_f = number(found[1]) if found else None
    return _in_range(value_f) if value_f is not None else None


def _in_range(value: float) -> int | None:
    return round(value) if 0 <= value <= 100 else None
