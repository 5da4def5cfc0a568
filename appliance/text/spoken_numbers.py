"""English figures into English words: numbers, years, money, units, clock times, dates, ranges, fractions.

Pure text in, text out; used by `spoken_text` only. The words of a number come from num2words; what is here is
the reading of the text around it.
"""

# The unusual dashes and signs below are meant: they are what a language model writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from datetime import date
from typing import Literal

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_LONGEST_DIGITS = 12  # Above it digit by digit, so many, and then "and so on".
_LONGEST_FRACTION_DIGITS = 6  # After the point; "1.1111111" must not keep the voice busy.

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
_MONEY = {
    "$": ("dollar", "dollars", "cent", "cents"), "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"), "¥": ("yen", "yen", "sen", "sen"),
}  # fmt: skip
_HALVES = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}

# The voice would say "Roman two" for "II". A ruler is "the second". "I" alone is a number in "War I" and "James I of".
_RULERS = (
    "Alexander|Benedict|Catherine|Charles|Edward|Elizabeth|Ferdinand|Francis|Frederick|George|Gregory|Henry|"
    "Ivan|James|Leo|Louis|Mary|Napoleon|Nicholas|Paul|Peter|Philip|Pius|Ramses|Richard|William"
)
_ROMAN = re.compile(
    rf"\b(?:({_RULERS})|([A-Z][a-z]+)) (X{{0,3}}(?:IX|IV|VI{{0,3}}|I{{2,3}})|X{{1,3}}|(?<=War )I|I(?= of\b))\b"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_NO_DIGIT_BEFORE = r"(?<![\w.,])"
_UNIT_SIGNS = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_UNIT = re.compile(rf"({_NUMBER})\s?({_UNIT_SIGNS})(?![\w/²³°'])")
_RATE = re.compile(rf"\b({_NUMBER})(?=\s?(?:km|m|cm)[23]\b)\s?(\w+)([23])\b")
_PRICE = re.compile(rf"(?:US)?([$€£¥])\s?({_NUMBER})(?:\s?(thousand|million|billion|trillion)\b)?")
_PRICE_AFTER = re.compile(rf"{_NO_DIGIT_BEFORE}({_NUMBER})\s?([€£])")
_ISO_DATE = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")
_SLASH_DATE = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])")
_MONTH_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?![.:,]?\d)")
_DAY_MONTH = re.compile(rf"(?:\bthe )?\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b")
_CLOCK = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?:\s?([AP]M)\b)?")
_RATIO = re.compile(r"(?<![\d:])(\d+):(\d+)(?![\d:])")
_PHONE = re.compile(r"(?<![\w-])(?:\d{1,3}-)?\d{3}-(?:\d{3}-)?\d{4}(?![\w-])")
_RANGE = re.compile(
    r"(?<![\w./-])(\d[\d,.]*)\s?[–—]\s?(?=[$€£]?\d)|(?<![\w./-])(\d[\d,.]*)-(?=[$€£]?\d[\d.,]*(?![\w-]*-))"
)
_CLOCK_RANGE = re.compile(r"(?<=[AP]M)\s*[-–]\s*(?=\d)|(?<=st|nd|rd|th)[-–](?=\d)")
_PRICE_RANGE = re.compile(r"([$€£])(\d[\d,.]*) to (?=\d)")
_LIST_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d)|\d{4,})")
_FEET = re.compile(r"(?<![\w.])(\d)['′](\d{1,2})(?:\"|″)?(?!\w)")
_MINUS = re.compile(r"(?<=[\d)])\s+[-–]\s+(?=[\d(])")
_TIMES = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)")
_OVER = re.compile(r"(?<=\d)\s+/\s+(?=\d)")
_POWER = re.compile(r"(?<=[\w)])\s?(?:\^|\*\*)\s?(?=-?\w)")
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d+)\s)?(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d)")
_HALF = re.compile(rf"(\d?)([{''.join(_HALVES)}])")
_DECADE = re.compile(r"(?<![\w.,])(1[1-9]|20)(\d)0'?s\b")
_ORDINAL = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*|\d{1,9})(?:st|nd|rd|th)\b")
_VERSION = re.compile(r"(?<![\w.,])\d+(?:\.\d+){2,}(?![\w]|\.\d)")
_SIGN = re.compile(r"(?<![\w.,)-])-(?=[$€£]?\.?\d)|(?<![\w.,)])\+(?=\d)")
_PLAIN = re.compile(rf"(?<![A-Za-z\d.,])(?:{_NUMBER}|\.\d+)(?![A-Za-z\d])(?:\.{{2,}}|…)?")

