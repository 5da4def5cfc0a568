"""From words to an intent: which sentence of the templates makes sense. Nothing here changes a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from appliance.intents import Intent, SlotValue
from appliance.skills.lists.book import Lists, chosen, found
from appliance.skills.lists.groceries import CRAVINGS, is_grocery, is_only_grocery
from appliance.skills.lists.items import PAUSE, corrected, correction, is_task, split_items
from appliance.skills.lists.names import SHOPPING, TO_DO, ListName, list_name
from appliance.skills.lists.phrases import had, needed, request
from appliance.skills.templates import Templates

SKILL = "lists"

_NOTHING = re.compile(
    r"^(?:it|that|this|them|these|those|something(?: else)?|anything|stuff|some(?: stuff| things| items)?|things?|"
    r"items?|"
    r"entry|an entry|(?:a )?(?:few|couple of) (?:things|items)|1|more|another|else|one|new item|\d (?:things|items))$"
)
_ALL = re.compile(r"^(?:everything|all|it all|all of it|all (?:of )?(?:the |my )?(?:items|things|entries|tasks))$")
_AT_END = re.compile(r"^(?:the )?(?P<which>last|latest|final|first|1st|top) (?:item|thing|one|1|entry|task)$")
_NO_ITEM = re.compile(
    r"^(?:how|what|what's|why|when|where|who|whether|if|because|he|she|they|you|me|him|her|us|i|i'm|we|be|being|"
    r"(?:my|your|him|her|it)self|ourselves|themselves|"
    r"set|turn|start|stop|tell me|remind|wake|play|read me|"
    r"(?:\d+|an?|half an|another) ?(?:minutes?|seconds?|hours?|percent|degrees))\b|\blists?\b|\b(?:my|our|the|to|on)$"
)
_TO = re.compile(r"^(?:to|on|onto) (?=(?:my|the|our|to do) )")
_BUY = re.compile(r"^(?:buy|by|bye|get|pick up|purchase) ")
_NUMBER = re.compile(r"^[\d.,]+$")
_MORE_WORDS = re.compile(r"\b(?:to|from|into|onto|because|so that|when|if|then|for|the)\b")
_CLAUSE = re.compile(r"\b(?:i|he|she|it|it's|we|they|you|is|are|was|were|has|have|had|put|that)\b")
_MOST_WORDS = 5
"""Words of an item where the verb was misheard, as "at" for "add"."""
_LONGEST_LOOSE = 8
"""Items of a sentence that names no list."""


def understood(templates: Templates, lists: Lists, transcript: str) -> Intent | None:
    """Return what is wanted of the lists; None if nothing is, or it makes no sense."""
    if not (text := request(transcript)):
        return None
    if text.endswith("list") and (name := list_name(text)) and (result := _reading("read_list", name, lists)):
        return result
    for variant in dict.fromkeys((text, text.replace(f" {PAUSE} ", " "))):
        for intent, words in templates.matches(variant):
            if result := _sensible(intent, words, lists):
                return result
    return None


def _sensible(intent: str, words: Mapping[str, str], lists: Lists) -> Intent | None:
    if judge := _JUDGES.get(intent):
        return judge(words, lists)
    if meant := _MEANT.get(intent):
        return meant
    name = _name(words)
    if name and intent in {"clear_list", "read_any"}:
        return _intent("clear_list" if intent == "clear_list" else "read_list", list=name.name or chosen(lists))
    if intent == "read_own":
        return _reading("read_list", name, lists) if name and name.is_own else None
    return _reading(intent, name, lists) if name else None


def _intent(name: str, **slots: SlotValue) -> Intent:
    return Intent(SKILL, name, slots)


def _name(words: Mapping[str, str]) -> ListName | None:
    if "named" in words:
        return list_name(corrected(words["named"]), needs_list=False)
    return list_name(_TO.sub("", corrected(words["list"]))) if "list" in words else None


def _items(words: str) -> list[str] | None:
    items = split_items(words)
    if any(_NO_ITEM.search(item) or _NUMBER.match(item) for item in items):
        return None
    return [item for item in items if not item.startswith("not ")]


def _adding(words: Mapping[str, str], _lists: Lists) -> Intent | None:
    name = _name(words)
    said = needed(words.get("items") or words.get("few") or words["need"])
    if said == words.get("need"):
        return None
    if name is None and (parts := correction(words.get("list", ""))):
        # "milk to my list, no, bread": what is corrected is the item.
        name, said = list_name(parts[0]), f"{said} {PAUSE} no {PAUSE} {parts[1]}"
    more = words.get("more") or words.get("groceries", "")
    items = _items(f"{said} {PAUSE} {more}" if more else said)
    if name is None or items is None:
        return None
    if "groceries" in words and not all(map(is_grocery, split_items(more))):  # "in jam" is a misheard "and jam"
        return None
    if "few" in words and any(len(item.split()) > _MOST_WORDS or _CLAUSE.search(item) for item in items):
        return None
    items = [item for item in items if not _NOTHING.match(item)]
    return _add(name.name, items)


def _add(name: str | None, items: list[str]) -> Intent:
    """Return the intent to put these on a list; None: the one that they fit on."""
    to_buy = [_BUY.sub("", item) for item in items]
    if name is None:
        is_to_do = bool(items) and is_task(items[0]) and not all(map(is_grocery, to_buy))
        name = TO_DO if is_to_do else SHOPPING
    return _intent("add_items", list=name, items=to_buy if name == SHOPPING else items)


def _to_buy(words: Mapping[str, str]) -> list[str]:
    """Return the items of a sentence that names no list, or has no verb, if they are surely meant for shopping."""
    items = [_BUY.sub("", item) for item in _items(needed(words["items"])) or ()]
    are_meant = all(is_grocery(item) and not is_task(item) and not _MORE_WORDS.search(item) for item in items)
    return items if are_meant and len(items) <= _LONGEST_LOOSE else []


def _adding_loosely(words: Mapping[str, str], _lists: Lists) -> Intent | None:
    items = _to_buy(words)
    return _intent("add_items", list=SHOPPING, items=items) if items else None


def _adding_craved(words: Mapping[str, str], lists: Lists) -> Intent | None:
    return _adding_loosely(words, lists) if CRAVINGS.isdisjoint(_to_buy(words)) else None


def _adding_misheard(words: Mapping[str, str], lists: Lists) -> Intent | None:
    items = split_items(words["items"])
    return _adding_loosely(words, lists) if len(items) > 1 and all(map(is_only_grocery, items)) else None


def _noting(words: Mapping[str, str], lists: Lists) -> Intent | None:
    items = _items(needed(words["items"]))
    if (intent := _adding_loosely(words, lists)) or not items or not is_task(items[0]):
        return intent
    return _intent("add_items", list=TO_DO, items=items)


def _adding_without_verb(words: Mapping[str, str], _lists: Lists) -> Intent | None:
    said = f"{words['items']} {PAUSE} {words['groceries']}" if "groceries" in words else words["items"]
    name, items = _name(words), split_items(said)
    items = items if all(map(is_only_grocery, items)) else []
    if name and name.name == TO_DO and not items and is_task(words["items"]):
        items = _items(words["items"]) or []
    return _add(name.name, items) if name and items else None


def _creating(words: Mapping[str, str], _lists: Lists) -> Intent | None:
    name = list_name(words["name"], needs_list=False)
    return _intent("create_list", list=name.name) if name and name.name else None


def _checking_need(words: Mapping[str, str], _lists: Lists) -> Intent | None:
    items = _to_buy(words)
    return _intent("check_items", list=SHOPPING, items=items) if items and CRAVINGS.isdisjoint(items) else None


def _removing(words: Mapping[str, str], lists: Lists) -> Intent | None:
    name, said = _name(words), had(words["items"])
    items = split_items(said)
    if name is None or not items:
        return None
    if len(items) == 1 and _ALL.match(items[0]):
        return _intent("clear_list", list=name.name or chosen(lists))
    if place := _AT_END.match(corrected(said)):
        which = "last" if place["which"] in {"last", "latest", "final"} else "first"
        return _intent("remove_at_end", list=name.name or chosen(lists), which=which)
    if any(_NOTHING.match(item) for item in items):
        return None
    return _intent("remove_items", list=name.name or chosen(lists, items), items=items)


def _crossing_off(words: Mapping[str, str], lists: Lists) -> Intent | None:
    items = split_items(words["items"])
    name = chosen(lists, items)
    if items and all(found(lists.get(name, ()), item) for item in items):
        return _intent("remove_items", list=name, items=items)
    return None


def _checking(words: Mapping[str, str], lists: Lists) -> Intent | None:
    name, items = _name(words), _items(words["items"])
    if name is None or not items or not _is_known(name, lists):
        return None
    if any(_NOTHING.match(item) for item in items):
        return _reading("read_list", name, lists)
    listed = name.name or chosen(lists, items)
    # "The list" alone may be any list of the world: what is asked for must be on one of the owner's, or be to buy.
    is_meant = name.is_own or name.name or all(is_grocery(item) or found(lists.get(listed, ()), item) for item in items)
    return _intent("check_items", list=listed, items=items) if is_meant else None


def _reading(intent: str, name: ListName, lists: Lists) -> Intent | None:
    return _intent(intent, list=name.name or chosen(lists)) if _is_known(name, lists) else None


def _is_known(name: ListName, lists: Lists) -> bool:
    """Say whether it can be one of the owner's lists: "the endangered species list" is not, "my packing list" is."""
    return name.is_own or name.name in {None, SHOPPING, TO_DO} or name.name in lists


_JUDGES: Mapping[str, Callable[[Mapping[str, str], Lists], Intent | None]] = {
    "add_items": _adding,
    "add_unnamed": _adding_loosely,
    "add_misheard": _adding_misheard,
    "add_noted": _noting,
    "add_needed": _adding_loosely,
    "add_craved": _adding_craved,
    "add_verbless": _adding_without_verb,
    "remove_items": _removing,
    "remove_unnamed": _crossing_off,
    "create_list": _creating,
    "check_items": _checking,
    "check_needed": _checking_need,
}
"""How the slots of an intent are judged."""
_MEANT = {
    "read_shopping": _intent("read_list", list=SHOPPING),
    "read_to_do": _intent("read_list", list=TO_DO),
    "count_shopping": _intent("count_items", list=SHOPPING),
    "count_to_do": _intent("count_items", list=TO_DO),
    "name_list": _intent("create_list", list=""),
    "clear_all_lists": _intent("clear_all_lists"),
    "list_lists": _intent("list_lists"),
}
"""Sentences without slots."""
