"""From a transcript to what is wanted: the templates of `sentences/en/timers.yaml`, their words judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from appliance.skills.templates import Templates
from appliance.skills.timers import alarm_requests, reminder_requests, timer_requests
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.heard import heard
from appliance.skills.timers.items import Item
from appliance.skills.timers.names import name_within
from appliance.skills.timers.timer_requests import Request, Words
from appliance.skills.timers.while_ringing import while_ringing

_TIMER = ("start_timer", "cancel_timer", "pause_timer", "resume_timer", "restart_timer", "add_time", "take_time")
_GROUPS = (
    (re.compile(r"\bremind|\bforget|\breminder"), ("add_reminder", "list_reminders", "cancel_reminder", "cancel_all")),
    (
        re.compile(
            r"\balarms?\b|\bwak(?:e|ing)\b|\bwoken|\bget me (?:up|out)|\bawake\b|\b(?:me|be) up\b|\bget up\b"
            r"|\bgetting up\b|\bi'm up\b"
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
        re.compile(
            r"\b(?:time|long|longer|left|many|remaining|when|is|are|check|status|timing|counting|has|how|tell|let)\b"
            r"|^(?:cancel|stop|pause|resume|hold|freeze|continue|unpause|carry|delete|remove|go on)\b"
        ),
        ("time_left", "cancel_timer", "pause_timer", "resume_timer"),
    ),
)
_SET_TO = re.compile(r"set (?:the|my) .+ timer to (?=\d)")
_GUARD = re.compile(
    r"(?:why|who|what does|what is an?|what are (?!my\b|the\b|you\b)|how do|how does|how to|how can|how did"
    r"|explain|define)\b"
)


class Requests:
    """Knows what is said of timers, alarms and reminders."""

    def __init__(self, book: TimerBook, own: Mapping[str, Sequence[str]] | None = None) -> None:
        """`own` are sentences of the owner, by intent."""
        self._book = book
        self._groups = [(pattern, Templates.named("timers", intents=names)) for pattern, names in _GROUPS]
        if own:
            self._groups.append((re.compile(""), Templates.named("timers", own, intents=())))

    def request(self, transcript: str) -> Request | None:
        """Return what is wanted, with slots; None if it is something else."""
        text = heard(transcript)
        if not text:
            return _taken_back(transcript)
        if ringing := while_ringing(text, rings=bool(self._book.ringing), rang=bool(self._book.recent())):
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

    def _judged(self, name: str, words: Words, text: str, timers: Sequence[Item]) -> Request | None:  # noqa: PLR0911, PLR0912
        now = self._book.view()[1].local
        match name:
            case "start_timer":
                found = timer_requests.start_timer(words, text)
                if found and _SET_TO.match(text) and _named(timers, str(found[1].get("name") or "")):
                    to = {"what": f"{found[1]['name']} timer", "time": _SET_TO.sub("", text)}
                    return timer_requests.change_time("set_time", to, text, timers)
                if found and found[0] == "set_alarm_at":
                    return alarm_requests.set_alarm(str(found[1]["text"]), now, purpose="alarm")
                return found
            case "cancel_timer" | "pause_timer" | "resume_timer" | "restart_timer":
                return timer_requests.selected_timers(name, words, text, timers)
            case "add_time" | "take_time" | "set_time":
                return timer_requests.change_time(name, words, text, timers)
            case "time_left":
                found = timer_requests.time_left(words, text, timers)
                if found and found[0] == "list_alarms":
                    return self._known(alarm_requests.alarms_meant("list_alarms", str(found[1]["text"]), text))
                return found
            case "list_timers":
                return timer_requests.list_timers(words)
            case "set_alarm":
                around = f"{words.get('what', words.get('just', words.get('when', '')))} | {words.get('rest', '')}"
                is_bare = "just" in words or "when" in words or text.startswith("alarm")
                purpose = "wake" if "wake" in text.split() else "alarm"
                found = alarm_requests.set_alarm(_joined(around), now, purpose=purpose, is_bare=is_bare)
                return None if found and found[0] == "ask_alarm_time" and "alarms" in text.split() else found
            case "wake_me":
                around = f"{words.get('when', '')} | {words.get('rest', '')}"
                return alarm_requests.set_alarm(_joined(around), now, purpose="wake")
            case "list_alarms" | "cancel_alarm":
                found = alarm_requests.selected_alarms(name, words, text)
                return self._known(found) if name == "list_alarms" else found
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

    def _known(self, found: Request | None) -> Request | None:
        """Return a question about alarms, if it is about those set here: "the burglar alarm" is another one."""
        name = str(found[1]["name"]) if found else ""
        known = any(name_within(name, item.name) for item in _of_kind(self._book, "alarm"))
        return found if known or not name else None


def _named(items: Sequence[Item], name: str) -> bool:
    return bool(name) and any(name_within(name, item.name) for item in items)


def _joined(words: str) -> str:
    return " ".join(words.replace("|", " ").split())


def _of_kind(book: TimerBook, kind: str) -> list[Item]:
    return [item for item in book.view()[0].items if item.kind == kind]


def _taken_back(transcript: str) -> Request | None:
    from appliance.skills.wording import plain

    words = plain(transcript)
    return ("never_mind", {}) if re.search(r"\b(?:timer|alarm|remind|reminder|wake me)\b", words) else None
