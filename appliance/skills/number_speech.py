"""Numbers as the voice is to say them: exact where that is short, else rounded to sensible digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

EXACT_BELOW = 10**12
"""Whole numbers are said digit by digit below this, with an exponent from here on."""
_SMALL = Fraction(1, 1000)
_NOISE = Fraction(1, 10**12)
"""What computing with floating-point numbers leaves, as a part of the number."""


def said(value: Fraction) -> tuple[str, bool]:
    """Return a number for the voice, as "1,234.5", and whether that is all of it."""
    size = abs(value)
    if 10**12 <= size < 10**15 and (value / 10**9).denominator == 1:
        return f"{_digits(value / 10**12, 3)} trillion", True
    if size >= EXACT_BELOW:
        return _with_exponent(value)
    for places in range(7 if size < _SMALL else 5 if size < 10**5 else 3):
        if is_close(value, rounded := round(value, places)):
            is_short = abs(rounded) < EXACT_BELOW
            return (_digits(rounded, places), True) if is_short else (said(rounded)[0], rounded == value)
    if size < _SMALL:
        return _with_exponent(value)
    places = 2
    while size * 10**places < 1000:  # at least 4 digits
        places += 1
    rounded = round(value, places)
    if abs(rounded) >= EXACT_BELOW:
        return said(rounded)[0], False
    return _digits(rounded, places), is_close(value, rounded)


def is_close(value: Fraction, other: Fraction) -> bool:
    """Say whether two numbers are the same, but for what floating-point numbers leave."""
    return abs(value - other) <= abs(value) * _NOISE


def _digits(value: Fraction, places: int) -> str:
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_exponent(value: Fraction) -> tuple[str, bool]:
    with localcontext() as context:
        context.prec = 50
        number = Decimal(value.numerator) / Decimal(value.denominator)
    exponent = number.adjusted()
    mantissa = round(value / Fraction(10) ** exponent, 3)
    power = f"10 to the power of {'minus ' if exponent < 0 else ''}{abs(exponent)}"
    if mantissa == 1 and exponent > 0:
        return f"a 1 with {exponent} zeros", value == Fraction(10) ** exponent
    words = power if mantissa == 1 else f"{_digits(mantissa, 3)} times {power}"
    return words, mantissa * Fraction(10) ** exponent == value
