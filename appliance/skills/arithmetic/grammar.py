"""What a sum in words comes to: "15 percent of 80", "the square root of 16 plus 9". Read and computed in one go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from appliance.skills.arithmetic import operations
from appliance.skills.arithmetic.operations import NoResult
from appliance.skills.arithmetic.vocabulary import HOMOPHONES, INFIXES, LISTS, PARTS, PHRASES, PI, PREFIXES
from appliance.skills.number_phrases import read_number
from appliance.skills.number_speech import said


class NotASum(Exception):
    """These words are no sum."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, understood."""

    value: Fraction
    words: str
    """What it is called, as "2 plus 4"; "" where that is not clear without brackets."""


_OF_TWO = {"difference-of", "quotient-of"}
_PREFIX_STRENGTH, _NEGATION_STRENGTH, _MOST_WORDS = 5, 3, 60


def evaluate(text: str) -> Sum:
    """Return what a sum comes to; raise `NotASum` for other words, `NoResult` where there is none."""
    text = re.sub(r"(?<=\d)%", " percent", text)
    for pattern, token in PHRASES:
        text = pattern.sub(token, text)
    words = text.split()
    if len(words) > _MOST_WORDS:
        raise NotASum
    reader = _Reader(words)
    try:
        return reader.whole()
    except operations.OutOfRange as error:
        if reader.is_at_the_only_operation():
            raise
        raise NoResult("That goes beyond the numbers I can work with.") from error


def _as_said(words: Sequence[str], value: Fraction) -> str:
    if list(words) == [PI]:
        return "pi"
    if len(words) == 2 and words[0][0].isdigit() and words[1].isdigit():  # 1.5 1000000
        return said(value)[0]
    return " ".join(PARTS.get(word, word) for word in words)


class _Reader:
    """Reads operators by their strength; counts them, and keeps what was understood for the answer."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._place = 0
        self._operators = 0
        self._brackets = 0
        self._said: list[str] = []

    def whole(self) -> Sum:
        """Read all words."""
        value = self._infix(self._operand(), 0)
        while self._take("all"):
            self._brackets += 1
            value = self._infix(value, 0)
        if self._place < len(self._words) or not self._operators:
            raise NotASum
        return Sum(value, "" if self._brackets else " ".join(self._said))

    def is_at_the_only_operation(self) -> bool:
        """Say whether the operation that was done last is all there is to the sum."""
        return self._operators == 1 and self._place >= len(self._words)

    def _infix(self, left: Fraction, strength: int) -> Fraction:
        while self._next() in INFIXES:
            token = self._next()
            own_strength, operation, words = INFIXES[token]
            if own_strength <= strength:
                break
            before = self._words[self._place - 1]
            if token == "of" and not (before == "%" or self._is_part(before)):
                raise NotASum
            self._advance(words)
            operators = self._operators
            right = self._operand(own_strength - (token in {"power", "of"}), exponent=token == "power")
            is_percent_alone = self._words[self._place - 1] == "%" and self._operators == operators
            if own_strength == 1 and is_percent_alone and before != "%":
                right *= left  # 50 plus 10 percent
            left = operation(left, right)
        return left

    def _is_part(self, word: str) -> bool:
        return bool(re.fullmatch(r"half|halves|quarters?|\d+(?:rd|th)s?|\d+/\d+|dozen", word))

    def _operand(self, strength: int = 0, *, exponent: bool = False) -> Fraction:
        value = self._single(exponent=exponent)
        return self._infix(self._postfix(value), strength) if strength else self._postfix(value)

    def _single(self, *, exponent: bool) -> Fraction:
        token = self._next()
        if token == "the":
            self._place += 1
            token = self._next()
        if token in {"minus", "negative"}:
            self._advance("minus", counts=False)
            return -self._infix(self._operand(), _NEGATION_STRENGTH)
        if token == "(":
            return self._in_brackets()
        if token in LISTS:
            return self._list(token)
        if token in PREFIXES or self._following() == "root":
            return self._prefix(token)
        if exponent and (match := re.fullmatch(r"(\d{1,9})(?:st|nd|rd|th)", token)):
            self._advance(match[1], counts=False)
            self._take("power")
            return Fraction(int(match[1]))
        return self._number()

    def _prefix(self, token: str) -> Fraction:
        if token in PREFIXES:
            operation, words = PREFIXES[token]
            self._advance(words)
            self._take("of")
            return operation(self._operand(_PREFIX_STRENGTH))
        if (nth := re.fullmatch(r"(\d{1,3})(?:rd|th)", token)) is None:
            raise NotASum
        self._place += 1
        self._advance(f"the {token} root of")
        return operations.root(self._operand(_PREFIX_STRENGTH), int(nth[1]))

    def _number(self) -> Fraction:
        words = list(self._words)
        sign = 1
        if words[self._place : self._place + 1]:
            word = words[self._place]
            if re.match(r"-\d", word):
                sign, words[self._place] = -1, word[1:]
            words[self._place] = HOMOPHONES.get(words[self._place], words[self._place])
        if (found := read_number(words, self._place)) is None:
            raise NotASum
        value, end = found
        self._said.append(("minus " if sign < 0 else "") + _as_said(words[self._place : end], value))
        self._place = end
        return sign * value

    def _postfix(self, value: Fraction) -> Fraction:
        while (token := self._next()) in {"squared", "cubed", "factorial", "%"}:
            self._advance("percent" if token == "%" else token, counts=token != "%")
            if token == "%":
                value /= 100
            elif token == "factorial":
                value = operations.factorial(value)
            else:
                value = operations.power(value, Fraction(2 if token == "squared" else 3))
        return value

    def _in_brackets(self) -> Fraction:
        self._place += 1
        self._brackets += 1
        value = self._infix(self._operand(), 0)
        if not self._take(")") and self._place < len(self._words):
            raise NotASum
        return value

    def _list(self, token: str) -> Fraction:
        operation, words = LISTS[token]
        self._advance(words)
        values = [self._operand(1)]
        while self._take("and") or (self._next() not in {"all", *INFIXES} and self._place < len(self._words)):
            if self._words[self._place - 1] == "and":
                self._said.append("and")
            values.append(self._operand(1))
        if len(values) < 2 or (token in _OF_TWO and len(values) != 2):
            raise NotASum
        return operation(values)

    def _next(self) -> str:
        return self._words[self._place] if self._place < len(self._words) else ""

    def _following(self) -> str:
        return self._words[self._place + 1] if self._place + 1 < len(self._words) else ""

    def _advance(self, words: str, *, counts: bool = True) -> None:
        self._place += 1
        self._operators += counts
        self._said.append(words)

    def _take(self, token: str) -> bool:
        if self._next() != token:
            return False
        self._place += 1
        return True
