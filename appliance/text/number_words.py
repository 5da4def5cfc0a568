"""The words of a single number, from num2words: cardinal, ordinal, year, or digit by digit. Pure."""

from __future__ import annotations

from typing import Literal

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
"""Pattern of a plain number without sign: "7", "1,234,567.5"."""

_LONGEST_DIGITS = 12
"""A longer whole number is read digit by digit: this many digits, then "and so on"."""
_LONGEST_FRACTION_DIGITS = 6
"""Digits read after the decimal point, then "and so on": "1.1111111" must not take the voice long."""


def words_of_whole(figures: str, to: Literal["cardinal", "ordinal", "year"] = "cardinal") -> str:
    """Return the words of a whole number; thousands separators are allowed."""
    from num2words import num2words

    words: str = num2words(int(figures.replace(",", "")), to=to)
    return words.replace(",", "")


def words_of_digits(figures: str) -> str:
    """Return the figures digit by digit, at most 12 of them."""
    said = " ".join(words_of_whole(digit) for digit in figures[:_LONGEST_DIGITS])
    return said + (" and so on" if len(figures) > _LONGEST_DIGITS else "")


def words_of_number(figures: str) -> str:
    """Return the words of a plain number without sign; thousands separators and a decimal point are allowed."""
    whole, point, fraction = figures.replace(",", "").partition(".")
    if len(whole) > _LONGEST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        said = words_of_digits(whole)
    else:
        said = words_of_whole(whole or "0")
    if not point or not fraction:
        return said
    said += " point " + " ".join(words_of_whole(digit) for digit in fraction[:_LONGEST_FRACTION_DIGITS])
    return said + (" and so on" if len(fraction) > _LONGEST_FRACTION_DIGITS else "")
