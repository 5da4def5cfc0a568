"""Several pieces of a time in one sentence, put together: "every day" in front, "at 8" at the end."""

from __future__ import annotations

import re
from dataclasses import fields, replace

from appliance.skills.timers.clock_times import When, find_when, when_at

_PLACE = ("start", "end")
_NOTHING = When()


def said(when: When) -> dict[str, object]:
    """Return what was said, by field."""
    return {
        field.name: getattr(when, field.name)
        for field in fields(When)
        if field.name not in _PLACE and getattr(when, field.name) != getattr(_NOTHING, field.name)
    }


def together(one: When, other: When) -> When | None:
    """Return what both say together; None if they contradict each other."""
    if set(said(one)) & set(said(other)):
        return None
    merged = replace(one, **said(other))  # type: ignore[arg-type]
    days = [merged.in_days is not None, merged.weekday is not None, merged.date is not None, bool(merged.days)]
    return merged if sum(days) <= 1 or (merged.weekday is not None and merged.date is not None) else None


def take_whens(text: str, *, loose: bool) -> tuple[When | None, str]:
    """Return all that is said of a time, and the words around; None if nothing is, or it makes no sense."""
    whole: When | None = None
    for _ in range(4):
        found = find_when(text, loose=loose)
        if found is None:
            break
        merged = found if whole is None else together(whole, found)
        if merged is None:
            return None, text
        whole = merged
        text = " ".join(f"{text[: found.start]} | {text[found.end :]}".split())
    return whole, re.sub(r"\s*\|\s*", " ", text).strip()


def when_at_start(text: str) -> When | None:
    """Return what is said of a time at the very beginning."""
    lead = re.match(r"(?:(?:at|on|for|by|in|this|around) )?", text)
    start = lead.end() if lead else 0
    return when_at(text, 0, loose=False) or when_at(text, start, loose=start > 0)


def when_at_end(text: str) -> When | None:
    """Return what is said of a time at the very end, as long as it is."""
    starts = [match.start() for match in re.finditer(r"(?<![\w.:'-])\w", text)]
    for start in starts[-14:]:
        when = when_at(text, start, loose=False)
        if when and when.end == len(text):
            return when
    return None
