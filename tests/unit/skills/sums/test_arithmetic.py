"""Sums against Python's own arithmetic, what is too big, and how numbers are said."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from appliance.skills.arithmetic import Arithmetic
from appliance.skills.arithmetic.grammar import NotASum, evaluate
from appliance.skills.arithmetic.operations import NoResult, smallest_factor
from appliance.skills.number_phrases import whole_phrase
from appliance.skills.number_speech import said
from tests.unit.skills.sums.rig import context_in

OPERATORS = {"plus": "+", "minus": "-", "times": "*", "divided by": "/"}


@pytest.mark.parametrize("seed", range(40))
def test_comes_to_what_python_says(seed: int) -> None:
    chance = random.Random(seed)
    numbers = [chance.randint(1, 99) for _ in range(chance.randint(2, 6))]
    operators = [chance.choice(list(OPERATORS)) for _ in numbers[1:]]
    words = str(numbers[0]) + "".join(f" {o} {n}" for o, n in zip(operators, numbers[1:], strict=True))
    terms = [f"Fraction({numbers[0]})"]
    terms += [f"{OPERATORS[o]} Fraction({n})" for o, n in zip(operators, numbers[1:], strict=True)]
    assert evaluate(words).value == eval(" ".join(terms))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2 plus 3 times 4", 14),
        ("( 2 plus 3 ) times 4", 20),
        ("2 plus 3 all times 4", 20),
        ("2 plus 3 then times 4", 20),
        ("minus 2 squared", -4),
        ("2 to the power of 3 squared", 2**9),
        ("half of 10 plus 1", 6),
        ("10 percent of 50 plus 5", 10),
        ("50 plus 20 times 10 percent", 52),
        ("50 plus 10 percent", 55),
        ("10 percent plus 5 percent", Fraction(3, 20)),
        ("the square root of the square root of 16", 2),
        ("twice the sum of 3 and 4", 14),
        ("3 factorial factorial", 720),
        ("-5 plus 3", -2),
        ("8 to the power of 1/3", 2),
        ("8 to the power of minus 1", Fraction(1, 8)),
        ("minus 8 mod 3", 1),
    ],
)
def test_operators_bind_as_they_are_said(words: str, value: Fraction | int) -> None:
    assert evaluate(words).value == value


@pytest.mark.parametrize(
    "words", ["", "5", "5 plus", "plus 5", "5 plus plus 6", "5 5", "( 5", "5 of 6", "5 percent", "5 plus cats"]
)
def test_other_words_are_no_sum(words: str) -> None:
    with pytest.raises(NotASum):
        evaluate(words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("1 divided by 0", "You can't divide by zero."),
        ("5 mod 0", "You can't divide by zero."),
        ("0 to the power of minus 1", "You can't divide by zero."),
        ("the square root of minus 1", "A negative number has no real square root."),
        ("2 to the power of 1000000", f"That number is too big to say: it has {301030:,} digits."),
        ("10000 factorial", f"That number is too big to say: it has {35660:,} digits."),
        ("9 to the power of 999999999999", "That number is too big to say: it has about 954,242,509,439 digits."),
        ("999999999999 factorial", "That number is far too big for me."),
        ("10 to the power of 999 to the power of 999", "That goes beyond the numbers I can work with."),
        ("5 plus 2 to the power of minus 1000000", "That goes beyond the numbers I can work with."),
        ("10000 factorial plus 1", "That goes beyond the numbers I can work with."),
        ("2 to the power of minus 1000000", "That is almost zero."),
        ("2.5 factorial", "Only whole numbers from zero up have a factorial."),
        ("minus 2 to the power of 0.123456789", "That has no real result."),
    ],
)
def test_says_why_there_is_no_result(words: str, why: str) -> None:
    with pytest.raises(NoResult) as raised:
        evaluate(words if not words.startswith("minus 2") else "( minus 2 ) to the power of 0.123456789")
    assert str(raised.value) == why


def test_a_long_product_ends_in_one_sentence() -> None:
    with pytest.raises(NoResult, match="too big"):
        evaluate(" times ".join(["400 factorial"] * 9))


def test_finds_primes() -> None:
    primes = [n for n in range(2, 2000) if all(n % d for d in range(2, math.isqrt(n) + 1))]
    assert [n for n in range(2, 2000) if smallest_factor(n) == n] == primes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5), ("1,000", 1000), ("3.5", Fraction(7, 2)), ("point 5", Fraction(1, 2)),
        ("12 point 05", Fraction(241, 20)),
        ("1.5 1000000", 1_500_000), ("2 dozen", 24), ("a dozen", 12), ("half", Fraction(1, 2)),
        ("a half", Fraction(1, 2)),
        ("a 3rd", Fraction(1, 3)), ("2 3rds", Fraction(2, 3)), ("3 quarters", Fraction(3, 4)),
        ("2 and a half", Fraction(5, 2)),
        ("1 and 3 quarters", Fraction(7, 4)), ("2 1/2", Fraction(5, 2)), ("3/4", Fraction(3, 4)),
        ("1/0", None), ("", None),
        ("cat", None), ("5 cats", None), ("1 2", None), ("5.", None),
    ],
)  # fmt: skip
def test_reads_numbers_as_people_say_them(text: str, value: Fraction | int | None) -> None:
    assert whole_phrase(text) == value


@pytest.mark.parametrize(
    ("value", "text", "is_exact"),
    [
        (Fraction(17, 2), "8.5", True),
        (Fraction(1, 3), "0.3333", False),
        (Fraction(1000, 7), "142.86", False),
        (Fraction(1234567), "1,234,567", True),
        (Fraction(10**12), "1 trillion", True),
        (Fraction(2**100), "1.268 times 10 to the power of 30", False),
        (Fraction(10**30), "a 1 with 30 zeros", True),
        (Fraction(1, 80000), "1.25 times 10 to the power of minus 5", True),
        (Fraction(1, 2000), "0.0005", True),
        (Fraction(math.sqrt(2)) ** 2, "2", True),
        (Fraction(0), "0", True),
        (Fraction(99999, 10), "9,999.9", True),
        (Fraction(999999999999999, 1000), "1 trillion", False),
    ],
)
def test_says_numbers_shortly(value: Fraction, text: str, is_exact: bool) -> None:
    assert said(value) == (text, is_exact)


def test_match_has_slots_that_json_can_hold() -> None:
    intent = Arithmetic(context_in()).match("Split $84.50 between 4 people.")
    assert intent is not None
    assert intent.name == "split"
    assert intent.slots == {"a": "169/2", "b": "4", "currency": "$"}
