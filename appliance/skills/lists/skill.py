"""Lists: a shopping list, a to-do list, and lists with names of the owner's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appliance.intents import Action, Answer, Intent
from appliance.skills.context import SkillContext
from appliance.skills.lists import book, replies
from appliance.skills.lists.items import LONGEST_ITEM, marked
from appliance.skills.lists.understanding import SKILL, understood
from appliance.skills.templates import Templates

YES_WITHIN_S = 8.0
"""A "yes" counts for so long after the question was asked."""
_YES = frozenset(
    "yes|yeah|yep|yup|sure|ok|okay|yes do|yes do it|do it|do that|go ahead|yes clear it|clear it|yes i do|yes you should|"
    "yes clear the list|yes delete it|delete it|yes yes|yes sure|of course|yes of course|certainly|absolutely|do|"
    "yes go ahead|yes empty it|empty it|confirm|confirmed|right|correct|yes that's right|definitely|yes definitely".split("|")
)
_NO = frozenset(
    "no|nope|nah|no don't|don't|do not|no thanks|no thank you|no leave it|leave it|keep it|no keep it|cancel|never mind|"
    "no no|stop|no cancel|no way|better not|not now|no never mind|forget it|rather not|no not now|no stop".split("|")
)

Change = Callable[[book.Lists], book.Lists]


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether these lists are to be cleared."""

    names: tuple[str, ...]
    asked_s: float


class Lists:
    """Keeps lists. Answers are made on the compute thread, changes on that of the actions."""

    name = SKILL
    examples = (
        "Add milk and eggs to my shopping list.",
        "What's on my to-do list?",
        "Take the eggs off.",
        "Clear the packing list.",
    )

    def __init__(self, context: SkillContext) -> None:
        self._clock = context.clock
        self._storage = context.storage
        self._templates = Templates.named(self.name)
        self._lock = threading.Lock()
        self._question: _Question | None = None

    def match(self, transcript: str) -> Intent | None:
        """Return what is wanted of the lists."""
        return self._reply_to_question(transcript) or understood(self._templates, self._lists(), transcript)

    def answer(self, intent: Intent) -> Answer:
        """Say what is on a list, or what is done with it."""
        lists, slots = self._lists(), intent.slots
        name, items = str(slots.get("list", "")), _strings(slots.get("items"))
        present = lists.get(name, ())
        match intent.name:
            case "add_items":
                return self._adding(intent, name, items, lists)
            case "remove_items":
                return self._removing(intent, name, items, present)
            case "remove_at_end":
                return self._removing(intent, name, present[-1:] if slots["which"] == "last" else present[:1], present)
            case "clear_list":
                return self._clearing(intent, [name] if present else [], lists, name)
            case "clear_all_lists":
                return self._clearing(intent, [name for name, on_it in lists.items() if on_it], lists)
            case "confirm_clear":
                return self._cleared(intent, _strings(slots["lists"]))
            case "keep_lists":
                return Answer(intent, replies.KEPT, Action("keep lists", self._forget_question))
            case "create_list":
                return self._creating(intent, name, lists)
            case "check_items":
                return Answer(intent, _checked(name, items, present))
            case "count_items":
                return Answer(intent, f"{replies.counted(name, len(present))}.")
            case "list_lists":
                return Answer(intent, replies.all_lists([name for name, on_it in lists.items() if on_it]))
        return Answer(intent, replies.read(name, present) if name in lists or name in replies.ALWAYS_THERE
                      else replies.no_such_list(name, list(lists)))  # fmt: skip

    def _reply_to_question(self, transcript: str) -> Intent | None:
        question = self._question
        if question is None or not 0 <= self._clock.elapsed_s() - question.asked_s <= YES_WITHIN_S:
            return None
        words = " ".join(marked(transcript).replace("¦", " ").split())
        if words in _YES:
            return Intent(self.name, "confirm_clear", {"lists": list(question.names)})
        return Intent(self.name, "keep_lists", {}) if words in _NO else None

    def _adding(self, intent: Intent, name: str, items: Sequence[str], lists: book.Lists) -> Answer:
        present = lists.get(name, ())
        old = [item for item in items if len(book.added(lists, name, [item])[name]) == len(present)]
        new = [item for item in items if item not in old]
        if not items:
            return Answer(intent, replies.NOTHING_SAID)
        if any(len(item) > LONGEST_ITEM for item in new):
            return Answer(intent, replies.TOO_LONG)
        if not new:
            return Answer(intent, replies.adding(name, new, old))
        if name not in lists and len(lists) >= book.MOST_LISTS:
            return Answer(intent, replies.TOO_MANY_LISTS)
        if len(present) + len(new) > book.MOST_ITEMS:
            return Answer(intent, replies.full(name, len(present)))
        action = self._action("add to list", lambda lists: book.added(lists, name, new))
        return Answer(intent, replies.adding(name, new, old), action)

    def _removing(self, intent: Intent, name: str, words: Sequence[str], present: Sequence[str]) -> Answer:
        meant = {word: book.found(present, word) for word in words}
        if unclear := next((word for word in words if len(meant[word]) > 1), None):
            return Answer(intent, replies.unclear(name, unclear, meant[unclear]))
        gone = list(dict.fromkeys(item for items in meant.values() for item in items))
        missing = [word for word in words if not meant[word]]
        if not gone:
            return Answer(intent, replies.lacking(name, missing) if present else replies.read(name, ()))
        text = replies.removing(name, gone, missing, len(present) - len(gone))
        return Answer(intent, text, self._action("take off list", lambda lists: book.removed(lists, name, gone)))

    def _clearing(self, intent: Intent, names: Sequence[str], lists: book.Lists, named: str = "") -> Answer:
        if not names:
            return Answer(intent, replies.read(named, ()) if named else replies.all_lists([]))
        question = replies.clear_question(names, sum(len(lists[name]) for name in names))
        return Answer(intent, question, Action("ask back", lambda: self._ask(names)), listens_after=True)

    def _cleared(self, intent: Intent, names: Sequence[str]) -> Answer:
        text = f"{replies.counted(names[0], 0)} now." if len(names) == 1 else "All your lists are empty now."
        return Answer(intent, text, self._action("clear list", lambda lists: book.cleared(lists, names)))

    def _creating(self, intent: Intent, name: str, lists: book.Lists) -> Answer:
        if lists.get(name):
            return Answer(intent, replies.present(name, lists[name]))
        if name not in lists and len(lists) >= book.MOST_LISTS:
            return Answer(intent, replies.TOO_MANY_LISTS)
        action = self._action("create list", lambda lists: {name: (), **lists})
        return Answer(intent, replies.created(name), action)

    def _lists(self) -> book.Lists:
        return book.lists_in(self._storage.load(self.name))

    def _action(self, name: str, change: Change) -> Action:
        return Action(name, lambda: self._change(change))

    def _change(self, change: Change) -> None:
        self._question = None
        with self._lock:
            self._storage.save(self.name, {name: list(items) for name, items in change(self._lists()).items()})

    def _ask(self, names: Sequence[str]) -> None:
        self._question = _Question(tuple(names), self._clock.elapsed_s())

    def _forget_question(self) -> None:
        self._question = None


def _checked(name: str, items: Sequence[str], present: Sequence[str]) -> str:
    on_it = list(dict.fromkeys(item for word in items for item in book.found(present, word)))
    missing = [word for word in items if not book.found(present, word)]
    return replies.checked(name, on_it, missing)


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
