"""What is said of a sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from appliance.intents import SlotValue
from appliance.skills.arithmetic import operations
from appliance.skills.arithmetic.grammar import evaluate
from appliance.skills.arithmetic.operations import NoResult
from appliance.skills.number_speech import said

LARGEST_CHECKED = 10**9
"""Largest number of which the factors are looked for."""
_LIKE_AN = ("8", "11", "18")


def reply(name: str, slots: Mapping[str, SlotValue]) -> str:
    """Return the answer to what was asked; raise `NoResult` where there is none."""
    currency = str(slots["currency"])
    if name == "sum":
        done = evaluate(str(slots["sum"]))
        words = done.words[:1].upper() + done.words[1:]
        return f"{words or 'That'} is {_amount(done.value, currency)}."
    numbers = {slot: Fraction(str(text)) for slot, text in slots.items() if slot != "currency"}
    if name in _OF_MONEY:
        return _OF_MONEY[name](numbers, currency)
    return _OF_NUMBERS[name](**numbers)


def _split(numbers: Mapping[str, Fraction], currency: str) -> str:
    each = operations.divide(numbers["a"], numbers["b"])
    return f"{_amount(numbers['a'], currency)} split {_amount(numbers['b'])} ways is {_amount(each, currency)} each."


def _tip(numbers: Mapping[str, Fraction], currency: str) -> str:
    percent, tip = _amount(numbers["percent"]), numbers["a"] * numbers["percent"] / 100
    total = _amount(numbers["a"] + tip, currency)
    article = "An" if percent.startswith(_LIKE_AN) else "A"
    return f"{article} {percent} percent tip is {_amount(tip, currency)}, so {total} in total."


def _percentage_of(part: Fraction, whole: Fraction) -> str:
    return f"{_amount(part)} is {_amount(operations.divide(part * 100, whole))} percent of {_amount(whole)}."


def _as_percentage(number: Fraction) -> str:
    return f"{_amount(number)} is {_amount(number * 100)} percent."


def _remainder(a: Fraction, b: Fraction) -> str:
    rest = operations.modulo(a, b)
    return f"{_amount(a)} divided by {_amount(b)} is {_amount((a - rest) / b)}, remainder {_amount(rest)}."


def _divisible(number: Fraction, divisor: Fraction) -> str:
    if rest := operations.modulo(number, divisor):
        return f"No, {_amount(number)} divided by {_amount(divisor)} leaves {_amount(rest)}."
    return f"Yes, {_amount(number)} is {_amount(divisor)} times {_amount(number / divisor)}."


def _even(number: Fraction) -> str:
    return f"{_amount(number)} is {'odd' if _checked(number) % 2 else 'even'}."


def _prime(number: Fraction) -> str:
    words = _amount(number)
    if (whole := _checked(number)) < 2:
        return f"No, {words} is not prime: the first prime is 2."
    factor = operations.smallest_factor(whole)
    if factor == whole:
        return f"Yes, {words} is prime."
    return f"No, {words} is {_amount(Fraction(factor))} times {_amount(Fraction(whole // factor))}."


def _factors(number: Fraction) -> str:
    whole = _checked(number)
    if whole < 2:
        return f"{_amount(number)} has no prime factors."
    factors: list[str] = []
    while whole > 1:
        factor = operations.smallest_factor(whole)
        factors.append(_amount(Fraction(factor)))
        whole //= factor
    return f"{_amount(number)} is {' times '.join(factors) if len(factors) > 1 else 'prime'}."


_OF_MONEY: Mapping[str, Callable[[Mapping[str, Fraction], str], str]] = {"split": _split, "tip": _tip}
_OF_NUMBERS: Mapping[str, Callable[..., str]] = {
    "percentage_of": _percentage_of,
    "as_percentage": _as_percentage,
    "remainder": _remainder,
    "divisible": _divisible,
    "even": _even,
    "prime": _prime,
    "factors": _factors,
}


def _checked(number: Fraction) -> int:
    if number.denominator != 1:
        raise NoResult("Only whole numbers have that.")
    if number > LARGEST_CHECKED:
        raise NoResult("That number is too big for me to check.")
    return number.numerator


def _amount(value: Fraction, currency: str = "") -> str:
    if currency:
        cents = round(value, 2)
        sign = "minus " if cents < 0 else ""
        text = f"{currency}{float(abs(cents)):,.2f}".removesuffix(".00")
        return f"{'' if cents == value else 'about '}{sign}{text}"
    text, is_exact = said(abs(value))
    return f"{'' if is_exact else 'about '}{'minus ' if value < 0 else ''}{text}"
