"""Lists: a shopping list, a to-do list, and lists with names of the owner's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.intents import Action, Answer, Intent
from appliance.skills.context import SkillContext
from appliance.skills.lists import book, replies
from appliance.skills.lists.understanding import SKILL, understood
from appliance.skills.lists.words import words
from appliance.skills.templates import Templates
from appliance.skills.wording import plain

YES_WITHIN_S = 8.0
"""A "yes" counts for so long after the question was asked."""
_OF_A_LIST = frozenset({"remove_items", "remove_at_end", "clear_list", "read_list", "count_items"})

Change = Callable[[book.Lists], book.Lists]


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether these lists are to be cleared."""

    names: tuple[str, ...]
    asked_s: float
    replies: frozenset[str]
    """What was replied last, if nothing was said since."""


class Lists:
    """Keeps lists. Answers are made on the compute thread, changes on that of the actions."""

    name = SKILL
    examples: Sequence[str] = (
        "Add milk and eggs to my shopping list.",
        "What's on my to-do list?",
        "Take the eggs off.",
        "Clear the packing list.",
    )

    def __init__(self, context: SkillContext) -> None:
        self._clock = context.clock
        self._storage = context.storage
        self._device = context.device
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))
        self._lock = threading.Lock()
        self._question: _Question | None = None

    def match(self, transcript: str) -> Intent | None:
        """Return what is wanted of the lists."""
        return self._reply_to_question(transcript) or understood(self._templates, self._lists(), transcript)

    def answer(self, intent: Intent) -> Answer:
        """Say what is on a list, or what is done with it."""
        lists, name = self._lists(), str(intent.slots.get("list", ""))
        if intent.name in _OF_A_LIST and not replies.is_there(name, lists):
            return Answer(intent, replies.no_such_list(name, list(lists)))
        changes = {
            "add_items": self._adding,
            "remove_items": self._removing,
            "remove_at_end": self._removing_at_end,
            "clear_list": self._clearing,
            "clear_all_lists": self._clearing_all,
            "confirm_clear": self._cleared,
            "create_list": self._creating,
        }
        if change := changes.get(intent.name):
            return change(intent, name, lists)
        if intent.name == "keep_lists":
            return Answer(intent, replies.KEPT, Action("keep lists", self._forget_question, is_internal=True))
        return Answer(intent, _reading(intent, name, lists))

    def _reply_to_question(self, transcript: str) -> Intent | None:
        question = self._question
        if question is None or not 0 <= self._clock.elapsed_s() - question.asked_s <= YES_WITHIN_S:
            return None
        if self._device.last_reply() not in question.replies:
            return None
        said = plain(transcript)
        if said in words("said_yes"):
            return Intent(self.name, "confirm_clear", {"lists": list(question.names)})
        return Intent(self.name, "keep_lists", {}) if said in words("said_no") else None

    def _adding(self, intent: Intent, name: str, lists: book.Lists) -> Answer:
        items, present = intent.strings("items"), lists.get(name, ())
        old = [item for item in items if book.added(lists, name, [item])[name] == present]
        new = [item for item in items if item not in old]
        if refusal := replies.refusal(name, new, lists):
            return Answer(intent, refusal)
        if not new:
            return Answer(intent, replies.adding(name, new, old) if old else replies.NOTHING_SAID)
        action = self._action("add to list", lambda lists: book.added(lists, name, new))
        return Answer(intent, replies.adding(name, new, old), action)

    def _removing(self, intent: Intent, name: str, lists: book.Lists) -> Answer:
        said, present = intent.strings("items"), lists.get(name, ())
        meant = {words: book.found(present, words) or book.nearest(present, words) for words in said}
        if unclear := next((words for words in said if len(meant[words]) > 1), None):
            return Answer(intent, replies.unclear(name, unclear, meant[unclear]))
        gone = list(dict.fromkeys(item for items in meant.values() for item in items))
        return self._taking_off(intent, name, gone, [words for words in said if not meant[words]], present)

    def _removing_at_end(self, intent: Intent, name: str, lists: book.Lists) -> Answer:
        present = lists.get(name, ())
        gone = present[-1:] if intent.slots["which"] == "last" else present[:1]
        return self._taking_off(intent, name, gone, (), present)

    def _taking_off(
        self, intent: Intent, name: str, gone: Sequence[str], missing: Sequence[str], present: Sequence[str]
    ) -> Answer:
        if not gone:
            return Answer(intent, replies.lacking(name, missing) if present else replies.read(name, ()))
        text = replies.removing(name, gone, missing, len(present) - len(gone))
        return Answer(intent, text, self._action("take off list", lambda lists: book.removed(lists, name, gone)))

    def _clearing(self, intent: Intent, name: str, lists: book.Lists) -> Answer:
        if not lists.get(name):
            return Answer(intent, replies.read(name, ()))
        return self._asking_back(intent, [name], lists)

    def _clearing_all(self, intent: Intent, _name: str, lists: book.Lists) -> Answer:
        names = [name for name, on_it in lists.items() if on_it]
        return self._asking_back(intent, names, lists) if names else Answer(intent, replies.all_lists([]))

    def _asking_back(self, intent: Intent, names: Sequence[str], lists: book.Lists) -> Answer:
        question = replies.clear_question(names, sum(len(lists[name]) for name in names))
        asking = Action("ask back", lambda: self._ask(names, question), is_internal=True)
        return Answer(intent, question, asking, listens_after=True)

    def _cleared(self, intent: Intent, _name: str, _lists: book.Lists) -> Answer:
        names = intent.strings("lists")
        text = f"{replies.counted(names[0], 0)} now." if len(names) == 1 else "All your lists are empty now."
        return Answer(intent, text, self._action("clear list", lambda lists: book.cleared(lists, names)))

    def _creating(self, intent: Intent, name: str, lists: book.Lists) -> Answer:
        if not name:
            return Answer(intent, replies.NAME_IT)
        if lists.get(name):
            return Answer(intent, replies.present(name, lists[name]))
        if refusal := replies.refusal(name, (), lists):
            return Answer(intent, refusal)
        return Answer(intent, replies.created(name), self._action("create list", lambda lists: {name: (), **lists}))

    def _lists(self) -> book.Lists:
        return book.lists_in(self._storage.load(self.name))

    def _action(self, name: str, change: Change) -> Action:
        return Action(name, lambda: self._change(change))

    def _change(self, change: Change) -> None:
        self._question = None
        with self._lock:
            self._storage.save(self.name, {name: list(items) for name, items in change(self._lists()).items()})

    def _ask(self, names: Sequence[str], text: str) -> None:
        replied = frozenset({text, self._device.last_reply()})
        self._question = _Question(tuple(names), self._clock.elapsed_s(), replied)

    def _forget_question(self) -> None:
        self._question = None


def _reading(intent: Intent, name: str, lists: book.Lists) -> str:
    present = lists.get(name, ())
    match intent.name:
        case "check_items":
            return _checked(name, intent.strings("items"), present)
        case "count_items":
            return f"{replies.counted(name, len(present))}."
        case "list_lists":
            return replies.all_lists([name for name, on_it in lists.items() if on_it])
    return replies.read(name, present)


def _checked(name: str, items: Sequence[str], present: Sequence[str]) -> str:
    on_it = list(dict.fromkeys(item for word in items for item in book.found(present, word)))
    missing = [word for word in items if not book.found(present, word)]
    return replies.checked(name, on_it, missing)
