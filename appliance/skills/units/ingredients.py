"""Ingredients of a recipe: what a cup of each weighs, from `ingredients.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files

import yaml

LIQUIDS = {"water", "milk", "cream", "oil", "olive oil", "vegetable oil"}
"""Their ounces are fluid ounces."""
_OF = re.compile(r"(.+?) of (?:the |some |unsalted |salted |plain )?(\w[\w -]*)")


@cache
def grams_per_cup() -> Mapping[str, Fraction]:
    """Return what a US cup of each ingredient weighs, in grams."""
    table = yaml.safe_load(files("appliance.skills.units").joinpath("ingredients.yaml").read_text(encoding="utf-8"))
    return {name.replace("-", " "): Fraction(grams) for name, grams in table.items()}


def without_ingredient(text: str) -> tuple[str, str]:
    """Return "2 cups" and "flour" of "2 cups of flour"; the words as they are, and "", where no ingredient is named."""
    match = _OF.fullmatch(text)
    if match and match[2].replace("-", " ") in grams_per_cup():
        return match[1], match[2].replace("-", " ")
    words = text.rsplit(" ", 2)
    for count in (2, 1):  # "2 cups flour"
        name = " ".join(words[-count:])
        if len(words) > count and name in grams_per_cup():
            return text.removesuffix(name).strip(), name
    return text, ""
