"""What a small recogniser makes of words of commands, put right where nothing else can be meant.

Each row: what is written, what was said, and an example of a sentence in which whisper tiny.en wrote it. A row may only
change words that make no sense as they stand: "time or" before "please", not "or". Kept to what is heard often: the
skills have more of their own.
"""

from __future__ import annotations

import re

MISHEARD = (
    (r"\b(?:timor|timeo|timur|tymer|time uh|tamer)\b", "timer", "Start at 20 minute timeo"),
    (r"\btime of for\b", "timer for", "set a time of for 3 minutes"),
    (r"\btime or (?=please|for|is|to|now)|\btime or$", "timer ", "Stop the tea time or please."),
    (r"^(hey|hi|ok|okay) (?:j[aoeiu]+[rv]+[aiu]s|jarvi|charvis|service|travis)\b", r"\1 jarvis", "Hey Jovis, stop"),
    (r"\b(a|another|my|the) for (?=(?:minute|second|hour) (?:timer|alarm))", r"\1 four ", "Set a for minute timer."),
    (r"\b(a|another|my|the) too? (?=(?:minute|second|hour) (?:timer|alarm))", r"\1 two ", "Set a to minute timer."),
    (r"^start at (?=\d|\w+ (?:minute|second|hour))", "start a ", "Start at 20 minute timer"),
    (r"^cancell?ed (?=(?:\w+ ){0,4}(?:timers?|alarms?|reminders?)$)", "cancel ", "Cancelled timer."),
    (r"^toggled (?=the|my)", "toggle ", "toggled the lamp."),
    (r"^toggable\b", "toggle", "Toggable the lamp."),
    (r"^(?:i'd|and|had|at) (?!like\b)(?=[\w' ]+ to (?:the|my) [\w-]*\s?list$)", "add ", "I'd milk to my list."),
    (r"\b(hours?|minutes?) in (?=\w+(?:[ -]\w+)? (?:minutes?|seconds?)\b)", r"\1 and ", "2 minutes in 30 seconds"),
    (r"^(?:snowsa|snowza|snows|snoos|snus|snoozer)$", "snooze", "Snowsa."),
    (r"\bwait me (?=up|at|in|every|tomorrow|on)", "wake me ", "Can you wait me at 6.30 tomorrow?"),
    (r"\b(?:firm|thermal|term|thermos)[ -]?a? ?st(?:at|ep|ad|op|art)s?\b", "thermostat", "the firm a stat to 21"),
    (r"^(?:was|wears|wheres|where) the nearest\b", "where's the nearest", "Was the nearest petrol station?"),
    (r"^to the power of\b", "two to the power of", "To the power of ten."),
    (r"\bsal(?:ceus|ces|zos|sius|cius)\b|\bsell? ?see ?us\b", "celsius", "350 Fahrenheit in Salces?"),
    (r"\b(?:kill|kilo) (?=met(?:er|re)s?\b)", "kilo", "5 miles in kill meters"),
    (r"^it speaks lower\b", "speak slower", "It speaks lower, please."),
    (r"^(?:spelled|it's spelled?|spells?) (?=\w+$)", "spell ", "Spelled rhythm."),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), said) for pattern, said, _ in MISHEARD)


def put_right(words: str) -> str:
    """Return plain lower-case words with what was misheard put right."""
    for pattern, said in _COMPILED:
        words = pattern.sub(said, words)
    return " ".join(words.split())
