"""Names of lists: "my grocery list" is "shopping", "the to do list" is "to-do", any other is as it was said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.skills.lists.words import words

SHOPPING = "shopping"
TO_DO = "to-do"
LONGEST_NAME = 30
"""Characters of a list's name."""

_ALIASES = dict.fromkeys(words("shopping"), SHOPPING) | dict.fromkeys(words("to_do"), TO_DO)
_WITHOUT_LIST = frozenset(
    {"shopping", "groceries", "to do", "to dos", "to do's", "todo", "todos", "2 do", "2 dos", "tasks"}
)
"""Names that are understood as a list without that word: "add milk to the shopping"."""
_DETERMINER = re.compile(r"^(?P<own>my|our)?(?:\b(?:the|a|an|this|that|your|new|own|current|whole|entire) ?| )*")
_LIST = re.compile(r"(?:^| )(?:list|lists)$")
_LIST_OF = re.compile(
    r"(?:shopping )?lists? (?:of|for) (?:(?:the )?(?:groceries|shopping|food|supermarket|store)|"
    r"things to (buy|do|get))$"
)


@dataclass(frozen=True, slots=True)
class ListName:
    """What a user called a list."""

    name: str | None
    """None: "the list", without saying which."""
    is_own: bool
    """Whether the user said "my" or "our"."""


def list_name(said: str, *, needs_list: bool = True) -> ListName | None:
    """Return the list that these words name: "my shopping list"; None if they name none.

    `needs_list` is False where the sentence has the word "list" already.
    """
    text = said.replace("-", " ").strip(" ¦")
    if len(text) > LONGEST_NAME + 20 or "¦" in text:
        return None
    text = _LIST_OF.sub(lambda match: f"{'to do' if match[1] == 'do' else 'shopping'} list", text)
    is_list = bool(_LIST.search(text)) or not needs_list
    text = _LIST.sub("", text)
    found = _DETERMINER.match(text)
    assert found
    is_own, name = bool(found["own"]), text[found.end() :]
    if not is_list and name not in _WITHOUT_LIST:
        return None
    if name in _ALIASES or not name:
        return ListName(_ALIASES.get(name), is_own)
    parts = name.split()
    if len(parts) > 3 or len(name) > LONGEST_NAME or not words("no_name").isdisjoint(parts):
        return None
    return ListName(name, is_own)