# A bare number of four digits is a year between these, unless it counts something ("1600 meters", "= 1984");
# below the second of them only where a word before it says so.
_YEAR_FIRST, _YEAR_SURE, _YEAR_LAST = 1010, 1500, 2099
_BEFORE_A_YEAR = re.compile(rf"(?i:\b(?:in|since|until|before|after|around|about|year|from|by|circa)|{_MONTH}),? $")
_NOT_COUNTED = "is|was|has|as|this|its|his|does|us|plus|times|minus|equals"
_COUNTED = re.compile(rf"\s(?!(?:{_NOT_COUNTED})\b)(?:[a-z]+s|people|percent|feet)\b")
_ARITHMETIC_BEFORE = re.compile(r"(?:[=+*/<>×÷±√-]|\b(?:times|minus|plus|equals|over|number))\s*$")
_ARITHMETIC_AFTER = re.compile(r"\s*(?:[=+*×÷%^]|(?:times|minus|over|divided|to the power)\b)")


def figures_to_words(text: str) -> str:
    """Return `text` with every figure in words, and the signs and units that belong to figures too.

    Left alone: figures inside a word ("MP3", "H2O", "3D"), which a voice reads as they are. The order
    matters: what has the most structure is read first, and what is left over is a plain number.
    """
    text = _ROMAN.sub(_roman, text)
    text = _LIST_COMMA.sub(", ", text)
    text = _ISO_DATE.sub(lambda m: _date(m[0], m[1], m[2], m[3]), text)
    text = _SLASH_DATE.sub(_slash_date, text)
    text = _MONTH_DAY.sub(lambda m: f"{m[1]} {_words(m[2], 'ordinal')}", text)
    text = _DAY_MONTH.sub(lambda m: f"the {_words(m[1], 'ordinal')} of {m[2]}", text)
    text = _CLOCK.sub(_clock, _CLOCK_RANGE.sub(" to ", _FEET.sub(r"\1 foot \2", text)))
    text = _RATIO.sub(r"\1 to \2", text)
    text = _PHONE.sub(lambda m: _digits(m[0].replace("-", "")), text)
    text = _RANGE.sub(lambda m: f"{m[1] or m[2]} to ", text)
    text = _PRICE_RANGE.sub(r"\2 to \1", text)
    text = _SIGN.sub(lambda m: "minus " if m[0] == "-" else "plus ", text)
    text = _TIMES.sub(" times ", _MINUS.sub(" minus ", _OVER.sub(" divided by ", text)))
    text = _PRICE_AFTER.sub(r"\2\1", text)
    text = _PRICE.sub(_price, text)
    text = _POWER.sub(" to the power of ", text)
    text = _DECADE.sub(_decade, text)
    text = _RATE.sub(lambda m: f"{m[1]} {m[2]}{'²' if m[3] == '2' else '³'}", text)
    text = _UNIT.sub(lambda m: f"{m[1]} {_UNITS[m[2]][_count(m[1])]}", text)
    text = _HALF.sub(lambda m: f"{m[1]} {_HALVES[m[2]]}".strip(), text)
    text = _FRACTION.sub(_fraction, text)
    text = _ORDINAL.sub(lambda m: _words(m[1], "ordinal"), text)
    text = _VERSION.sub(lambda m: " point ".join(_number(part) for part in m[0].split(".")), text)
    return _PLAIN.sub(_plain, text)


def _words(figures: str, to: Literal["cardinal", "ordinal", "year"] = "cardinal") -> str:
    from num2words import num2words

    words: str = num2words(int(figures.replace(",", "")), to=to)
    return words.replace(",", "")


def _roman(match: re.Match[str]) -> str:
    ruler, word, numeral = match.groups()
    if word and numeral in _ROMAN_DIGITS and numeral != "I":  # "Malcolm X"
        return match[0]
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    value = sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))
    return f"{ruler} the {_words(str(value), 'ordinal')}" if ruler else f"{word} {_words(str(value))}"


