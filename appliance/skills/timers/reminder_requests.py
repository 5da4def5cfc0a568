"""What is wanted of reminders: when, and of what, told apart in "tomorrow at nine to call the dentist"."""

from __future__ import annotations

import re
from datetime import datetime

from appliance.skills.timers.alarm_requests import moment_slots
from appliance.skills.timers.clock_times import When, find_when
from appliance.skills.timers.dates import moment
from appliance.skills.timers.durations import durations, with_spoken_durations
from appliance.skills.timers.names import to_second_person
from appliance.skills.timers.timer_requests import Request, Words
from appliance.skills.timers.whens import take_whens, together, when_at_end, when_at_start

_NOT_A_TASK = re.compile(r"^(?:what|how|who|whose|why|which|where|whether|if|when)\b")
_TO_DO = re.compile(r"^(?:to|2|about|that|of|for|it's|it is|i|we|my|the|there|not|too|saying)\b")
_IN = re.compile(r"(?:^|(?<= ))(?:in|after|within|for) $")
_TAIL = re.compile(r"^ ?(?:from now|time|' time)?\b")
_PARTICLE = re.compile(
    r"(?:in|on|off|out|up|down|over|back)(?= (?:(?:at|by|on|in) |tomorrow|tonight|today|this|next|every|daily))"
)
"""Belongs to the verb: a time needs no two of these."""
_DAYS = re.compile(r"(?:days?|weeks?|d|w)$")


def add_reminder(slots: Words, now: datetime) -> Request | None:
    """Judge "remind me to call mum in ten minutes"; the words around "remind me" in their order."""
    front, rest = slots.get("when", "").strip(), slots.get("rest", "").strip()
    if what := slots.get("what"):
        front = f"{front} {what}".strip()
    rest = re.sub(r"^later (?=to|about|that)", "", rest)
    if _NOT_A_TASK.match(rest) and not re.match(r"when (?:it's|it is) ", rest):
        return None
    if front:
        return _in_front(front, rest, now)
    return _in_while(rest) or _at_time(rest, now) or _without_time(rest)


def _in_front(front: str, rest: str, now: datetime) -> Request | None:
    """Judge "in ten minutes" + "to call mum", and "daily" + "to call mum at 8"."""
    found = list(durations(front))
    if len(found) == 1 and not _DAYS.search(front[: found[0].end]):
        around = front[: found[0].start] + _TAIL.sub("", front[found[0].end :])
        if around.strip() in {"in", "after", "", "a"} and (text := task(rest)):
            return "remind_in", {"duration_s": found[0].seconds, "text": text}
        return None
    when, around = take_whens(front, loose=True)
    if when is None or around.strip():
        return None
    end = when_at_end(rest)
    if end and (both := together(when, end)):
        return _reminder(both, _before(rest, end), now)
    start = when_at_start(rest)
    if start and (both := together(when, start)):
        return _reminder(both, rest[start.end :], now)
    return _reminder(when, rest, now)


def _in_while(rest: str) -> Request | None:
    """Judge "in ten minutes to call mum", "to call mum in ten minutes"."""
    for found in durations(rest):
        before, after = rest[: found.start], rest[found.end :]
        if _DAYS.search(rest[: found.end]):
            continue
        after = _TAIL.sub("", after)
        is_in = _IN.search(before) or rest[found.end :].startswith(" from now")
        if not is_in:
            continue
        lead, before = (_IN.search(before) or [""])[0].strip(), _IN.sub("", before).strip()
        if _is_of_task(lead, before, after.strip()):
            continue
        if before and after.strip() and not _TO_DO.match(before):
            continue
        if before and after.strip() and len(after.split()) > 8:
            continue
        words = before if not after.strip() else after.strip() if not before else f"{before} {after.strip()}"
        text = task(words)
        if text:
            return "remind_in", {"duration_s": found.seconds, "text": text}
        if not words.strip():
            return "ask_reminder_text", {"when": f"in {rest[found.start : found.end]}"}
    return None


def _is_of_task(lead: str, before: str, after: str) -> bool:
    """Say whether a duration belongs to what is to be done: "at six to cook it for forty minutes"."""
    start = when_at_start(before)
    is_about = re.match(r"(?:about|of|to|that) ", before)  # "about the three o'clock meeting"
    if start and not is_about and before[start.end :].strip() and not after:
        return True
    return lead == "for" and bool(when_at_start(after) or when_at_end(after))


def _at_time(rest: str, now: datetime) -> Request | None:
    """Judge "tomorrow at nine to call mum", "tomorrow to call mum at nine", "to call mum at nine tomorrow"."""
    start, end = when_at_start(rest), when_at_end(rest)
    if start and start.end == len(rest):
        return "ask_reminder_text", {"when": rest}
    if start and end and end.start > start.end and (both := together(start, end)):
        return _reminder(both, _before(rest, end)[start.end :], now)
    if start:
        after = rest[start.end :].strip()
        return _reminder(start, after, now)
    if end:
        return _reminder(end, _before(rest, end), now)
    middle = find_when(rest, loose=False)
    if middle and (middle.hour is not None or middle.days or middle.in_days is not None):
        return _reminder(middle, f"{rest[: middle.start].rstrip()} {rest[middle.end :].lstrip()}", now)
    return None


def _before(rest: str, end: When) -> str:
    """Return the words before a time at the end: "let the dog in", not "let the dog", of "let the dog in at 5 pm"."""
    particle = _PARTICLE.match(rest, end.start)
    return rest[: particle.end() if particle else end.start]


def _reminder(when: When, words: str, now: datetime) -> Request | None:
    text = task(re.sub(r"(?: (?:at|by|this|the|around|about))+ ?$", "", words.strip()))
    if not text:
        return None
    meant = moment(when, now, purpose="reminder")
    if meant is None:
        return "ask_reminder_time", {"text": text}
    return "add_reminder", {**moment_slots(meant), "text": text}


def _without_time(rest: str) -> Request | None:
    if not rest:
        return "ask_reminder_text", {"when": ""}
    if not re.match(r"(?:to|that i|about|2) ", rest):
        return None
    text = task(rest)
    return ("ask_reminder_time", {"text": text}) if text else None


def is_question(words: str) -> bool:
    """Say whether words ask something, and are nothing to do."""
    return _NOT_A_TASK.match(words) is not None


def task(words: str) -> str:
    """Return what to do, as it is told to the owner: "call your mum"; "" if these words say nothing."""
    words = words.strip(" ,")
    words = re.sub(r"^(?:and |please |also |again |then )+", "", words)
    words = re.sub(
        r"^(?:that |saying |about the fact that )?(?:(?:i|we) (?:need|have|want|ought|am supposed"
        r"|(?:have )?got) to|i (?:must|should)|it's time to|it is time to"
        r"|it's time for|to|2|too|about|of|for|that|saying|called) ",
        "",
        words,
    )
    words = re.sub(r"^to ", "", words)
    words = re.sub(r" (?:and|please|to|2)$", "", words)
    return (
        to_second_person(with_spoken_durations(words))
        if re.search(r"[a-z0-9]", words) and words not in {"to", "about", "me", "again", "later"}
        else ""
    )
