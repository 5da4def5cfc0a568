"""What was heard, made plain: misheard small words mended, durations in one form, and corrections carried out."""

from __future__ import annotations

import re

from appliance.skills.timers.clock_times import When, when_at
from appliance.skills.timers.durations import durations, with_plain_durations
from appliance.skills.wording import with_digits

_MENDED = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\b([2-9])2nd\b(?=.* (?:timer|countdown)\b)", r"\g<1>0 seconds"),
        (r"^(?:mind|be able to|possibly|perhaps|maybe|go and|quickly|be so kind as to|be kind enough to) ", ""),
        (r"^setting ", "set "),
        (r"^(start|creat|mak|add|cancel|wak|remind|paus|delet|resum)(?:l?)ing (?=\w+ )", r"\1 "),
        (r"^(creat|mak|wak|paus|delet|resum) (?=\w+ )", r"\1e "),
        (r"\btimer 4 to (?=minutes?|seconds?|hours?)", "timer for 2 "),
        (r"\b(timer|timers|countdown|alarm|alarms|reminder|me up|me) 4 (?=\d|an? |half |quarter |the )", r"\1 for "),
        (r"\b(for|in) (?:for|fore) (?=minutes?|seconds?|hours?)", r"\1 4 "),
        (r"\b(for|in|a|timer) (?:to|too) (?=minutes?|seconds?|hours?)", r"\1 2 "),
        (r"\b(for|in|a) (?:won) (?=minutes?|seconds?|hours?)", r"\1 1 "),
        (r"\b(for|in|a|at|up) (?:ate) ?(?=minutes?|seconds?|hours?|o'clock|a m|am|pm|p m|$)", r"\1 8 "),
        (r"\b(for|in|a) tin (?=minutes?|seconds?)", r"\1 10 "),
        (r"^(set|start|create) (a|the|another|my) time (?=for \d+ ?(?:minute|second|hour|min|sec))", r"\1 \2 timer "),
        (r"\b(a\.? ?m|p\.? ?m)\b\.", r"\1"),
        (r"\b(?:wakeup|wake-up)\b", "wake up"),
        (r"\bcount[- ]down\b", "countdown"),
        (r"\b(?:time er|tymer|timmer)\b", "timer"),
        (r"\b(?:remined|re mind)\b", "remind"),
        (r"\b(?:any more|anymore|right now|at the moment|currently|at all|as well)$", ""),
        (r"\bwhen (?:it's|it is|it gets to) (?=\d|half|quarter|noon|midday|midnight)", "at "),
        (r"\b(what|time|how much|how long)'s\b", r"\1 is"),
        (r"\bhow's\b", "how is"),
        (r"\b(for|at) (1?\d) (?:to|2) ([2-5]\d)\b(?! ?(?:minutes?|mins?|seconds?|hours?))", r"\1 \2:\3"),
        (r"\b(half|quarter|\d\d?) pass(?:ed)?\b", r"\1 past"),
        (r"\b(\d\d?) a clock\b", r"\1 o'clock"),
        (r"\b((?:alarm|me|up) (?:to|for|at)|half past|quarter (?:past|to)) a(?=$| tomorrow)", r"\1 8"),
        (r"\b((?:alarm|me|up) at|half past|quarter (?:past|to)) for(?=$| tomorrow)", r"\1 4"),
        (r"\b((?:alarm|me|up) at|half past|quarter past) too?(?=$| tomorrow)", r"\1 2"),
        (r"^at what time\b", "what time"),
        (r"\b(for|at|to|alarm|by) (\d{1,2}) ?-([0-5]\d)\b", r"\1 \2:\3"),
        (r"\b(when|where)'s\b", r"\1 is"),
        (r"\bso (?:that )?(?:i|we) (?:don't|do not|won't) forget (?:about |to )?", "for "),
        (r"\b(?:this|that) 1(?= for\b)", ""),
        (r"\bthere's\b", "there is"),
        (r"\bi've\b", "i have"),
    )
)
_AFTER = re.compile(r"(?: (?:starting now|beginning now|right now|(?<!from )now|okay|ok|for us|will ya))$")
_FIXES = (
    r"(?:no|nope|nah|wait|sorry|actually|i mean|i meant|or rather|rather|correction|scratch that|make that|make it"
    r"|hang on|hold on|let's say|let's make it|let's do|better|change that to|i'd rather|oh|or|better make it"
    r"|say|not that)"
)
_FIX = re.compile(
    rf" (?:(?:no|nope|nah|wait|sorry|actually|i mean|i meant|rather|correction|scratch that|make that|make it"
    rf"|hang on|hold on|let's make it|oh no|or rather|or better|better)\b)(?: {_FIXES}\b)* "
)
_LEAD = re.compile(r"^(?:(?:for|in|at|to|on|until|a|the)\b )?")
_NEVER_MIND = re.compile(
    rf" (?:{_FIXES} )*(?:never ?mind|forget it|forget that|forget about it|don't|cancel that|cancel it|no don't"
    rf"|leave it|don't bother)$"
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|an?|my) (?:[\w']+ ){1,3}(?:no|sorry|i mean|i meant|actually|wait|rather)(?: (?:no|wait|sorry"
    r"|i mean|i meant|actually|make that|make it))* "
    r"(?=(?:the|an?|my) (?:[\w']+ ){0,4}?(?:timers?|alarms?|reminders?|1|countdown)\b)"
)
_VERB_BEFORE = re.compile(
    r"^(?:\w+ ){1,2}(?:no|sorry|i mean|i meant|actually|wait|rather)(?: (?:no|wait|sorry|i mean))* "
    r"(?=(?:set|start|cancel|stop|pause|resume|delete|create|wake|remind|add)\b)"
)
_HALF = re.compile(r"(?: ?[ap] ?m| in the (?:morning|evening|afternoon)| at night)$")
_DAY_WORDS = re.compile(r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")


def heard(transcript: str) -> str:
    """Return the words of a transcript, plain, with what was corrected left out; "" if all of it was taken back."""
    text = with_digits(transcript)
    for pattern, words in _MENDED:
        text = pattern.sub(words, text)
    text = with_plain_durations(" ".join(text.split()))
    if _NEVER_MIND.search(text):
        return ""
    text = _VERB_BEFORE.sub("", _NOUN_BEFORE.sub("", text))
    for _ in range(3):
        corrected = _corrected(text)
        if corrected == text:
            break
        text = corrected
    while match := _AFTER.search(text):
        text = text[: match.start()]
    return text


def _corrected(text: str) -> str:
    for match in _FIX.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        after = _LEAD.sub("", after, count=1)
        if (fixed := _duration_fixed(before, after) or _when_fixed(before, after)) is not None:
            return fixed
    return text


def _duration_fixed(before: str, after: str) -> str | None:
    """Mend "5 no 10 minutes", "5 minutes no 10"."""
    new = next((found for found in durations(after) if found.start == 0), None)
    old = next((found for found in durations(before) if found.end == len(before)), None)
    if old is None:
        number = re.search(r"(?<![\w.])\d+(?:\.\d+)?$", before)
        return before[: number.start()] + after if number and new else None
    if new:
        return before[: old.start] + after
    unit = before.rsplit(" ", 1)[-1]
    number = re.match(r"(\d+(?:\.\d+)?)(?= |$)(?! ?(?:am|pm|a m|p m|o'clock|past))", after)
    return f"{before[: old.start]}{number[1]} {unit}{after[number.end() :]}" if number and unit.isalpha() else None


def _when_fixed(before: str, after: str) -> str | None:
    """Mend "7 no 8 am", "tomorrow no friday at 7"."""
    new = when_at(after, 0, loose=True)
    if new is None:
        return None
    said = _said(new)
    starts = [found.start() for found in re.finditer(r"(?<![\w.:'])\w", before)][-8:]
    runs = [when for start in starts if (when := when_at(before, start, loose=True)) and when.end == len(before)]
    for old in runs:
        if _said(old) <= said:
            half = _HALF.search(before[old.start :])
            has_half = new.half or new.part
            tail = half[0] if half and not has_half and new.hour is not None else ""
            at = "at " if new.hour is not None else ""
            return before[: old.start] + at + after[: new.end] + tail + after[new.end :]
    if runs and said == {"day"} and (day := list(_DAY_WORDS.finditer(before))):
        return before[: day[-1].start()] + after[: new.end] + before[day[-1].end() :] + after[new.end :]
    return None


def _said(when: When) -> set[str]:
    said = {"time"} if when.hour is not None else set()
    if when.in_days is not None or when.weekday is not None or when.date or when.days:
        said.add("day")
    return said or {"part"}
