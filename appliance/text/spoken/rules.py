"""Rule: a pattern, the words for it, and an example. A table is a tuple of them; their order is the order of work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Words = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table."""

    pattern: re.Pattern[str]
    words: Words
    """The replacement, as `re.sub` takes it."""
    written: str
    """An example of what the rule is for,"""
    said: str
    """and what `spoken_text` makes of it."""


def rule(pattern: str, words: Words, written: str, said: str) -> Rule:
    """Return a row; its pattern must not look further than a few words, so that all of it takes linear time."""
    return Rule(re.compile(pattern), words, written, said)


def applied(rules: Iterable[Rule], text: str) -> str:
    """Return the text after each of the rules in turn."""
    for row in rules:
        text = row.pattern.sub(row.words, text)
    return text
