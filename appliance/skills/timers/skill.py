"""Timers: the skill of timers, alarms and reminders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from appliance.intents import Action, Answer, Intent, SlotValue
from appliance.skills.context import SkillContext
from appliance.skills.timers import edits
from appliance.skills.timers.alarm_replies import cancel_on, kinds_edit, schedule_reply
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.countdowns import Now
from appliance.skills.timers.durations import duration_s, spoken_duration
from appliance.skills.timers.heard import heard
from appliance.skills.timers.items import Item
from appliance.skills.timers.names import stripped
from appliance.skills.timers.reminder_requests import is_question
from appliance.skills.timers.requests import Requests
from appliance.skills.timers.taking_back import TakingBack, impossible, is_never_mind
from appliance.skills.timers.timer_replies import Reply, timer_reply
from appliance.skills.timers.timer_requests import Request, Slots
from appliance.skills.timers.whens import take_whens
from appliance.skills.timers.while_ringing import while_ringing
from appliance.skills.wording import with_digits

ANSWER_WITHIN_S = 30.0
"""A question of this skill waits so long for an answer that is no sentence of its own, as "ten minutes"."""
_LONGEST_SNOOZE_S = 3600
_BOTH = re.compile(r"(?:both|all|all (?:2|3|4|5|6)|every one|everything)(?: of (?:them|those))?")
_SETTING = frozenset(
    {
        "start_timer",
        "set_alarm",
        "alarm_in",
        "set_alarm_in",
        "add_reminder",
        "remind_in",
        "ask_reminder_time",
        "ask_alarm_time",
    }
)


class Timers:
    """Sets them, tells them, cancels them; `book` says what is due."""

    name = "timers"
    examples = (
        "Set a timer for ten minutes.",
        "How long is left on the pasta timer?",
        "Wake me up at half past six.",
        "Every weekday at seven, wake me.",
        "Remind me to call Mum in an hour.",
        "Cancel all alarms.",
    )

    def __init__(self, context: SkillContext) -> None:
        self.book = TimerBook(context.clock, context.storage)
        self._clock = context.clock
        self._requests = Requests(self.book, context.own.intents.get(self.name))
        self._asked: tuple[str, float] | None = None
        self._among: tuple[tuple[int, ...], str] = ((), "")
        """What "both" means as an answer to that, and on which day: "" for good."""
        self._back = TakingBack(context)

    def match(self, transcript: str) -> Intent | None:
        """Return what is wanted of timers, alarms or reminders; "stop" is, while one rings."""
        words = with_digits(transcript)
        found = self._of_ringing(transcript) or self._special(words) or self._completed(transcript)
        found = found or self._requests.request(transcript)
        if (found is None or found[0] in _SETTING) and (reply := impossible(words)):
            found = "impossible", {"reply": reply}
        return Intent(self.name, found[0], found[1]) if found else None

    def _of_ringing(self, transcript: str) -> Request | None:
        """Return what is wanted of what rings, before any question that is open."""
        return while_ringing(heard(transcript), rings=True, rang=False) if self.book.ringing else None

    def _special(self, words: str) -> Request | None:
        """Return what is wanted by words that mean something only after others."""
        if self._is_asked and is_never_mind(words):
            return "never_mind", {}
        if ids := self._back.taken_back(words):
            return "cancel_last", {"ids": [str(each) for each in ids]}
        return None

    @property
    def _is_asked(self) -> bool:
        return self._asked is not None and self._clock.elapsed_s() - self._asked[1] <= ANSWER_WITHIN_S

    def _completed(self, transcript: str) -> Request | None:
        """Return what the answer to a question of this skill completes."""
        asked = self._asked
        if asked is None or self._clock.elapsed_s() - asked[1] > ANSWER_WITHIN_S:
            return None
        words = re.sub(r"^(?:the|to|for) ", "", heard(transcript))
        words = re.sub(r" (?:timer|alarm|reminder|1)$", "", words)
        ids, on_day = self._among
        if ids and _BOTH.fullmatch(words):
            return "cancel_these", {"ids": [str(each) for each in ids], "on_day": on_day}
        if not words or not _completes(asked[0], words) or self._requests.request(transcript):
            return None
        if words.isdigit():
            words = f"{words} minutes" if asked[0].startswith("set a timer") else f"at {words}"
        found = self._requests.request(asked[0].format(words))
        return None if found is None or found[0].startswith("ask_") else found

    def answer(self, intent: Intent) -> Answer:
        """Return what is said, and done when the turn is committed."""
        state, now = self.book.view()
        reply = self._reply(intent.name, dict(intent.slots), state.items, now)
        if isinstance(reply, Answer):
            return reply
        if reply.edit:
            edit = reply.edit
            action = Action(reply.action, lambda: self._change(edit, now, reply.text))
        elif reply.asks:
            asks, among = reply.asks, (reply.among, reply.on_day)
            action = Action("ask", lambda: self._ask(asks, among), is_internal=True)
        else:
            return Answer(intent, reply.text)
        return Answer(intent, reply.text, action, listens_after=bool(reply.asks))

    def _reply(  # noqa: PLR0911  (one line for each intent)
        self, name: str, slots: Slots, items: tuple[Item, ...], now: Now
    ) -> Reply | Answer:
        match name:
            case "stop_ringing":
                return Answer(
                    Intent(self.name, name, slots), "", Action("stop ringing", self.book.dismiss, is_urgent=True)
                )
            case "snooze":
                return self._snooze(slots)
            case "never_mind":
                forgetting = Action("forget the question", self._forget_question, is_internal=True)
                return Answer(Intent(self.name, name, slots), "Okay, never mind.", forgetting)
            case "impossible":
                return Reply(str(slots["reply"]))
            case "cancel_last" | "cancel_these":
                ids = [int(each) for each in _strings(slots["ids"])]
                found = [item for item in items if item.id in ids]
                if found and (on_day := slots.get("on_day")):
                    return cancel_on(datetime.fromisoformat(str(on_day)), found, now)
                return Reply("Okay, cancelled.", "cancel", edits.remove(ids))
            case "cancel_all":
                return _cancel_all(slots, items)
        timers = [item for item in items if item.kind == "timer"]
        reply = timer_reply(name, slots, timers, now) or schedule_reply(name, slots, items, now)
        assert reply is not None, f"{name} is an intent of this skill"
        return reply

    def _snooze(self, slots: Slots) -> Answer:
        seconds = float(str(slots["duration_s"]))
        intent = Intent(self.name, "snooze", slots)
        if not 1 <= seconds <= _LONGEST_SNOOZE_S:
            return Answer(intent, "I can snooze for up to an hour.")
        return Answer(
            intent, f"Okay, again in {spoken_duration(seconds)}.", Action("snooze", lambda: self.book.snooze(seconds))
        )

    def _change(self, edit: edits.Edit, asked: Now, reply: str) -> None:
        """Change the book as of the time at which it was asked for: a timer counts from there on."""
        self._asked = None
        before = {item.id for item in self.book.view()[0].items}
        self.book.change(lambda state, now: edit(state, now.ago(now.elapsed_s - asked.elapsed_s)))
        self._back.was_set({item.id for item in self.book.view()[0].items} - before, reply)

    def _forget_question(self) -> None:
        self._asked = None

    def _ask(self, asks: str, among: tuple[tuple[int, ...], str]) -> None:
        self._asked, self._among = (asks, self._clock.elapsed_s()), among


def _completes(asked: str, words: str) -> bool:
    """Say whether words may be the answer: a duration alone, a time alone, or a few words."""
    if asked.startswith("set a timer"):
        return words.isdigit() or duration_s(re.sub(r"^(?:about|make it|make that|for) ", "", words)) is not None
    if asked.startswith(("set an alarm", "remind me {} to")):
        when, rest = take_whens(words, loose=True)
        in_a_while = duration_s(re.sub(r"^(?:in|for|after) ", "", words)) is not None
        return in_a_while or (when is not None and not stripped(rest))
    return len(words.split()) <= 8 and not is_question(words)


def _cancel_all(slots: Slots, items: tuple[Item, ...]) -> Reply:
    kinds = slots["kinds"]
    assert isinstance(kinds, list)
    ids, counted = kinds_edit([str(kind) for kind in kinds], items)
    if not ids:
        return Reply("There are none.")
    return Reply(f"Cancelled: {counted}.", "cancel all", edits.remove(ids))


def _strings(value: SlotValue) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Sequence) and not isinstance(value, str) else []
