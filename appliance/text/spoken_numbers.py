"""English figures into English words: plain numbers, ranges, arithmetic, fractions, ordinals, Roman numerals.

Used by `spoken_text` only. Dates and times are read in `spoken_dates`, prices and units in `spoken_units`, the words of
a single number come from `number_words`. Pure: text in, text out.
"""

# The unusual dashes and signs below are meant: they are what a language model writes.
# ruff: noqa: RUF001, RUF003

from __future__ import annotations

import re

from appliance.text.number_words import NUMBER, words_of_digits, words_of_number, words_of_whole
from appliance.text.spoken_dates import clock_times_to_words, dates_to_words, decades_to_words, is_year
from appliance.text.spoken_units import prices_to_words, units_to_words

_HALVES = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}

# The voice would say "Roman two" for "II". A ruler is "the second". "I" alone is a number in "War I" and "James I of".
_RULERS = (
    "Alexander|Benedict|Catherine|Charles|Edward|Elizabeth|Ferdinand|Francis|Frederick|George|Gregory|Henry|"
    "Ivan|James|Leo|Louis|Mary|Napoleon|Nicholas|Paul|Peter|Philip|Pius|Ramses|Richard|William"
)
_ROMAN = re.compile(  # "War II", "Louis XIV", "Chapter IX", "War I"
    rf"\b(?:({_RULERS})|([A-Z][a-z]+)) (X{{0,3}}(?:IX|IV|VI{{0,3}}|I{{2,3}})|X{{1,3}}|(?<=War )I|I(?= of\b))\b"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}

_RATIO = re.compile(r"(?<![\d:])(\d+):(\d+)(?![\d:])")  # 16:9 that is no clock time, 3:75
_PHONE = re.compile(r"(?<![\w-])(?:\d{1,3}-)?\d{3}-(?:\d{3}-)?\d{4}(?![\w-])")  # 555-1234, 1-800-555-1234
_RANGE = re.compile(  # the "1939–" of 1939–1945, the "3-" of 3-5 and $3-$5
    r"(?<![\w./-])(\d[\d,.]*)\s?[–—]\s?(?=[$€£]?\d)|(?<![\w./-])(\d[\d,.]*)-(?=[$€£]?\d[\d.,]*(?![\w-]*-))"
)
_PRICE_RANGE = re.compile(r"([$€£])(\d[\d,.]*) to (?=\d)")  # the "$3 to " of $3 to 5
_LIST_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d)|\d{4,})")  # the comma of 1,2 and of 1999,2000; not of 1,000
_FEET = re.compile(r"(?<![\w.])(\d)['′](\d{1,2})(?:\"|″)?(?!\w)")  # 5'11"
_MINUS = re.compile(r"(?<=[\d)])\s+[-–]\s+(?=[\d(])")  # the " - " of 5 - 3
_TIMES = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)")  # the " × " of 60 × 60, the "x" of 2x4
_OVER = re.compile(r"(?<=\d)\s+/\s+(?=\d)")  # the " / " of 6 / 2
_POWER = re.compile(r"(?<=[\w)])\s?(?:\^|\*\*)\s?(?=-?\w)")  # the "^" of 10^6, the "**" of 2**8
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d+)\s)?(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d)")  # 1/2, 1 3/4
_HALF = re.compile(rf"(\d?)([{''.join(_HALVES)}])")  # ½, 1½
_ORDINAL = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})*|\d{1,9})(?:st|nd|rd|th)\b")  # 23rd, 1,000th
_VERSION = re.compile(r"(?<![\w.,])\d+(?:\.\d+){2,}(?![\w]|\.\d)")  # 3.11.2
_SIGN = re.compile(r"(?<![\w.,)-])-(?=[$€£]?\.?\d)|(?<![\w.,)])\+(?=\d)")  # the "-" of -40 and -$5, the "+" of +3
_PLAIN = re.compile(rf"(?<![A-Za-z\d.,])(?:{NUMBER}|\.\d+)(?![A-Za-z\d])(?:\.{{2,}}|…)?")  # 42, 1,000.5, .5, 1.333...


def figures_to_words(text: str) -> str:
    """Return `text` with every figure in words, and the signs and units that belong to figures too.

    Figures inside a word ("MP3", "H2O", "3D") stay: a voice reads them as they are. The order of the steps matters:
    what has the most structure is read first, and what is left over is a plain number.
    """
    text = _ROMAN.sub(_roman, text)
    text = _LIST_COMMA.sub(", ", text)
    text = dates_to_words(text)
    text = _FEET.sub(r"\1 foot \2", text)
    text = clock_times_to_words(text)
    text = _RATIO.sub(r"\1 to \2", text)
    text = _PHONE.sub(lambda m: words_of_digits(m[0].replace("-", "")), text)
    text = _RANGE.sub(lambda m: f"{m[1] or m[2]} to ", text)
    text = _PRICE_RANGE.sub(r"\2 to \1", text)
    text = _SIGN.sub(lambda m: "minus " if m[0] == "-" else "plus ", text)
    text = _TIMES.sub(" times ", _MINUS.sub(" minus ", _OVER.sub(" divided by ", text)))
    text = prices_to_words(text)
    text = _POWER.sub(" to the power of ", text)
    text = decades_to_words(text)
    text = units_to_words(text)
    text = _HALF.sub(lambda m: f"{m[1]} {_HALVES[m[2]]}".strip(), text)
    text = _FRACTION.sub(_fraction, text)
    text = _ORDINAL.sub(lambda m: words_of_whole(m[1], "ordinal"), text)
    text = _VERSION.sub(lambda m: " point ".join(words_of_number(part) for part in m[0].split(".")), text)
    return _PLAIN.sub(_plain, text)


def _roman(match: re.Match[str]) -> str:
    ruler, word, numeral = match.groups()
    if word and numeral in _ROMAN_DIGITS and numeral != "I":  # "Malcolm X"
        return match[0]
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    value = sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))
    return f"{ruler} the {words_of_whole(str(value), 'ordinal')}" if ruler else f"{word} {words_of_whole(str(value))}"


def _plain(match: re.Match[str]) -> str:
    figures = match[0].rstrip("….")
    trailing = match[0][len(figures) :]
    before, after = match.string[: match.start()], match.string[match.end() :]
    said = words_of_whole(figures, "year") if is_year(figures, before, after) else words_of_number(figures)
    # "1.333..." is a number that goes on, not a sentence that trails off.
    if trailing and "." in figures:
        return said if said.endswith("and so on") else f"{said} and so on"
    return said + trailing


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match.groups()
    parts = {"2": "half", "4": "quarter"}.get(bottom, "")
    if not parts and 2 < int(bottom) <= 10:
        parts = words_of_whole(bottom, "ordinal")
    if not parts or not 0 < int(top) < int(bottom):
        said = f"{words_of_whole(top)} over {words_of_whole(bottom)}"
    elif top == "1":
        said = f"one {parts}"
    else:
        said = f"{words_of_whole(top)} {'halves' if parts == 'half' else parts + 's'}"
    return f"{words_of_whole(whole)} and {said}" if whole else said
