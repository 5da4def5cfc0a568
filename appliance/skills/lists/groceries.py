"""What is to buy: told from what else can be added, or is needed."""

from __future__ import annotations

import re

from appliance.skills.lists.words import words

GROCERIES = words("groceries")
CRAVINGS = words("cravings")

_LIQUIDS = frozenset({"oil", "olive oil", "water", "juice", "sauce", "syrup", "gravy", "broth", "vinegar", "butter"})
"""What something else may lie in: "tuna in oil"."""
_MISHEARD = dict(pair.split(" = ") for pair in words("misheard"))
_ALONE = frozenset({"milk", "bread", "butter", "cheese"})
_AMOUNT = re.compile(r"^(?:.* of |(?:\d[\d.,/]*|half|a|an|some|more|any|the|another|extra|fresh|few|little|lots) )+")


def is_grocery(item: str) -> bool:
    """Say whether this is something that is bought every week: "two pints of milk", "oat milk", "toilet paper"."""
    parts = _AMOUNT.sub("", item).split()
    if not parts or len(parts) > 4:
        return False
    return any(" ".join(parts[-count:]) in GROCERIES for count in (1, 2, 3))


def is_only_grocery(item: str) -> bool:
    """Say whether this is such a thing and its amount, and nothing else: not "added milk"."""
    return _AMOUNT.sub("", item) in GROCERIES


def apart(item: str) -> list[str]:
    """Return the groceries that were said in a row without a comma: "milk eggs" are two; else the item alone."""
    item = _MISHEARD.get(item, item)
    first, _, second = item.partition(" in ")
    if is_grocery(first) and is_grocery(second) and second not in _LIQUIDS:  # a misheard "and"
        return [first, second]
    parts = item.split()
    found: list[str] = []
    while parts:
        count = next((count for count in (3, 2, 1) if " ".join(parts[:count]) in GROCERIES), 0)
        if not count:
            return [item]
        found.append(" ".join(parts[:count]))
        parts = parts[count:]
    return found if all(name.endswith("s") or name in _ALONE for name in found) else [item]
