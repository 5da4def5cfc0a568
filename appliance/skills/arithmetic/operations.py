"""What can be computed, exact where that is possible, and bounded: nothing takes longer than a millisecond."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

LARGEST_BITS = 4000
"""A number of more is not computed; how many digits it has is."""
LARGEST_FACTORIAL = 450


class NoResult(Exception):
    """There is no result that can be said; the message is the sentence that says why."""


class OutOfRange(NoResult):
    """A number is too big, or too near to zero: so the message says, which is true of the last operation of a sum."""


def divide(a: Fraction, b: Fraction) -> Fraction:
    """Return a / b."""
    if not b:
        raise NoResult("You can't divide by zero.")
    return a / b


def modulo(a: Fraction, b: Fraction) -> Fraction:
    """Return the remainder of a / b, which has the sign of b."""
    if not b:
        raise NoResult("You can't divide by zero.")
    return a % b


def multiply(a: Fraction, b: Fraction) -> Fraction:
    """Return a x b."""
    return bounded(a * b)


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return base to the power of exponent."""
    if exponent.denominator != 1:
        return _root_power(base, exponent)
    whole = exponent.numerator
    if not base and whole < 0:
        raise NoResult("You can't divide by zero.")
    if base in {0, 1, -1} or whole in {0, 1}:
        return base**whole
    if abs(whole) * max(base.numerator.bit_length(), base.denominator.bit_length()) <= LARGEST_BITS:
        return base**whole
    digits = whole * _log(abs(base)) / math.log(10)
    if digits > 300:
        raise _too_big(digits)
    if digits < -300:
        raise OutOfRange("That is almost zero.")
    return _float(10**digits * (-1 if base < 0 and whole % 2 else 1))


def root(value: Fraction, degree: int) -> Fraction:
    """Return the root of that degree, exact if it is rational."""
    if degree < 1:
        raise NoResult("There is no such root.")
    if value < 0:
        if degree % 2:
            return -root(-value, degree)
        raise NoResult("A negative number has no real square root." if degree == 2 else "That has no real root.")
    top, bottom = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if top is not None and bottom is not None:
        return Fraction(top, bottom)
    return _float(math.exp(_log(value) / degree))


def factorial(value: Fraction) -> Fraction:
    """Return value x (value - 1) x ... x 1."""
    if value < 0 or value.denominator != 1:
        raise NoResult("Only whole numbers from zero up have a factorial.")
    if value > LARGEST_FACTORIAL:
        if value > 10**9:
            raise OutOfRange("That number is far too big for me.")
        raise _too_big(math.lgamma(int(value) + 1) / math.log(10))
    return Fraction(math.factorial(int(value)))


def average(values: Sequence[Fraction]) -> Fraction:
    """Return the mean of some numbers."""
    return sum(values, Fraction(0)) / len(values)


def product(values: Sequence[Fraction]) -> Fraction:
    """Return all of them multiplied."""
    return bounded(math.prod(values, start=Fraction(1)))


def greatest_common_divisor(values: Sequence[Fraction]) -> Fraction:
    """Return the greatest whole number that divides them all."""
    return Fraction(math.gcd(*_whole(values)))


def least_common_multiple(values: Sequence[Fraction]) -> Fraction:
    """Return the least whole number that they all divide."""
    return Fraction(math.lcm(*_whole(values)))


def bounded(value: Fraction) -> Fraction:
    """Return the number, if it is not too big to go on with."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > 3 * LARGEST_BITS:
        raise NoResult("That number is too big for me.")
    return value


def smallest_factor(number: int) -> int:
    """Return the smallest prime that divides a whole number of 2 or more; `number` is at most 10**9."""
    candidates: Iterable[int] = (2, 3, *range(5, math.isqrt(number) + 1, 2))
    for candidate in candidates:
        if number % candidate == 0 and candidate < number:
            return candidate
    return number


def _whole(values: Sequence[Fraction]) -> list[int]:
    if any(value.denominator != 1 for value in values):
        raise NoResult("Only whole numbers have that.")
    return [int(value) for value in values]


def _root_power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator > 1000 or abs(exponent) > 1000:
        if base <= 0:
            raise NoResult("That has no real result.")
        return _float(math.exp(min(_log(base) * float(exponent), 1000)))
    value = root(base, exponent.denominator)
    return power(value, Fraction(exponent.numerator))


def _whole_root(number: int, degree: int) -> int | None:
    if degree == 2:
        near = math.isqrt(number)
    elif number.bit_length() > 1000 or degree > 1000:
        return None
    else:
        near = round(float(number ** (1 / degree)))
    for candidate in (near - 1, near, near + 1):
        if candidate >= 0 and math.prod([candidate] * degree) == number:
            return candidate
    return None


def _float(value: float) -> Fraction:
    if not math.isfinite(value) or value > 1e300:
        raise NoResult("That number is too big for me.")
    return Fraction(value)


def _log(value: Fraction) -> float:
    return math.log(value.numerator) - math.log(value.denominator)


def _too_big(log10: float) -> OutOfRange:
    if log10 > 1e12:
        return OutOfRange("That number is far too big for me.")
    return OutOfRange(
        f"That number is too big to say: it has {'about ' if log10 > 1e9 else ''}{int(log10) + 1:,} digits."
    )
