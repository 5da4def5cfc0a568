"""Numbers as people say them, read from words with digits: "2 and a half", "3 quarters", "1.5 1000000", "a dozen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?")
_FRACTION = re.compile(r"(\d{1,9})/(\d{1,9})")
_PART = re.compile(r"(\d{1,4})(?:rd|th)s?")
_NAMED_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_SCALES = {"dozen": 12, "dozens": 12, "100": 100, "1000": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_TAKEN_BACK = (
    "no|sorry|wait|rather|actually|or rather|or no|i mean|i meant|i said|make that|make it|scratch that|not that"
)
_CORRECTION = rf"(?:(?:{_TAKEN_BACK}) )+"
_CORRECTED_AMOUNT = re.compile(rf"(?<!\S)-?[\d.,/]+ (?:[a-z]+ ){{1,2}}?{_CORRECTION}(?=-?\d[\d.,/]* [a-z])")
_CORRECTED_NUMBER = re.compile(rf"(?<!\S)-?[\d.,/]+ {_CORRECTION}(?=-?\d)")


def read_number(words: Sequence[str], start: int = 0) -> tuple[Fraction, int] | None:
    """Return the number, not negative, that begins at a word, and where the words after it begin; None without one."""
    if (found := _whole_or_decimal(words, start)) is None:
        return _part(words, start)
    value, end = found
    while end < len(words) and (scale := _scale(words[end])):  # 1.5 million, 2 dozen
        value, end = value * scale, end + 1
    if part := _part_size(words, end):  # 3 quarters
        return value * part, end + 1
    if end < len(words) and (more := _fraction(words[end])) is not None and more < 1:  # 2 1/2
        return value + more, end + 1
    if _word(words, end) == "and":
        counted = _whole_or_decimal(words, end + 1)
        if counted and (part := _part_size(words, counted[1])):  # 2 and 3 quarters
            return value + counted[0] * part, counted[1] + 1
        more_and_end = _part(words, end + 1)
        if more_and_end and more_and_end[0] < 1 and _word(words, more_and_end[1]) not in {"of", "the"}:  # 2 and a half
            return value + more_and_end[0], more_and_end[1]
    return value, end


def whole_phrase(text: str) -> Fraction | None:
    """Return the number that these words are, all of them; None if they are not one."""
    words = text.split()
    found = read_number(words)
    return found[0] if found and found[1] == len(words) else None


def corrected(text: str) -> str:
    """Return the words without a number that the speaker took back: "5 no 10 times 2" is "10 times 2"."""
    return _CORRECTED_NUMBER.sub("", text)


def corrected_amount(text: str) -> str:
    """Return the words without an amount that the speaker took back: "2 feet no 3 feet" is "3 feet"."""
    return corrected(_CORRECTED_AMOUNT.sub("", text))


def after_correction(text: str) -> str:
    """Return the words after the last correction: "5 times 3 no 5 times 4" is "5 times 4"; all without one."""
    return re.split(rf"(?<!\S){_CORRECTION}", text)[-1]


def _word(words: Sequence[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ""


def _whole_or_decimal(words: Sequence[str], start: int) -> tuple[Fraction, int] | None:
    word = _word(words, start)
    if (value := _fraction(word)) is not None:
        return value, start + 1
    if word == "point" and _word(words, start + 1).isascii() and _word(words, start + 1).isdigit():
        return Fraction(f"0.{words[start + 1]}"), start + 2
    if not _NUMBER.fullmatch(word):
        return None
    decimals = _word(words, start + 2)
    if _word(words, start + 1) == "point" and decimals.isascii() and decimals.isdigit() and word.isdigit():
        return Fraction(f"{word}.{decimals}"), start + 3
    return Fraction(word.replace(",", "")), start + 1


def _fraction(word: str) -> Fraction | None:
    match = _FRACTION.fullmatch(word)
    return Fraction(int(match[1]), int(match[2])) if match and int(match[2]) else None


def _part(words: Sequence[str], start: int) -> tuple[Fraction, int] | None:
    """ "a half", "half a", "a 3rd", "a dozen"."""
    after_article = start + 1 if _word(words, start) in {"a", "an"} else start
    word = _word(words, after_article)
    if word in _NAMED_PARTS:
        return Fraction(1, _NAMED_PARTS[word]), after_article + 1
    if after_article > start and (part := _part_size(words, after_article)):
        return part, after_article + 1
    if word in _SCALES and not word.isdigit() and after_article > start:
        return Fraction(_SCALES[word]), after_article + 1
    return None


def _part_size(words: Sequence[str], place: int) -> Fraction | None:
    word = _word(words, place)
    if word in _NAMED_PARTS:
        return Fraction(1, _NAMED_PARTS[word])
    match = _PART.fullmatch(word)
    return Fraction(1, int(match[1])) if match and int(match[1]) > 1 else None


def _scale(word: str) -> int:
    if word in _SCALES:
        return _SCALES[word]
    return int(word) if re.fullmatch(r"10{6}|10{9}|10{12}", word) else 0
