"""What is said of a sum."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from appliance.intents import SlotValue
from appliance.skills.arithmetic import operations
from appliance.skills.arithmetic.grammar import evaluate
from appliance.skills.arithmetic.operations import NoResult
from appliance.skills.number_speech import said

LARGEST_CHECKED = 10**9
"""Largest number of which the factors are looked for."""


def reply(name: str, slots: Mapping[str, SlotValue]) -> str:
    """Return the answer to what was asked; raise `NoResult` where there is none."""
    currency = str(slots["currency"])
    if name == "sum":
        done = evaluate(str(slots["sum"]))
        words = done.words[:1].upper() + done.words[1:]
        return f"{words or 'That'} is {_amount(done.value, currency)}."
    value = {slot: Fraction(str(text)) for slot, text in slots.items() if slot != "currency"}
    match name:
        case "split":
            each = operations.divide(value["a"], value["b"])
            return f"{_amount(value['a'], currency)} split {_amount(value['b'])} ways is {_amount(each, currency)} each."
        case "tip":
            tip = value["a"] * value["percent"] / 100
            total = _amount(value["a"] + tip, currency)
            percent = _amount(value["percent"])
            article = "An" if percent.startswith(("8", "11", "18")) else "A"
            return f"{article} {percent} percent tip is {_amount(tip, currency)}, so {total} in total."
        case "percentage_of":
            percent = operations.divide(value["part"] * 100, value["whole"])
            return f"{_amount(value['part'])} is {_amount(percent)} percent of {_amount(value['whole'])}."
        case "remainder":
            return _remainder(value["a"], value["b"])
        case "divisible":
            rest = operations.modulo(value["number"], value["divisor"])
            number, divisor = _amount(value["number"]), _amount(value["divisor"])
            times = _amount(operations.divide(value["number"], value["divisor"]))
            return f"Yes, {number} is {divisor} times {times}." if not rest else f"No, there is {_amount(rest)} left over."
    return _of_whole_number(name, value["number"])


def _of_whole_number(name: str, number: Fraction) -> str:
    if number.denominator != 1:
        return "Only whole numbers have that."
    whole, words = number.numerator, _amount(number)
    if name == "even":
        return f"{words} is {'odd' if whole % 2 else 'even'}."
    if whole > LARGEST_CHECKED:
        raise NoResult("That number is too big for me to check.")
    if whole < 2:
        return f"No, {words} is not prime: the first prime is 2." if name == "prime" else f"{words} has no prime factors."
    factor = operations.smallest_factor(whole)
    if factor == whole:
        return f"Yes, {words} is prime." if name == "prime" else f"{words} is prime."
    if name == "prime":
        return f"No, {words} is {_amount(Fraction(factor))} times {_amount(Fraction(whole // factor))}."
    factors = []
    while whole > 1:
        factors.append(operations.smallest_factor(whole))
        whole //= factors[-1]
    return f"{words} is {' times '.join(_amount(Fraction(factor)) for factor in factors)}."


def _remainder(a: Fraction, b: Fraction) -> str:
    rest = operations.modulo(a, b)
    times = _amount((a - rest) / b)
    return f"{_amount(a)} divided by {_amount(b)} is {times}, remainder {_amount(rest)}."


def _amount(value: Fraction, currency: str = "") -> str:
    if currency:
        cents = round(value, 2)
        sign = "minus " if cents < 0 else ""
        text = f"{currency}{float(abs(cents)):,.2f}".removesuffix(".00")
        return f"{'' if cents == value else 'about '}{sign}{text}"
    text, is_exact = said(abs(value))
    return f"{'' if is_exact else 'about '}{'minus ' if value < 0 else ''}{text}"
