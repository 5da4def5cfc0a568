"""Names of lists: "my grocery list" is "shopping", "the to do list" is "to-do", any other is as it was said."""

from __future__ import annotations

import re

SHOPPING = "shopping"
TO_DO = "to-do"
LONGEST_NAME = 30
"""Characters of a list's name."""

_ALIASES = {
    SHOPPING: "shopping|shop|shops|shopper|shoppings|groceries|grocery|grocer's|chopping|shop in|shopping in|supermarket|"
    "food|food shopping|grocery shopping|weekly shopping|store|buy|to buy|2 buy|shocking|shoppin|shoplist|buying",
    TO_DO: "to do|todo|todos|2 do|to dos|to do's|too do|to-do|to-dos|2 dos|tudu|to due|task|tasks|chore|chores|do|jobs",
}
_BY_ALIAS = {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split("|")}
_WITHOUT_LIST = frozenset({"shopping", "groceries", "to do", "to dos", "to do's", "todo", "todos", "2 do", "2 dos", "tasks"})
"""Names that are understood as a list without that word: "add milk to the shopping"."""
_DETERMINER = re.compile(r"^(?P<own>my|our)?(?:\b(?:the|a|an|this|that|your|new|own|current|whole|entire) ?| )*")
_LIST = re.compile(r"(?:^| )(?:list|lists)$")
_NO_NAME = frozenset(
    "all any every each no other another both some to do of on in for with from and or not is are was what how which who "
    "it me him her them i you we they".split()
)


class ListName:
    """What a user called a list."""

    def __init__(self, name: str | None, *, is_own: bool) -> None:
        self.name = name
        """None: "the list", without saying which."""
        self.is_own = is_own
        """Whether the user said "my" or "our"."""


def list_name(words: str, *, needs_list: bool = True) -> ListName | None:
    """Return the list that these words name: "my shopping list"; None if they name none.

    `needs_list` is False where the sentence has the word "list" already.
    """
    text = words.replace("-", " ").strip(" ¦")
    if len(text) > LONGEST_NAME + 20 or "¦" in text:
        return None
    is_list = bool(_LIST.search(text)) or not needs_list
    text = _LIST.sub("", text)
    found = _DETERMINER.match(text)
    is_own = bool(found and found["own"])
    name = text[found.end() :] if found else text
    if not name:
        return ListName(None, is_own=is_own) if is_list else None
    if not is_list and name not in _WITHOUT_LIST:
        return None
    if alias := _BY_ALIAS.get(name):
        return ListName(alias, is_own=is_own)
    parts = name.split()
    if len(parts) > 3 or len(name) > LONGEST_NAME or not _NO_NAME.isdisjoint(parts):
        return None
    return ListName(name, is_own=is_own)
