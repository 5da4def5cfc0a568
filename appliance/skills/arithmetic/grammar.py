"""What a sum in words comes to: "15 percent of 80", "the square root of 16 plus 9". Read and computed in one go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from appliance.skills.arithmetic import operations
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


_PHRASES = tuple(
    (re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), token)
    for pattern, token in (
        (r"open (?:the )?(?:brackets?|parenthes[ie]s)|the quantity", "("),
        (r"close (?:the )?(?:brackets?|parenthes[ie]s)", ")"),
        (r"(?:and )?(?:then )?all(?: of (?:that|it))?(?= (?:\*|times|multiplied|divided|over|plus|minus|/))", "all"),
        (r"(?:and )?then(?: you)?(?= (?:\*|times|multiplied|divided|over|plus|minus|/))", "all"),
        (r"(?:and )?then (?:add|plus)", "all plus"),
        (r"(?:and )?then (?:subtract|take away|minus)", "all minus"),
        (r"(?:and )?then (?:multiply(?: that| it)? by|times)", "all times"),
        (r"(?:and )?then divide(?: that| it)? by", "all divided-by"),
        (r"(?:is |are )?divided (?:by|into)|over|/", "divided-by"),
        (r"multiplied (?:by|with)|multiply by|times|x|\*", "times"),
        (r"plus|added (?:to|with)|add|\+", "plus"),
        (r"minus|take away|takeaway|less|subtract|-", "minus"),
        (r"(?:raised )?(?:to|two|2) the power(?: of)?|raised to(?: the)?|\^", "power"),
        (r"(?:to|two|2) the(?= (?:minus|negative) \d| -?\d+(?:st|nd|rd|th)(?: power)?(?!\S))", "power"),
        (r"(?:the )?(?:square )?root(?: of)?", "root"),
        (r"(?:the )?(?:cube|cubic) root(?: of)?", "cube-root"),
        (r"(?:the )?square of", "square-of"),
        (r"(?:the )?cube of", "cube-of"),
        (r"(?:the )?factorial of", "factorial-of"),
        (r"(?:the )?sum of|(?:the )?total of", "sum-of"),
        (r"(?:the )?product of", "product-of"),
        (r"(?:the )?difference (?:between|of)", "difference-of"),
        (r"(?:the )?quotient of", "quotient-of"),
        (r"(?:the )?(?:average|mean)(?: value)? of", "average-of"),
        (r"(?:the )?(?:greatest|highest) common (?:divisor|factor|denominator) of|gcd of", "gcd-of"),
        (r"(?:the )?(?:least|lowest) common (?:multiple|denominator) of|lcm of", "lcm-of"),
        (r"(?:the )?remainder (?:of|when|for)", "remainder-of"),
        (r"mod|modulo|modulus", "mod"),
        (r"percent|per cent|percentage", "%"),
        (r"% off(?: of)?", "%-off"),
        (r"% (?:more than|on top of|added to|above)", "%-more"),
        (r"% (?:less than|below)", "%-less"),
        (r"twice|double(?: of)?|2 times(?= (?:the|a) )", "twice"),
        (r"triple(?: of)?|thrice", "triple"),
        (r"(?:a |the )?half(?: of)?(?= (?:\d|the))", "half of"),
    )
)
_PI = "3.141592653589793"
_HOMOPHONES = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "pi": _PI}
_PREFIXES: Mapping[str, tuple[Callable[[Fraction], Fraction], str]] = {
    "root": (lambda a: operations.root(a, 2), "the square root of"),
    "cube-root": (lambda a: operations.root(a, 3), "the cube root of"),
    "square-of": (lambda a: operations.power(a, Fraction(2)), "the square of"),
    "cube-of": (lambda a: operations.power(a, Fraction(3)), "the cube of"),
    "factorial-of": (operations.factorial, "the factorial of"),
    "twice": (lambda a: operations.multiply(a, Fraction(2)), "twice"),
    "triple": (lambda a: operations.multiply(a, Fraction(3)), "3 times"),
}
_INFIXES: Mapping[str, tuple[int, Callable[[Fraction, Fraction], Fraction], str]] = {
    "plus": (1, lambda a, b: operations.bounded(a + b), "plus"),
    "minus": (1, lambda a, b: operations.bounded(a - b), "minus"),
    "times": (2, operations.multiply, "times"),
    "divided-by": (2, operations.divide, "divided by"),
    "mod": (2, operations.modulo, "mod"),
    "of": (4, operations.multiply, "of"),
    "%-off": (4, lambda a, b: b * (1 - a / 100), "percent off"),
    "%-less": (4, lambda a, b: b * (1 - a / 100), "percent less than"),
    "%-more": (4, lambda a, b: b * (1 + a / 100), "percent more than"),
    "power": (6, operations.power, "to the power of"),
}
_LISTS: Mapping[str, tuple[Callable[[Sequence[Fraction]], Fraction], str]] = {
    "sum-of": (lambda values: sum(values, Fraction(0)), "the sum of"),
    "product-of": (operations.product, "the product of"),
    "average-of": (operations.average, "the average of"),
    "difference-of": (lambda values: abs(values[0] - values[1]), "the difference between"),
    "quotient-of": (lambda values: operations.divide(values[0], values[1]), "the quotient of"),
    "gcd-of": (operations.greatest_common_divisor, "the greatest common divisor of"),
    "lcm-of": (operations.least_common_multiple, "the least common multiple of"),
}
_PARTS = {"3rds": "thirds", "4ths": "fourths", "5ths": "fifths", "6ths": "sixths", "7ths": "sevenths", "8ths": "eighths"}
_OF_TWO = {"difference-of", "quotient-of"}
_PREFIX_STRENGTH, _NEGATION_STRENGTH, _MOST_WORDS = 5, 3, 60


def evaluate(text: str) -> Sum:
    """Return what a sum comes to; raise `NotASum` for other words, `NoResult` where there is none."""
    text = re.sub(r"(?<=\d)%", " percent", text)
    for pattern, token in _PHRASES:
        text = pattern.sub(token, text)
    words = text.split()
    if len(words) > _MOST_WORDS:
        raise NotASum
    return _Reader(words).whole()


def _as_said(words: Sequence[str], value: Fraction) -> str:
    if list(words) == [_PI]:
        return "pi"
    if len(words) == 2 and words[0][0].isdigit() and words[1].isdigit():  # 1.5 1000000
        return said(value)[0]
    return " ".join(_PARTS.get(word, word) for word in words)


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

    def _infix(self, left: Fraction, strength: int, *, is_part: bool = False) -> Fraction:
        while self._next() in _INFIXES:
            token = self._next()
            own_strength, operation, words = _INFIXES[token]
            if own_strength <= strength:
                break
            before = self._words[self._place - 1]
            if token == "of" and not (before == "%" or self._is_part(before)):
                raise NotASum
            self._advance(words)
            right = self._operand(own_strength - (token in {"power", "of"}), exponent=token == "power")
            if own_strength == 1 and self._words[self._place - 1] == "%" and before != "%":
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
        if token in {"minus", "negative"}:
            self._advance("minus", counts=False)
            return -self._infix(self._operand(), _NEGATION_STRENGTH)
        if token == "the":
            self._place += 1
            return self._single(exponent=exponent)
        if token == "(":
            return self._in_brackets()
        if token in _PREFIXES:
            operation, words = _PREFIXES[token]
            self._advance(words)
            self._take("of")
            return operation(self._operand(_PREFIX_STRENGTH))
        if token in _LISTS:
            return self._list(token)
        if exponent and (match := re.fullmatch(r"(\d{1,9})(?:st|nd|rd|th)", token)):
            self._advance(match[1], counts=False)
            self._take("power")
            return Fraction(int(match[1]))
        if (nth := re.fullmatch(r"(\d{1,3})(?:rd|th)", token)) and self._following() == "root":
            self._said.append(f"the {token} root of")
            self._place += 2
            self._operators += 1
            return operations.root(self._operand(_PREFIX_STRENGTH), int(nth[1]))
        return self._number()

    def _number(self) -> Fraction:
        words = list(self._words)
        sign = 1
        if words[self._place : self._place + 1]:
            word = words[self._place]
            if re.match(r"-\d", word):
                sign, words[self._place] = -1, word[1:]
            words[self._place] = _HOMOPHONES.get(words[self._place], words[self._place])
        if (found := read_number(words, self._place)) is None:
            raise NotASum
        value, end = found
        self._said.append(("minus " if sign < 0 else "") + _as_said(words[self._place : end], value))
        self._place = end
        return sign * value

    def _postfix(self, value: Fraction) -> Fraction:
        while (token := self._next()) in {"squared", "cubed", "factorial", "%"}:
            if token == "%":
                value /= 100
            elif token == "factorial":
                value = operations.factorial(value)
            else:
                value = operations.power(value, Fraction(2 if token == "squared" else 3))
            self._advance("percent" if token == "%" else token, counts=token != "%")
        return value

    def _in_brackets(self) -> Fraction:
        self._place += 1
        self._brackets += 1
        value = self._infix(self._operand(), 0)
        if not self._take(")") and self._place < len(self._words):
            raise NotASum
        return value

    def _list(self, token: str) -> Fraction:
        operation, words = _LISTS[token]
        self._advance(words)
        values = [self._operand(1)]
        while self._take("and") or (self._next() not in {"all", *_INFIXES} and self._place < len(self._words)):
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
