"""The words of a single number, from num2words: cardinal, ordinal, year, or digit by digit. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
"""Pattern of a plain number without sign: "7", "1,234,567.5"."""

_LONGEST_CARDINAL = 12
"""Digits. A longer whole number without thousands separators is read digit by digit: it is a number of something."""
_LONGEST_DIGITS = 60
"""Digits that are read of a number, then "and so on": all of a bank account, not a screen full of them."""
_LONGEST_FRACTION, _CUT_FRACTION = 9, 6
"""A fraction with more digits than the first is cut to the second, then "and so on": "1.1111111111111111"."""


@lru_cache(maxsize=1024)
def words_of_whole(figures: str, to: Literal["cardinal", "ordinal", "year"] = "cardinal") -> str:
    """Return the words of a whole number; thousands separators are allowed."""
    from num2words import num2words

    words: str = num2words(int(figures.replace(",", "")), to=to)
    return words.replace(",", "")


def words_of_digits(figures: str, zero: str = "zero") -> str:
    """Return the figures digit by digit, at most 60 of them; `zero` is the word for 0."""
    said = " ".join(zero if digit == "0" else words_of_whole(digit) for digit in figures[:_LONGEST_DIGITS])
    return said + (" and so on" if len(figures) > _LONGEST_DIGITS else "")


def words_of_number(figures: str) -> str:
    """Return the words of a plain number without sign; thousands separators and a decimal point are allowed."""
    whole, point, fraction = figures.partition(".")
    longest = _LONGEST_DIGITS if "," in whole else _LONGEST_CARDINAL
    whole = whole.replace(",", "")
    if len(whole) > longest or (len(whole) > 1 and whole.startswith("0")):
        said = words_of_digits(whole)
    else:
        said = words_of_whole(whole or "0")
    if not point or not fraction:
        return said
    if len(fraction) > _LONGEST_FRACTION:
        return f"{said} point {words_of_digits(fraction[:_CUT_FRACTION])} and so on"
    return f"{said} point {words_of_digits(fraction)}"
