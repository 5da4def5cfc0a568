"""The lists themselves: what is on which. Pure: every function returns what is after it, and changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from appliance.skills.lists.names import SHOPPING, TO_DO

log = logging.getLogger(__name__)

MOST_LISTS = 32
MOST_ITEMS = 32
"""Of one list."""

_ALIKE = 0.75
"""Share of letters, in order, that a misheard word must have in common with the right one."""

Lists = Mapping[str, tuple[str, ...]]
"""What is on each list, by its name."""


def lists_in(saved: Mapping[str, Any] | None) -> Lists:
    """Return the lists that were saved; what is no list is left out, and a warning says so."""
    lists: dict[str, tuple[str, ...]] = {}
    for name, items in (saved or {}).items():
        if is_list(items):
            lists[name] = tuple(items)
        else:
            log.warning("the saved list %r is damaged; it begins empty", name)
    return lists


def is_list(items: object) -> bool:
    """Say whether what was saved is a list of the user's."""
    return isinstance(items, list) and all(isinstance(item, str) for item in items)


def added(lists: Lists, name: str, items: Iterable[str]) -> Lists:
    """Return the lists with these items on one of them, each once."""
    present = list(lists.get(name, ()))
    present += [item for item in items if not _same(present, item)]
    return {**lists, name: tuple(present)}


def removed(lists: Lists, name: str, items: Iterable[str]) -> Lists:
    """Return the lists without these items on one of them."""
    gone = set(items)
    return {**lists, name: tuple(item for item in lists.get(name, ()) if item not in gone)}


def cleared(lists: Lists, names: Iterable[str]) -> Lists:
    """Return the lists without those of these names."""
    gone = set(names)
    return {name: items for name, items in lists.items() if name not in gone}


def found(items: Iterable[str], words: str) -> list[str]:
    """Return the items that are meant by these words: the same; else those that have all their words."""
    items = list(items)
    if same := _same(items, words):
        return same
    wanted = _key(words)
    return [item for item in items if _is_within(wanted, _key(item))] if wanted else []


def nearest(items: Iterable[str], words: str) -> list[str]:
    """Return the item that these words may be misheard for, as "bears" for "beers"; at most one."""
    return get_close_matches(words, [item for item in items if item[:1] == words[:1]], n=1, cutoff=_ALIKE)


def chosen(lists: Lists, items: Iterable[str] = ()) -> str:
    """Return the list that is meant where none is named: the one that has these items, or anything, on it."""
    ordered = [SHOPPING, TO_DO, *sorted(lists)]
    for name in ordered:
        if any(found(lists.get(name, ()), item) for item in items):
            return name
    return next((name for name in ordered if lists.get(name)), SHOPPING)


def _same(items: Iterable[str], words: str) -> list[str]:
    wanted = _key(words)
    return [item for item in items if _key(item) == wanted][:1]


def _is_within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    return any(many[begin : begin + len(few)] == few for begin in range(len(many) - len(few) + 1))


def _key(words: str) -> tuple[str, ...]:
    """Return what two ways of saying the same have in common: "the tomatoes" and "tomato"."""
    return tuple(_singular(word) for word in words.lower().replace("-", " ").split() if word not in {"the", "a", "an"})


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("oes", "ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
