"""English arithmetic, ranges, powers, fractions, ordinals and plain numbers into words."""

# The unusual dashes and signs below are meant: they are what a language model writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re

from appliance.text.number_words import NUMBER, words_of_digits, words_of_number, words_of_whole
from appliance.text.spoken.rules import rule
from appliance.text.spoken.times import is_year

_PLUS_MINUS = r"(?<=[\d)])\s[-–]\s(?=[\d(]|-\d)|(?<=\d)-(?=\d{1,9}\s?=)"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match.groups()
    parts = {"2": "half", "4": "quarter"}.get(bottom, "")
    if not parts and bottom in {"3", "5", "6", "7", "8", "9", "10", "12", "16", "20", "32", "64", "100", "1000"}:
        parts = words_of_whole(bottom, "ordinal")
    if not parts or not 0 < int(top) < int(bottom):
        said = f"{words_of_number(top)} over {words_of_number(bottom)}"
    elif top == "1":
        said = f"one {parts}"
    else:
        said = f"{words_of_whole(top)} {'halves' if parts == 'half' else parts + 's'}"
    return f"{words_of_whole(whole)} and {said}" if whole else said


def _scientific(match: re.Match[str]) -> str:
    number, sign, exponent = match.groups()
    return f"{number} times ten to the power of {'minus ' if sign in {'-', '–'} else ''}{exponent}"


_MEASURE = r"(°\s?[CF]?|%|[kcm]?m|k?g|m?[lL]|[KMG]B|h|s|min|lbs?|oz|ft|V|k?W|[kMG]?Hz|mph|km/h|[$€£])"
ARITHMETIC = (
    rule(
        rf"(?<![\w.,])(\d{{1,4}}),(\d{{1,2}})(?=\s?(?:{_MEASURE}|percent|degrees?|°)(?!\w))",
        r"\1.\2",
        "12,5 percent, 20,5 degrees",
        "twelve point five percent, twenty point five degrees",
    ),
    rule(r"(?<=\d),(?=\d{1,2}(?!\d)|\d{4,})", ", ", "1,2,3", "one, two, three"),
    rule(r"(?<=\d)!(?=\s?[=+*/×÷])", " factorial", "5! = 120", "five factorial equals one hundred and twenty"),
    rule(
        rf"(?<![\w.])({NUMBER}\s?{_MEASURE})\s?[-–]\s?(?=-?\d[\d.,]{{0,12}}\s?\2(?!\w))",
        r"\1 to ",
        "20°C–25°C",
        "twenty degrees Celsius to twenty-five degrees Celsius",
    ),
    rule(
        rf"(?<![\w.])({NUMBER})\s[-–]\s(?=\d[\d.,]{{0,12}}\s?{_MEASURE}(?![\w°])(?!\s?=))",
        r"\1 to ",
        "20 - 25 °C",
        "twenty to twenty-five degrees Celsius",
    ),
    rule(
        rf"(?<![\w.,])({NUMBER})[eE]([-+–]?)(\d{{1,3}})(?!\w)",
        _scientific,
        "6.02e23 and 1.5E-3",
        "six point zero two times ten to the power of twenty-three and one point five times ten to the power of minus "
        "three",
    ),
    rule(
        r"(?<![\w/])(?:24/7|20/20(?= vision\b))\b|(?<![\w/])50/50(?![\w/])|(?<![\w/])(?:(?<=[Ss]ince )|(?<=[Aa]fter )"
        r"|(?<=[Bb]efore )|(?<=of )|(?<=the )|(?<=[Oo]n ))9/11(?![\w/])"
        r"|(?<![\w/])9/11(?= (?:was|is|and|attacks?|happened|memorial)\b)",
        lambda m: " ".join(words_of_whole(part) for part in m[0].split("/")),
        "It is 50/50, 24/7, since 9/11.",
        "It is fifty fifty, twenty-four seven, since nine eleven.",
    ),
    rule(
        r"(?<![\w/.,])(\d{1,2}(?:\.\d)?)/(5|10|100)(?= (?:stars?|points?|rating|score)\b)|(?<![\w/.,])(10"
        r"|100|5)/(\3)(?![\w/]|[.,]\d)",
        lambda m: f"{m[1] or m[3]} out of {m[2] or m[4]}",
        "4/5 stars, 10/10",
        "four out of five stars, ten out of ten",
    ),
    rule(r"(?<!\d)(\d{1,4})-to-(\d{1,4})\b", r"\1 to \2", "the odds are 3-to-1", "the odds are three to one"),
    rule(
        r"(?<![\d:])(\d{1,4}):(\d{1,4}):(\d{1,4})(?!:?\d)",
        r"\1 to \2 to \3",
        "a 3:4:5 triangle",
        "a three to four to five triangle",
    ),
    rule(
        r"(?<![\d:])(\d{1,6}(?:\.\d{1,3})?):(\d{1,6})(?!:?\d)",
        r"\1 to \2",
        "16:9 or 3:75",
        "sixteen to nine or three to seventy-five",
    ),
    rule(
        r"(?<=\d)(\s?(?:ft|feet|m|cm|mm|in|inches|\"|″)?)\s?[x×]\s?(?=\d{1,4}(?:\.\d{1,2})?\s?(?:ft|feet|m|cm|mm"
        r"|in|inch(?:es)?|″)(?!\w))",
        r"\1 by ",
        "10 ft x 12 ft, 20×30 cm",
        "ten feet by twelve feet, twenty by thirty centimeters",
    ),
    rule(_PLUS_MINUS, " minus ", "5 - 3 or 5-3=2", "five minus three or five minus three equals two"),
    rule(
        r"(?<![\w.])((?:19|20)\d\d)/(\d\d)(?![\w/])",
        r"\1 to \2",
        "the season 2023/24",
        "the season twenty twenty-three to twenty-four",
    ),
    rule(
        rf"(?<![\w./-])({NUMBER}%?)(?:\s?[–—]\s?(?=[+-]?\d)|-(?=[$€£]?\d[\d.,]{{0,20}}(?![\w-]*-)))",
        r"\1 to ",
        "3-5 eggs, 1939–1945",
        "three to five eggs, nineteen thirty-nine to nineteen forty-five",
    ),
    rule(
        r"(?<![\w.,)^$€£-])[-–](?=(?:US)?[$€£]?\.?\d)",
        "minus ",
        "-40 or -$5",
        "minus forty or minus five dollars",
    ),
    rule(r"(?<![\w.,)])\+(?=\.?\d)", "plus ", "+3 degrees", "plus three degrees"),
    rule(
        r"(?<![\w.,])(\d{3,5})\s?[x×]\s?(?=\d{3,5}(?!\w))",
        lambda m: f"{words_of_number(m[1])} by ",
        "1920x1080 pixels",
        "one thousand nine hundred and twenty by one thousand and eighty pixels",
    ),
    rule(r"(?<=\d)\s?[x×*·]\s?(?=\d)", " times ", "60 × 60 or 2x4", "sixty times sixty or two times four"),
    rule(
        r"(?<=\d)x(?= (?:as|more|less|faster|slower|bigger|larger|better|the)\b)",
        " times",
        "10x faster",
        "ten times faster",
    ),
    rule(r"(?<=\d)\s/\s(?=\d)", " divided by ", "6 / 2", "six divided by two"),
)

