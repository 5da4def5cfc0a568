"""What is wanted of timers: the words of a template's slots, judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from appliance.intents import SlotValue
from appliance.skills.timers.clock_times import find_when
from appliance.skills.timers.durations import SECONDS_OF, Duration, durations
from appliance.skills.timers.items import Item
from appliance.skills.timers.names import name_of, name_within, stripped
from appliance.skills.timers.selection import Selection, selection

Slots = dict[str, SlotValue]
Request = tuple[str, Slots]
Words = Mapping[str, str]

_TIMER_WORD = re.compile(r"\b(?:timers?|countdowns?)\b")
_ALARM_WORD = re.compile(r"\balarms?\b")
_ANOTHER = re.compile(
    r"\s*(?:,|and)? ?(?:then )?(?:another|a 2nd|2nd|1|a|1 more|and)?(?: (?:1|timer))?(?: for| of)?\s*"
)
_UP = re.compile(
    r"(?:^|(?<= ))(?:(?:is|are|have|has) (?:up|over|passed|gone|gone by|elapsed|done|finished)|pass|passes|later"
    r"|from now|time|has gone by)\b"
)
_QUESTION = re.compile(r"\b(?:time|long|longer|left|remaining|remains|to go|minutes|seconds|hours)\b")
_NOT_JUST = re.compile(
    r"(?:my|the|your|this|that|his|her|our|their|extend|lengthen|push|keep|forget|cancel|stop|pause|resume|add|show|check|remove"
    r"|delete|end|move|take|give|increase|reduce|shorten|restart|reset|continue|hold|clear|kill|turn|switch) "
)
_LISTED = re.compile(r"\btimers (?:for |of )?((?:\d+,? )+and \d+) (minutes?|hours?|seconds?)$")
_MORE = re.compile(r"\b(?:more|extra|additional|further|another)\b")


def start_timer(slots: Words, text: str) -> Request | None:  # noqa: PLR0911  (one line for each reason)
    """Judge "set a pasta timer for ten minutes"."""
    if "until" in slots:
        return _let_me_know(slots["until"])
    front, back = slots.get("what", slots.get("just", slots.get("thing", ""))), slots.get("rest", "")
    found, name = _durations_and_name(front, back)
    if name is None:
        return None
    if listed := _LISTED.search(text):
        each = SECONDS_OF[listed[2][0]]
        return "start_timers", {"durations_s": [f"{int(n) * each}" for n in re.findall(r"\d+", listed[1])], "name": ""}
    if found and re.search(r"\d", name):
        return None
    if "just" in slots:
        said_front = bool(list(durations(front)))
        if not found or _NOT_JUST.match(front):
            return None
        if back and said_front and not re.match(r"(?:for|called|named|labelled|to|please|now)\b", back):
            return None
        if not said_front and not re.fullmatch(r"(?:for |of |in )?[\d.].*", back):
            return None
    if "thing" in slots and not found:
        return None
    if not found:
        return _without_duration(front, back, name, text)
    if len(found) > 1:
        return "start_timers", {"durations_s": [f"{each:g}" for each in found], "name": name}
    return "start_timer", {"duration_s": found[0], "name": name}


def _durations_and_name(front: str, back: str) -> tuple[list[float], str | None]:
    """Return the durations and the name said before and after "timer"; the name is None if it makes no sense."""
    before, rest_before = _taken_out(front)
    after, rest_after = _taken_out(back)
    if before and after:
        return [], None
    names = [name_of(rest) for rest in (rest_after, rest_before)]
    if None in names:
        return [], None
    return before or after, next((name for name in names if name), "")


def _taken_out(words: str) -> tuple[list[float], str]:
    found: list[Duration] = list(durations(words))
    if not found:
        return [], words
    kept = [found[0]]
    for duration in found[1:]:
        if not _ANOTHER.fullmatch(words[kept[-1].end : duration.start]):
            break
        kept.append(duration)
    before = re.sub(r"\b(?:1|one)(?: timer)? for $", "", words[: kept[0].start])
    return [each.seconds for each in kept], f"{before} {words[kept[-1].end :]}".strip()


def _without_duration(front: str, back: str, name: str, text: str) -> Request | None:
    when = find_when(back or front, loose=False)
    if when and when.hour is not None:
        clear = (
            when.half in {"am", "pm"}
            or re.search(r"\d (?:past|to) \d|quarter|half", text)
            or when.part
            or when.in_days is not None
            or "o'clock" in text
            or re.match(r"(?:at|until|till)\b", back)
        )
        if clear and not re.match(r"(?:\w+ )*\d+ timers", front):
            return "set_alarm_at", {"text": back or front}
    if re.match(r"(?:how|what|why|when|who|is|are|does|do|did|was)\b", text) or "timers" in text.split():
        return None
    if _TIMER_WORD.match(text) and not re.fullmatch(r"(?:timers?|countdowns?)(?: please| now)?(?: for [\w ]+)?", text):
        return None
    if _TIMER_WORD.match(text) and name:
        return None
    if re.search(r"\d.*[a-z]|[a-z].*\d", name):
        return None
    return "ask_duration", {"name": "" if re.fullmatch(r"[\d.:]+", name) else name}


def _let_me_know(words: str) -> Request | None:
    found, rest = _taken_out(words)
    rest = _UP.sub("", rest).strip()
    if len(found) != 1 or stripped(rest):
        return None
    return "start_timer", {"duration_s": found[0], "name": ""}


def selected_timers(name: str, slots: Words, text: str, timers: Sequence[Item]) -> Request | None:
    """Judge "cancel the pasta timer", "pause all timers", and "pause the pasta", if there is such a timer."""
    if "known" in slots:
        known = _timer_meant(slots["known"], timers)
        return (name, selection_slots(known)) if known and known.name else None
    wanted = selection(f"{slots.get('what', '')} {slots.get('rest', '')}".strip(), plural="timers" in text.split())
    if wanted is None:
        return None
    if re.search(r"\b(?:all|every|both|each)\b", text):
        wanted = Selection(True, wanted.name, wanted.total_s, wanted.order)
    return name, selection_slots(wanted)


def selection_slots(wanted: Selection) -> Slots:
    """Return a selection as slots."""
    return {"all": wanted.everything, "name": wanted.name, "total_s": wanted.total_s, "order": wanted.order}


def change_time(name: str, slots: Words, text: str, timers: Sequence[Item]) -> Request | None:
    """Judge "add two minutes to the pasta timer"."""
    time = " ".join(_MORE.sub(" ", slots["time"]).split())
    if re.fullmatch(r"\d+", time) and _TIMER_WORD.search(text):
        time += " minutes"
    found = list(durations(time))
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(time)):
        return None
    what = slots.get("what", "it")
    if "what" not in slots and _TIMER_WORD.search(text):
        what = f"{slots.get('named', '')} timer".strip()
    wanted = _timer_meant(what, timers)
    if wanted is None or (what == "it" and not timers):
        return None
    if re.search(r"\b(?:all|every|both|each)\b", text):
        wanted = Selection(True, wanted.name, wanted.total_s, wanted.order)
    seconds = -found[0].seconds if name == "take_time" else found[0].seconds
    return ("set_time" if name == "set_time" else "add_time"), {"duration_s": seconds, **selection_slots(wanted)}


def time_left(slots: Words, text: str, timers: Sequence[Item]) -> Request | None:
    """Judge "how long is left on the pasta timer", "when are the eggs done"."""
    thing = slots.get("thing")
    if thing is None:
        if not _QUESTION.search(text) or not (timers or re.search(r"\b(?:left|remaining)\b", text)):
            return None
        return "time_left", selection_slots(Selection())
    if _ALARM_WORD.search(thing):
        return "list_alarms", {"text": ""} if re.fullmatch(r"(?:my|the|next|my next|the next) alarm", thing) else {
            "text": thing
        }
    wanted = _timer_meant(thing, timers)
    return ("time_left", selection_slots(wanted)) if wanted else None


def _timer_meant(words: str, timers: Sequence[Item]) -> Selection | None:
    """Return which timer words mean that must say "timer", or the name of one that is set."""
    says_timer = bool(_TIMER_WORD.search(words))
    if re.match(r"(?:a|an|your) ", words):
        return None
    wanted = selection(words, plural="timers" in words.split())
    if wanted is None:
        return None
    if says_timer:
        return wanted
    if words in {"it", "that", "this", "that 1"}:
        return Selection() if timers else None
    known = wanted.name and any(name_within(wanted.name, item.name) for item in timers)
    return wanted if known and not _ALARM_WORD.search(words) else None


def list_timers(slots: Words) -> Request | None:
    """Judge "which timers do I have", "is there a pasta timer"."""
    wanted = selection(slots.get("what", ""), plural=True)
    return ("list_timers", {"name": wanted.name}) if wanted else None
