"""English prices and quantities with units into words; used by `spoken_numbers`. Pure."""

from __future__ import annotations

import re

from appliance.text.number_words import NUMBER, words_of_number, words_of_whole

_REGULAR_UNITS = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "m": "meter", "mi": "mile",
    "km²": "square kilometer", "m²": "square meter", "cm²": "square centimeter", "m³": "cubic meter",
    "cm³": "cubic centimeter", "kg": "kilogram", "mg": "milligram", "g": "gram", "lbs": "pound", "lb": "pound",
    "oz": "ounce", "ml": "milliliter", "mL": "milliliter", "L": "liter", "KB": "kilobyte", "kB": "kilobyte",
    "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "kWh": "kilowatt hour", "kW": "kilowatt", "W": "watt",
    "mAh": "milliamp hour", "V": "volt", "ms": "millisecond", "sec": "second", "s": "second", "min": "minute",
    "hrs": "hour", "hr": "hour", "h": "hour",
}  # fmt: skip
_UNITS = {sign: (one, f"{one}s") for sign, one in _REGULAR_UNITS.items()} | {
    "km/h": ("kilometer per hour", "kilometers per hour"), "km/s": ("kilometer per second", "kilometers per second"),
    "m/s": ("meter per second", "meters per second"), "mph": ("mile per hour", "miles per hour"),
    "m/s²": ("meter per second squared", "meters per second squared"), "ft": ("foot", "feet"),
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "Hz": ("hertz",) * 2, "kHz": ("kilohertz",) * 2, "MHz": ("megahertz",) * 2, "GHz": ("gigahertz",) * 2,
}  # fmt: skip
"""By sign: the words for one, and for any other number."""
_MONEY = {
    "$": ("dollar", "dollars", "cent", "cents"), "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"), "¥": ("yen", "yen", "sen", "sen"),
}  # fmt: skip
"""By sign: one and many of the currency, one and many of its hundredth."""

_UNIT_SIGNS = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_UNIT = re.compile(rf"({NUMBER})\s?({_UNIT_SIGNS})(?![\w/²³°'])")  # 100 km/h, 5kg, 25 °C
_POWER_IN_FIGURES = re.compile(rf"\b({NUMBER})(?=\s?(?:km|m|cm)[23]\b)\s?(\w+)([23])\b")  # 10 m2, 5cm3
_PRICE = re.compile(rf"(?:US)?([$€£¥])\s?({NUMBER})(?:\s?(thousand|million|billion|trillion)\b)?")  # $5.20, $2 million
_PRICE_AFTER = re.compile(rf"(?<![\w.,])({NUMBER})\s?([€£])")  # 5 €


def prices_to_words(text: str) -> str:
    """Return the text with its prices in words."""
    return _PRICE.sub(_price, _PRICE_AFTER.sub(r"\2\1", text))


def units_to_words(text: str) -> str:
    """Return the text with the units after its numbers in words; the numbers stay figures."""
    text = _POWER_IN_FIGURES.sub(lambda m: f"{m[1]} {m[2]}{'²' if m[3] == '2' else '³'}", text)
    return _UNIT.sub(lambda m: f"{m[1]} {_UNITS[m[2]][0 if m[1] == '1' else 1]}", text)


def _price(match: re.Match[str]) -> str:
    one, many, one_cent, many_cents = _MONEY[match[1]]
    figures, scale = match[2], match[3]
    whole, _, fraction = figures.partition(".")
    if scale:
        return f"{words_of_number(figures)} {scale} {many}"
    if len(fraction) != 2:
        return f"{words_of_number(figures)} {one if figures == '1' else many}"
    cents = f"{words_of_whole(fraction)} {one_cent if int(fraction) == 1 else many_cents}"
    if int(fraction) == 0:
        return f"{words_of_number(whole)} {one if whole == '1' else many}"
    return cents if whole == "0" else f"{words_of_number(whole)} {one if whole == '1' else many} and {cents}"
