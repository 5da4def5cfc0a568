"""English ranges that look like sums, fractions or figures with a point: "8 - 10 hours", "1/2-3/4", "1..10"."""

# ruff: noqa: RUF001, RUF002

from __future__ import annotations

import re

from appliance.text.spoken.rules import rule

_SUM = re.compile(r"[=+*×÷^√]|\b(?:minus|plus|times|equals|calculate|compute|subtract)\b")


def _spaced_range(match: re.Match[str]) -> str:
    """Read "8 - 10 hours" and "1914 – 1918" as a range, where it cannot be a sum."""
    first, dash, last = match.group(1, 2, 3)
    is_range = dash == "–" or match["counted"] is not None or (len(first) == len(last) == 4 and first.isdigit())
    is_rising = float(first.replace(",", "")) < float(last.replace(",", ""))
    return f"{first} to {last}" if is_range and is_rising and not _SUM.search(match.string) else match[0]


def _value(figures: str) -> float:
    top, _, bottom = figures.replace(",", "").partition("/")
    return float(top) / (float(bottom or 1) or 1)


def _difference(match: re.Match[str]) -> str:
    """Read "10% - 5% = 5%" as a sum; "20 - 25 °C = 68 - 77 °F" stays a range."""
    first, unit, sign, second = match.groups()
    is_sum = "=" in match.string and (_value(first) >= _value(second) or re.search(r"= ?[$€£]?-", match.string))
    return f"{first}{unit or ''} minus {sign}" if is_sum else match[0]


RANGES = (
    rule(
        r"(?<![\w.,])(\d[\d,]{0,12}(?:\.\d{1,6}|/\d{1,4})?)(\s?(?:%|°\s?[CF]?|[A-Za-zµ]{1,7}[²³]?|[€£$]))?"
        r" [-–] ([$€£]?)(?=(\d[\d,]{0,12}(?:\.\d{1,6}|/\d{1,4})?))",
        _difference,
        "$10 - $3 = $7, 5 km - 2 km, 3/4 - 1/2",
        "ten dollars minus three dollars equals seven dollars, five kilometers minus two kilometers, three quarters "
        "minus one half",
    ),
    rule(r"(?<=\d)(?:\s?[~〜]\s?|\.{2,3}|…)(?=\d)", " to ", "1..10 or 5~6", "one to ten or five to six"),
    rule(
        r"(?<![\w./-])(\d{1,3})-(?=(?:1/2|[13]/4|[12]/3|[1357]/8|\d{1,2}/16)(?![\w/]|\.\d))",
        r"\1 ",
        "3-1/2 inches",
        "three and one half inches",
    ),
    rule(
        r"(?<![\w/])(\d{1,3}/\d{1,3})\s?[-–]\s?(?=\d{1,3}(?:/\d| [A-Za-z]))|(?<=\d)\s?–\s(?=-\d)"
        r"|(?<![\w.])(-\d[\d.,]{0,12})–(?=-?\d)|(?<=\d)['′]\s?[-–]\s?(?=\d{1,2}['′])",
        lambda m: f"{m[1] or m[2] or ''} to ",
        "1/2-3/4 cup, -10–5 and -5 – -3",
        "one half to three quarters cup, minus ten to five and minus five to minus three",
    ),
    rule(
        r"(?<![\w.,])(\d[\d,]{0,9}(?:\.\d{1,3})?) ([-–]) (\d[\d,]{0,9}(?:\.\d{1,3})?)"
        r"(?P<counted>(?= [a-z]{3,20}\b)(?! (?:equals|gives|makes|and|plus|minus|times|divided|over|which|leaves"
        r"|the|but|then|yields)\b))?(?![\w%]|[.,]\d)",
        _spaced_range,
        "8 - 10 hours, 1914 – 1918",
        "eight to ten hours, nineteen fourteen to nineteen eighteen",
    ),
)
