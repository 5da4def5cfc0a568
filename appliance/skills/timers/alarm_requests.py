"""What is wanted of alarms: the words of a template's slots, judged."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from appliance.skills.timers.clock_times import When
from appliance.skills.timers.dates import Moment, moment
from appliance.skills.timers.durations import durations
from appliance.skills.timers.names import name_of, stripped
from appliance.skills.timers.selection import Selection, selection
from appliance.skills.timers.timer_requests import Request, Slots, Words, selection_slots
from appliance.skills.timers.whens import take_whens

_TO_WAKE = re.compile(r"\b(?:to |that |which )?(?:wakes?|waking) (?:me|us)(?: up)?\b|\bwake up(?: call)?\b")
_SINGULAR = re.compile(r"(?<!every )(?<!each )\b(weekday|work ?day|weekend|school day)\b(?! (?:at|morning|evening))")
"""As in "a weekday alarm"."""
_ALL = re.compile(r"\b(?:all|every|both|each)\b(?! (?:day|morning|week|mon|tue|wed|thu|fri|sat|sun|night|evening))")

_NO_WAKING = re.compile(r"\b(?:don't|do not|need to) wake (?:me|us|up)\b")


def set_alarm(  # noqa: PLR0911  (one line for each case)
    words: str, now: datetime, *, purpose: str, is_bare: bool = False
) -> Request | None:
    """Judge what was said around "alarm", or after "wake me"; `is_bare`: without a verb, so a time alone."""
    words = _SINGULAR.sub(r"\1s", words)
    if _TO_WAKE.search(words):
        words, purpose = " ".join(_TO_WAKE.sub(" ", words).split()), "wake"
    if (in_seconds := _after_a_while(words)) is not None:
        seconds, rest = in_seconds
        name = _name(rest, purpose)
        return None if name is None or (is_bare and rest) else ("alarm_in", {"duration_s": seconds, "name": name})
    when, rest = take_whens(words, loose=True)
    if when is None and not is_bare and re.search(r"\d.*\band\b.*\d", words):
        return "one_at_a_time", {}
    name = _name(rest, purpose)
    if name and re.fullmatch(r"[\d:. -]+", name):
        return None if is_bare else ("no_such_time", {})
    if name is None or (is_bare and (when is None or when.hour is None or stripped(rest))):
        return None
    if when is None and re.search(r"\d|o'clock", rest):
        return None if is_bare else ("no_such_time", {})
    if when is None or when.hour is None:
        return ("ask_alarm_time", {"when": words if when else "", "name": name}) if not is_bare else None
    meant = moment(when, now, purpose=purpose)
    return ("set_alarm", {**moment_slots(meant), "name": name}) if meant else None


def _name(rest: str, purpose: str) -> str | None:
    if purpose == "wake" and stripped(rest) and not re.match(r"(?:up )?(?:for|to) ", rest):
        return None
    return name_of(rest)


def _after_a_while(words: str) -> tuple[float, str] | None:
    """Return the seconds of "in 20 minutes", and the other words; None if it is not that."""
    found = list(durations(words))
    if len(found) != 1 or re.search(r"\b(?:days?|weeks?|d|w)$", words[found[0].start : found[0].end]):
        return None
    before, after = words[: found[0].start], words[found[0].end :]
    if re.match(r" (?:past|to|before|after|early|earlier|later)\b", after):
        return None
    return found[0].seconds, f"{before} {re.sub('^ (?:from now|time)', '', after)}".strip()


def moment_slots(meant: Moment) -> Slots:
    """Return a moment as slots."""
    return {
        "at": meant.at.isoformat(timespec="minutes"),
        "days": [str(day) for day in meant.days],
        "is_past": meant.is_past,
    }


def moment_of(slots: Slots) -> Moment:
    """Return the moment that slots are."""
    days = slots["days"]
    assert isinstance(days, list)
    return Moment(datetime.fromisoformat(str(slots["at"])), tuple(int(day) for day in days), bool(slots["is_past"]))


def selected_alarms(name: str, slots: Words, text: str) -> Request | None:
    """Judge "cancel my 7 o'clock alarm", "don't wake me tomorrow"; and "which alarms are there for tomorrow"."""
    words = f"{slots.get('what', '')} {slots.get('rest', '')}".strip()
    return alarms_meant(name, words, text)


def alarms_meant(name: str, words: str, text: str) -> Request | None:
    """Return which alarms (or reminders) words mean, as slots."""
    when, rest = take_whens(_SINGULAR.sub(r"\1s", re.sub(r"\btomorrow's\b", "tomorrow", words)), loose=True)
    if when and when.hour is not None and re.fullmatch(r"(?:all|both) \d", words):
        return None
    plural = bool(re.search(r"\b(?:alarms|reminders)\b", text))
    wanted = selection(rest, plural=plural and not (when and name != "list_alarms"))
    if wanted is None:
        return None
    has_day = when is not None and (when.in_days is not None or when.weekday is not None or when.date is not None)
    if _ALL.search(text) or (has_day and _NO_WAKING.search(text)):
        wanted = Selection(True, wanted.name, None, wanted.order)
    is_next = name.startswith("list") and not plural and not re.search(r"\b(?:any|all)\b", text)
    return name, {
        **selection_slots(wanted),
        **when_slots(when),
        **({"next": True} if is_next or "next" in text.split() else {}),
    }


def when_slots(when: When | None) -> Slots:
    """Return what a time was said to be, as slots for finding what is set at that time."""
    if when is None:
        return {}
    slots: Slots = {"hour": when.hour, "minute": when.minute, "half": when.half, "part": when.part}
    slots |= {
        "next_week": when.next_week,
        "in_days": when.in_days,
        "weekday": when.weekday,
        "date": [str(n) for n in when.date or ()],
    }
    return {**slots, "days": [str(day) for day in when.days]}


def when_of(slots: Slots) -> When | None:
    """Return the time that slots of `when_slots` are."""
    if "hour" not in slots:
        return None
    date, days = slots["date"], slots["days"]
    assert isinstance(date, list)
    assert isinstance(days, list)
    values = {name: slots[name] for name in ("hour", "minute", "half", "part", "in_days", "weekday")}
    when = When(**values)  # type: ignore[arg-type]
    return replace(
        when,
        date=(int(date[0]), int(date[1])) if date else None,
        days=tuple(int(day) for day in days),
        next_week=bool(slots.get("next_week")),
    )


def change_alarm(slots: Words) -> Request | None:
    """Judge "move my 7 o'clock alarm to 8"."""
    new, rest = take_whens(slots["when"], loose=True)
    if new is None or stripped(rest):
        return None
    found = alarms_meant("change_alarm", f"{slots.get('what', '')} {slots.get('old', '')}".strip(), "alarm")
    if found is None:
        return None
    return found[0], {**found[1], **{f"new_{name}": value for name, value in when_slots(new).items()}}