def _digits(figures: str) -> str:
    said = " ".join(_words(digit) for digit in figures[:_LONGEST_DIGITS])
    return said + (" and so on" if len(figures) > _LONGEST_DIGITS else "")


def _number(figures: str) -> str:
    """A plain number without sign: thousands separators and a decimal point allowed."""
    whole, point, fraction = figures.replace(",", "").partition(".")
    if len(whole) > _LONGEST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        said = _digits(whole)
    else:
        said = _words(whole or "0")
    if not point or not fraction:
        return said
    said += " point " + " ".join(_words(digit) for digit in fraction[:_LONGEST_FRACTION_DIGITS])
    return said + (" and so on" if len(fraction) > _LONGEST_FRACTION_DIGITS else "")


def _plain(match: re.Match[str]) -> str:
    figures = match[0].rstrip("….")
    trailing = match[0][len(figures) :]
    before, after = match.string[: match.start()], match.string[match.end() :]
    said = _words(figures, "year") if _is_year(figures, before, after) else _number(figures)
    # "1.333..." is a number that goes on, not a sentence that trails off.
    if trailing and "." in figures:
        return said if said.endswith("and so on") else f"{said} and so on"
    return said + trailing


def _is_year(figures: str, before: str, after: str) -> bool:
    if len(figures) != 4 or not figures.isdigit() or not _YEAR_FIRST <= int(figures) <= _YEAR_LAST:
        return False
    if _COUNTED.match(after) or _ARITHMETIC_BEFORE.search(before) or _ARITHMETIC_AFTER.match(after):
        return False
    return int(figures) >= _YEAR_SURE or bool(_BEFORE_A_YEAR.search(before))


def _count(figures: str) -> int:
    """0 for one of a thing, 1 for any other number of it."""
    return 0 if figures == "1" else 1


def _date(written: str, year: str, month: str, day: str) -> str:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return written
    return f"{_MONTHS[int(month) - 1]} {_words(day, 'ordinal')}, {_words(year, 'year')}"


def _slash_date(match: re.Match[str]) -> str:
    """Month first, as in the United States, unless it cannot be one."""
    first, second, year = match.groups()
    month, day = (first, second) if int(first) <= 12 else (second, first)
    return _date(match[0], year, month, day)


def _clock(match: re.Match[str]) -> str:
    hour, minute, second, half = match.groups()
    if int(minute) == 0 and not second:
        said = _words(hour)
        if not half:
            said += " o'clock" if 1 <= int(hour) <= 12 else " hundred hours"
    else:
        said = f"{_words(hour)} {'oh ' if minute.startswith('0') else ''}{_words(minute)}"
    if second:
        said += f" and {_words(second)} {'second' if int(second) == 1 else 'seconds'}"
    return f"{said} {half}" if half else said


def _price(match: re.Match[str]) -> str:
    one, many, one_cent, many_cents = _MONEY[match[1]]
    figures, scale = match[2], match[3]
    whole, _, fraction = figures.partition(".")
    if scale:
        return f"{_number(figures)} {scale} {many}"
    if len(fraction) != 2:
        return f"{_number(figures)} {one if figures == '1' else many}"
    cents = f"{_words(fraction)} {one_cent if int(fraction) == 1 else many_cents}"
    if int(fraction) == 0:
        return f"{_number(whole)} {one if whole == '1' else many}"
    return cents if whole == "0" else f"{_number(whole)} {one if whole == '1' else many} and {cents}"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match.groups()
    parts = {"2": "half", "4": "quarter"}.get(bottom, "")
    if not parts and 2 < int(bottom) <= 10:
        parts = _words(bottom, "ordinal")
    if not parts or not 0 < int(top) < int(bottom):
        said = f"{_words(top)} over {_words(bottom)}"
    elif top == "1":
        said = f"one {parts}"
    else:
        said = f"{_words(top)} {'halves' if parts == 'half' else parts + 's'}"
    return f"{_words(whole)} and {said}" if whole else said


def _decade(match: re.Match[str]) -> str:
    century, ten = match.groups()
    if ten == "0":
        return "two thousands" if century == "20" else f"{_words(century)} hundreds"
    tens = "tens" if ten == "1" else _words(ten + "0").removesuffix("y") + "ies"
    return f"{_words(century)} {tens}"
