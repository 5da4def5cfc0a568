"""The words of `words.yaml`: what tells a thing to buy from one to do, and one list from another."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words, or groups of words, of a kind: "groceries"."""
    return frozenset(word.strip() for word in _all()[kind].split(","))


@cache
def _all() -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load(
        files("appliance.skills.lists").joinpath("words.yaml").read_text(encoding="utf-8")
    )
    return content
