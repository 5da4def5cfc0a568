"""What is said about lists."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.skills.lists.book import MOST_ITEMS, MOST_LISTS, Lists
from appliance.skills.lists.items import LONGEST_ITEM, is_task
from appliance.skills.lists.names import SHOPPING, TO_DO

MOST_READ = 12
"""Items that are read out; of the others it says how many."""
NOTHING_SAID = "Say what it is, for example: add milk to the shopping list."
NAME_IT = "Say its name, for example: create a packing list."
KEPT = "All right, nothing is cleared."


def is_there(name: str, lists: Lists) -> bool:
    """Say whether there is such a list; those for shopping and to do need not be created."""
    return name in lists or name in {SHOPPING, TO_DO}


def called(name: str) -> str:
    """Return what a list is called."""
    return f"your {name} list"


def spoken(items: Sequence[str], last: str = "and") -> str:
    """Return the items as they are read: "milk, eggs and bread"."""
    said = list(items)
    if len(said) > MOST_READ + 1:
        said[MOST_READ:] = [f"{len(said) - MOST_READ} more"]
    comma = f", {last} " if any(" and " in item for item in said) else f" {last} "
    return comma.join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def counted(name: str, count: int) -> str:
    """Return how many things are on a list, as a sentence without its end."""
    if count == 0:
        return f"{_capital(called(name))} is empty"
    return f"There {'is one thing' if count == 1 else f'are {count} things'} on {called(name)}"


def read(name: str, items: Sequence[str]) -> str:
    """Return what is on a list."""
    return f"{counted(name, len(items))}: {spoken(items)}." if items else f"{counted(name, 0)}."


def adding(name: str, new: Sequence[str], old: Sequence[str]) -> str:
    """Return what is said when `new` is added, and `old` is there already."""
    texts = []
    if new and is_task(new[0]):
        texts.append(f"I've added to {called(name)}: {spoken(new)}.")
    elif new:
        texts.append(f"I've added {spoken(new)} to {called(name)}.")
    if old and new:
        texts.append(f"It already has {spoken(old)}.")
    elif old:
        texts.append(f"{_capital(called(name))} already has {spoken(old)}.")
    return " ".join(texts)


def refusal(name: str, new: Sequence[str], lists: Lists) -> str:
    """Return what is said when there is no room for `new` on a list, or for the list; "" if there is."""
    if any(len(item) > LONGEST_ITEM for item in new):
        return f"That is too long for a list: one thing on it can have at most {LONGEST_ITEM} letters."
    if name not in lists and len(lists) >= MOST_LISTS:
        return f"I can keep at most {MOST_LISTS} lists: clear one of them first."
    room = MOST_ITEMS - len(lists.get(name, ()))
    if len(new) <= room:
        return ""
    rest = f"there is room for {room} more" if room else "it is full"
    return f"{_capital(called(name))} can hold {MOST_ITEMS} things, and {rest}: take some off first."


def removing(name: str, gone: Sequence[str], missing: Sequence[str], left: int) -> str:
    """Return what is said when `gone` is taken off, `missing` is not there, and `left` things remain."""
    texts = []
    if gone:
        texts.append(f"I've taken {spoken(gone)} off {called(name)}{'' if left else ', which is empty now'}.")
    if missing:
        texts.append(lacking(name, missing) if not gone else f"It had no {spoken(missing, 'or')}.")
    return " ".join(texts)


def lacking(name: str, missing: Sequence[str]) -> str:
    """Return what is said of what is not on a list."""
    return f"There {_is_no(missing)} on {called(name)}."


def unclear(name: str, words: str, meant: Sequence[str]) -> str:
    """Return what is said when `words` fits several items."""
    return f"{_capital(called(name))} has {spoken(meant)}: say which {words} you mean."


def checked(name: str, on_it: Sequence[str], missing: Sequence[str]) -> str:
    """Return whether things are on a list."""
    if not on_it:
        return f"No, there {_is_no(missing)} on {called(name)}."
    rest = f", but no {spoken(missing, 'or')}" if missing else ""
    return f"Yes, {called(name)} has {spoken(on_it)}{rest}."


def created(name: str) -> str:
    """Return what is said when a list is created."""
    return f"{_capital(called(name))} is ready. To fill it, say, for example: add socks to the {name} list."


def present(name: str, items: Sequence[str]) -> str:
    """Return what is said when a list that is to be created has things on it."""
    return f"You have one already. {read(name, items)} To begin anew, say: clear the {name} list."


def clear_question(names: Sequence[str], count: int) -> str:
    """Return the question before lists are cleared."""
    things = "one thing" if count == 1 else f"{count} things"
    if len(names) == 1:
        return f"Shall I clear {called(names[0])}? It has {things} on it. Say yes or no."
    return f"Shall I clear all your {len(names)} lists? They have {things} on them. Say yes or no."


def all_lists(names: Sequence[str]) -> str:
    """Return which lists there are."""
    if not names:
        return "There is nothing on any list."
    return f"You have {'one list' if len(names) == 1 else f'{len(names)} lists'}: {spoken(names)}."


def no_such_list(name: str, names: Sequence[str]) -> str:
    """Return what is said when there is no list of this name."""
    others = f" {all_lists(names)}" if names else ""
    return f"You have no {name} list.{others}"


def _is_no(missing: Sequence[str]) -> str:
    is_plural = missing[0].endswith("s") and not missing[0].endswith("ss")
    return f"{'are' if is_plural else 'is'} no {spoken(missing, 'or')}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
