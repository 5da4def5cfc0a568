"""Which timers, alarms or reminders are meant: by name, duration, order, time of day, or all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.skills.timers.durations import durations
from appliance.skills.timers.items import Item
from appliance.skills.timers.names import name_of, name_within, same_name

_ALL = re.compile(r"\b(?:all|every|both|everything|each|every single)\b")
_ORDER = {
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "4th": 3,
    "last": -1,
    "latest": -1,
    "newest": -1,
    "most recent": -1,
    "oldest": 0,
}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDER)})\b")
_FILLER = re.compile(
    r"\b(?:timers?|countdowns?|alarms?|alarm clocks?|reminders?|all|every|both|each|single|of|the|my|that|this"
    r"|those|these|1|1s|i just set|i set"
    r"|i have set|i have|you set|you have set|you just set|that is|that are|which is|running|current|currently"
    r"|active|existing"
    r"|remaining|right|now|please|set|ringing|other|for|called|named|labelled|in|on|at|me|any|please|just|it|completely|still"
    r"|early|clock|going|off|from|there|is|are|again|more|anymore|will|you|about|to|then|entirely|together)\b"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was said of which one is meant."""

    everything: bool = False
    """True for all of them."""
    name: str = ""
    """Name, or part of it."""
    total_s: float | None = None
    """Duration of a timer, as it was set."""
    order: int | None = None
    """Index in the order in which they were set; -1 is the last."""

    @property
    def is_open(self) -> bool:
        """Return whether nothing was said."""
        return self == Selection()


def selection(words: str, *, plural: bool = False) -> Selection | None:
    """Return what these words, around "timer", say; None if they are no selection."""
    everything = bool(_ALL.search(words))
    total = None
    for found in list(durations(words))[:1]:
        total = found.seconds
        words = words[: found.start] + " " + words[found.end :]
    ordinal = _ORDINAL.search(words)
    if ordinal:
        words = words.replace(ordinal[0], " ", 1)
    rest = " ".join(_FILLER.sub(" ", words).split())
    name = name_of(rest)
    if name is None:
        return None
    is_open = not name and total is None and not ordinal
    return Selection(everything or (plural and is_open), name, total, _ORDER[ordinal[0]] if ordinal else None)


def selected(wanted: Selection, items: Sequence[Item]) -> list[Item]:
    """Return those that are meant; all of them where nothing was said."""
    found = list(items)
    if wanted.name:
        same = [item for item in found if same_name(wanted.name, item.name)]
        found = same or [item for item in found if name_within(wanted.name, item.name)]
    if wanted.total_s is not None:
        found = [item for item in found if item.countdown and abs(item.countdown.total_s - wanted.total_s) < 1]
    if wanted.order is not None:
        found = found[wanted.order :][:1] if -len(found) <= wanted.order < len(found) else []
    return found
