"""What ends the ringing, or puts it off: understood only while something rings, or rang just now."""

from __future__ import annotations

import re

from appliance.skills.timers.durations import durations
from appliance.skills.timers.timer_requests import Request

SNOOZE_S = 540.0
"""Without another word: nine minutes, as alarm clocks have it."""

_THING = (
    r"(?:it|that|this|everything|all|that thing|the thing|(?:(?:the|my|that|this) )?(?:alarm clock|alarms?"
    r"|timers?|reminders?|noise|sound|ringing|beeping|racket))"
)
_END = (
    rf"(?:stop|cancel|end|kill|dismiss|silence|mute|clear|quit|quiet|hush|shush)(?: {_THING})?"
    rf"|(?:turn|switch|shut) {_THING} off|(?:turn|switch|shut) off(?: {_THING})?|(?:alarm|timer|reminder)s? off"
    r"|stop (?:now|already|ringing|beeping|talking|making (?:that |this )?noise)|be quiet|quiet down|pipe down"
    r"|shut up|shut it"
    r"|okay|ok|alright|all right|silence|enough|that's enough|enough already|shh+|sh|off|got it|i got it"
    r"|i get it|no more"
    r"|i heard|i heard you|i hear you|i hear it|thanks|thank you|i'm (?:up|awake|coming|here|done|getting up|on it)"
    r"|i am (?:up|awake|coming|here|done|getting up)|cut it out|knock it off|give it a rest|make it stop|done"
    r"|it's done|fine|yes|yeah|yep|good"
    r"|never ?mind|will do|understood|noted|i know"
)
_SMALL = r"(?:please|now|already|oh|hey|just|right|jarvis|mate|and|then|i said|good morning)"
"""None of it is in `_END`: what fits two ways makes a regular expression slow."""
_LONGEST = 80
_STOP = re.compile(rf"(?:{_SMALL} )*(?:{_END})(?: {_SMALL}| (?:{_END}))*")

_SNOOZE = (
    r"(?:hit |press )?(?:the )?snooze(?: button)?(?: (?:it|that|this|me|(?:(?:the|my) )?(?:alarm|timer"
    r"|reminder)))?(?: again)?"
)
_ASKED = re.compile(
    rf"^(?:(?:{_SNOOZE}|just|only|give me|let me (?:sleep|rest|lie|stay in bed|have)|i (?:need|want)|i'd like"
    rf"|can i have|no|oh"
    r"|(?:remind|wake|tell|ask|call|alert) me(?: up)?(?: again)?|(?:ring|go off|try|come back|beep)(?: again)?"
    r"|again|another|for|in|after)(?: |$))+"
)
_REST = re.compile(r"(?:(?:^| )(?:more|longer|extra|sleep|please|in bed|of sleep|of rest|again|okay|from now))+$")
_LATER = re.compile(
    r"(?:(?:just|give me|let me have|i need|please) )*(?:not yet|later|not now|a (?:few|couple of|little"
    r"|bit)(?: more)?(?: minutes?| sleep| longer| more| time)*(?: more| longer)?"
    r"|let me sleep(?: (?:in|on|a (?:bit|little) ?(?:longer|more)?|more|longer))?|sleep|i'm (?:still )?(?:tired"
    r"|sleeping)|i am sleeping)"
)
_REMIND_LATER = re.compile(
    r"(?:remind|tell|ask|wake) me (?:again )?(?:later|in a (?:bit|while|moment|little while))(?: again)?"
)
_MARK = re.compile(r"\b(?:snooze|more|another|again|longer|let me|give me)\b")


def while_ringing(text: str, *, rings: bool, rang: bool) -> Request | None:
    """Return what plain words want of what `rings`, or `rang` within the last minutes; None if they do not mean it."""
    if rings and len(text) <= _LONGEST and _STOP.fullmatch(text):
        return "stop_ringing", {}
    if not (rings or rang):
        return None
    if _REMIND_LATER.fullmatch(text) or (rings and _LATER.fullmatch(text)):
        return "snooze", {"duration_s": SNOOZE_S}
    words = _REST.sub("", _ASKED.sub("", text)).strip()
    if not words:
        return ("snooze", {"duration_s": SNOOZE_S}) if "snooze" in text else None
    if words.isdigit():
        words += " minutes"
    found = list(durations(words))
    is_whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(words))
    return ("snooze", {"duration_s": found[0].seconds}) if is_whole and (rings or _MARK.search(text)) else None
