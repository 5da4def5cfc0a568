"""From a transcript to what is wanted: the templates of `sentences/en/timers.yaml`, their words judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from appliance.skills.templates import Templates, built_in_sentences
from appliance.skills.timers import alarm_requests, reminder_requests, timer_requests
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.durations import durations
from appliance.skills.timers.heard import heard
from appliance.skills.timers.items import Item
from appliance.skills.timers.names import name_within
from appliance.skills.timers.timer_requests import Request, Words

_TIMER = ("start_timer", "cancel_timer", "pause_timer", "resume_timer", "restart_timer", "add_time", "take_time")
_GROUPS = (
    (re.compile(r"\bremind|\bforget|\breminder"), ("add_reminder", "list_reminders", "cancel_reminder", "cancel_all")),
    (
        re.compile(
            r"\balarms?\b|\bwak(?:e|ing)\b|\bwoken|\bget me (?:up|out)|\bawake\b|\bme up\b|\bget up\b|\bgetting up\b|\bi'm up\b"
        ),
        ("set_alarm", "wake_me", "list_alarms", "cancel_alarm", "change_alarm", "cancel_all", "time_left"),
    ),
    (
        re.compile(r"\btimers?\b|\bcountdowns?\b"),
        (*_TIMER, "set_time", "time_left", "list_timers", "cancel_all"),
    ),
    (
        re.compile(r"\d ?(?:h|m|s|sec|min|hour|minute|second|hr)"),
        ("start_timer", "add_time", "take_time", "set_time"),
    ),
    (
        re.compile(r"\b(?:time|long|longer|left|many|remaining|when|is|are|check|status|timing|counting|has|how)\b"),
        ("time_left", "cancel_timer"),
    ),
)
_STOP = re.compile(
    r"(?:(?:(?:okay|ok|alright|yes|yeah|hey|oh|please|thanks|thank you|that's|that is|just|right|all right|i said|now)\b ?)*"
    r"(?:stop|okay|ok|quiet|be quiet|silence|enough|shut up|hush|shush|shh+|sh|cancel|dismiss|off|got it|i got it|i heard|i hear you|i hear it|alright|all right|thanks|thank you"
    r"|i'm up|i am up|i'm awake|i am awake|i'm coming|i'm here|cut it out|knock it off|end|done|i'm done|it's done|fine|yes|yeah|yep|good|stop beeping|stop ringing"
    r"|quiet down|pipe down|give it a rest|stop (?:it|that|this|now|the noise|making (?:that )?noise|ringing|beeping|the ringing|the beeping|the sound|already)"
    r"|(?:turn|switch|shut) (?:it|that|this|that thing|the (?:alarm|timer|sound|noise|ringing|beeping|thing)|my (?:alarm|timer)) off"
    r"|(?:turn|switch|shut) off(?: (?:it|that|this|the (?:noise|sound|ringing|beeping)))?|shut it|shut that off|make it stop|that's enough|enough already|no more"
    r"|(?:cancel|end|kill|dismiss|silence|mute|clear|quit) (?:it|that|this|the (?:noise|sound|ringing|beeping))|(?:alarm|timer|reminder) off|okay stop|stop please|never ?mind)"
    r"(?: (?:please|now|thanks|thank you|already|okay|ok|stop|it|that|off|enough|that's enough|jarvis|everything|all|quiet|i got it|i'm up|i'm awake|i heard you|mate))*)+"
)
_STOP_ONE = re.compile(
    r"(?:stop|cancel|dismiss|silence|end|turn off|switch off|shut off|mute|kill|quiet) (?:the|my|that|this|all) ?(?:timers?|alarms?|reminders?|alarm clock)?"
)
_SNOOZE = re.compile(
    r"(?:hit |press )?(?:the )?snooze(?: button)?(?: (?:it|that|this|me|the alarm|my alarm|alarm|the timer|the reminder|again|please|now))*(?: for| in)?(?: (?P<for>.+))?"
    r"|(?P<more>.+?) more(?: (?:sleep|please|in bed|rest))?|(?:just )?(?:give me |let me sleep(?: for)? |i need |i want |can i have )?(?:another |just |just another )?(?P<another>.+?)(?: (?:longer|more|extra))?(?: (?:sleep|please|in bed|of sleep))?"
    r"|(?:remind|wake|tell|ring|ask|call|try) me (?:up )?(?:again )?(?:in |after )(?P<again>.+)|(?:ring|go off|remind me|try|come back)(?: again)? (?:in|later|after) (?P<ring>.+)"
    r"|remind me (?:again )?later|(?:not yet|later|a little longer|a bit longer|let me sleep|not now|let me sleep (?:a bit )?(?:longer|more)|a few more minutes|a few minutes more|give me a few (?:more )?minutes|sleep)"
)
_SNOOZE_S = 540.0
_GUARD = re.compile(
    r"(?:why|who|what does|what is an?|what are (?!my\b|the\b)|how do|how does|how to|how can|how did|explain|define)\b"
)


class Requests:
    """Knows what is said of timers, alarms and reminders."""

    def __init__(self, book: TimerBook) -> None:
        self._book = book
        sentences = built_in_sentences("timers", "en")
        self._groups = [
            (pattern, Templates({**sentences, "intents": {name: sentences["intents"][name] for name in names}}))
            for pattern, names in _GROUPS
        ]

    def request(self, transcript: str) -> Request | None:
        """Return what is wanted, with slots; None if it is something else."""
        text = heard(transcript)
        if not text:
            return _taken_back(transcript)
        if (ringing := self._while_ringing(text)) is not None:
            return ringing
        if _GUARD.match(text):
            return None
        timers = _of_kind(self._book, "timer")
        for name, words in self._matches(text):
            if found := self._judged(name, words, text, timers):
                return found
        return None

    def _matches(self, text: str) -> Iterator[tuple[str, Words]]:
        for pattern, templates in self._groups:
            if pattern.search(text):
                yield from templates.matches(text)
                return

    def _judged(self, name: str, words: Words, text: str, timers: Sequence[Item]) -> Request | None:  # noqa: PLR0911, PLR0912
        now = self._book.view()[1].local
        match name:
            case "start_timer":
                found = timer_requests.start_timer(words, text)
                if found and found[0] == "set_alarm_at":
                    return alarm_requests.set_alarm(str(found[1]["text"]), now, purpose="alarm")
                return found
            case "cancel_timer" | "pause_timer" | "resume_timer" | "restart_timer":
                return timer_requests.selected_timers(name, words, text)
            case "add_time" | "take_time" | "set_time":
                return timer_requests.change_time(name, words, text, timers)
            case "time_left":
                found = timer_requests.time_left(words, text, timers)
                if found and found[0] == "list_alarms":
                    return alarm_requests.alarms_meant("list_alarms", str(found[1]["text"]), text)
                return found
            case "list_timers":
                return timer_requests.list_timers(words, text)
            case "set_alarm":
                around = f"{words.get('what', words.get('just', words.get('when', '')))} | {words.get('rest', '')}"
                is_bare = "just" in words or "when" in words or text.startswith("alarm")
                return alarm_requests.set_alarm(_joined(around), now, purpose="alarm", is_bare=is_bare)
            case "wake_me":
                around = f"{words.get('when', '')} | {words.get('rest', '')}"
                return alarm_requests.set_alarm(_joined(around), now, purpose="wake")
            case "list_alarms" | "cancel_alarm":
                found = alarm_requests.selected_alarms(name, words, text)
                unknown = found and found[1]["name"] and not self._knows(str(found[1]["name"]), "alarm")
                return None if unknown and name == "list_alarms" else found
            case "change_alarm":
                return alarm_requests.change_alarm(words)
            case "add_reminder":
                return reminder_requests.add_reminder(words, now)
            case "list_reminders" | "cancel_reminder":
                return alarm_requests.alarms_meant(
                    name, _joined(f"{words.get('what', '')} | {words.get('rest', '')}"), text
                )
        kinds = sorted({kind for kind in ("timer", "alarm", "reminder") if f"{kind}s" in text.split()})
        return ("cancel_all", {"kinds": kinds}) if kinds else None

    def _knows(self, name: str, kind: str) -> bool:
        return any(name_within(name, item.name) for item in _of_kind(self._book, kind))

    def _while_ringing(self, text: str) -> Request | None:
        rings = self._book.ringing
        if rings and (_STOP.fullmatch(text) or _STOP_ONE.fullmatch(text)):
            return "stop_ringing", {}
        if not self._book.recent():
            return None
        found = _SNOOZE.fullmatch(text)
        if found is None:
            return None
        words = next((group for group in found.groups() if group), "")
        if not words:
            return "snooze", {"duration_s": _SNOOZE_S}
        words = words.removeprefix("another ").removeprefix("just ").removeprefix("for ")
        if words.isdigit():
            words += " minutes"
        spoken = list(durations(words))
        whole = len(spoken) == 1 and (spoken[0].start, spoken[0].end) == (0, len(words))
        is_more = "snooze" in text or "more" in text or "another" in text or "again" in text or bool(rings)
        return ("snooze", {"duration_s": spoken[0].seconds}) if whole and is_more else None


def _joined(words: str) -> str:
    return " ".join(words.replace("|", " ").split())


def _of_kind(book: TimerBook, kind: str) -> list[Item]:
    return [item for item in book.view()[0].items if item.kind == kind]


def _taken_back(transcript: str) -> Request | None:
    from appliance.skills.wording import plain

    words = plain(transcript)
    return ("never_mind", {}) if re.search(r"\b(?:timer|alarm|remind|reminder|wake me)\b", words) else None