POWERS = (
    rule(
        r"(?<=[\w)])\s?(?:\^|\*\*)\s?\(?(2|3)\)?(?![\w^]|\.\d|\s?\()",
        lambda m: " squared" if m[1] == "2" else " cubed",
        "x^2 and y³",
        "x squared and y cubed",
    ),
    rule(
        r"(?<=[\w)])\s?(?:\^|\*\*)\s?(?:\(\s?)?([-–+]?)(?=\w)",
        lambda m: f" to the power of {'minus ' if m[1] in {'-', '–'} and m[1] else ''}",
        "10⁶, x⁴ and 10^-3",
        "ten to the power of six, x to the power of four and ten to the power of minus three",
    ),
)


def _plain(match: re.Match[str]) -> str:
    figures = match[0].rstrip("….")
    trailing = match[0][len(figures) :]
    before, after = match.string[max(0, match.start() - 30) : match.start()], match.string[match.end() :]
    said = words_of_whole(figures, "year") if is_year(figures, before, after) else words_of_number(figures)
    # "1.333..." is a number that goes on, not a sentence that trails off.
    if trailing and "." in figures:
        return said if said.endswith("and so on") else f"{said} and so on"
    return said + trailing


NUMBERS = (
    rule(
        r"(?<![\w/.,])(?:(\d{1,4})[ -])?(\d{1,4})/(\d{1,4})(?![\w/]|[.,]\d)",
        _fraction,
        "1/2, 1 3/4 and ⅔",
        "one half, one and three quarters and two thirds",
    ),
    rule(
        r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:st|nd|rd|th)\b",
        lambda m: words_of_whole(m[1], "ordinal"),
        "the 23rd and the 1,000th",
        "the twenty-third and the one thousandth",
    ),
    rule(
        r"\b[vV]\.? ?(?=\d{1,4}\.\d)",
        "version ",
        "v2.0",
        "version two point zero",
    ),
    rule(
        r"\b((?:[Vv]ersion|Python|Java|Node|PHP|Ruby|Ubuntu|Debian|Android|iOS|macOS|Windows|Linux|kernel|[Rr]el"
        r"ease|Go) )(\d{1,3})\.(\d{1,3})(?![\w]|\.\d)",
        lambda m: f"{m[1]}{words_of_number(m[2])} point {words_of_number(m[3])}",
        "Python 3.11",
        "Python three point eleven",
    ),
    rule(
        r"(?<![\w.,])\d{1,9}(?:\.\d{1,9}){2,8}(?![\w]|\.\d)",
        lambda m: " point ".join(words_of_number(part) for part in m[0].split(".")),
        "3.11.2",
        "three point eleven point two",
    ),
    rule(
        r"(?<![A-Za-z\d.,])(\d{1,3}(?:,\d{3}){1,12}(?:\.\d{1,60})?|\d{1,60}\.\d{1,60})(?=[A-Za-z])(?!\.?\d)",
        lambda m: f"{words_of_number(m[1])} ",
        "1.5x and 2,500er",
        "one point five x and two thousand five hundred er",
    ),
    rule(
        rf"(?<![A-Za-z\d.,])(?:{NUMBER}|\.\d+)(?![A-Za-z\d]|[.,]\d)(?:\.{{2,}}|…)?",
        _plain,
        "42, 1,000.5 and .5",
        "forty-two, one thousand point five and zero point five",
    ),
    rule(
        r"(?<=\.)\d+(?![A-Za-z])",
        lambda m: words_of_digits(m[0]),
        "dot.5",
        "dot.five",
    ),
)
