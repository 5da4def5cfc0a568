"""Numbers that are no quantities: telephone numbers, codes, account numbers. Read digit by digit, with pauses."""

# ruff: noqa: RUF001

from __future__ import annotations

import re

from appliance.text.number_words import words_of_digits
from appliance.text.spoken.rules import rule
from appliance.text.spoken.times import is_counted

_EMERGENCY = re.compile(
    r"\b(?:emergenc|police|ambulance|fire (?:brigade|department|service)|rescue|lifeline|crisis|suicide|poison|hotline"
    r"|helpline|call|dial|ring|phone)",
    re.IGNORECASE,
)
_CALLS = re.compile(r" (?:call|operator|dispatcher|service|center|emergenc)")
_EMERGENCY_NUMBERS = "911|999|112|110|000|988|111|101|113|114|115|117|118|119|122|144|811|116 ?117|116 ?123"
_NUMBERED = (
    r"(?:serial|account|phone|telephone|mobile|cell|fax|order|tracking|card|confirmation|reference|customer|ticket|case"
    r"|model|policy|membership|member|routing|passport|licen[cs]e|registration|emergency|contact|toll-free|invoice)"
    r" (?:number|no\.|num)"
)
_CODE = (
    rf"(?:{_NUMBERED}|(?:pass|post|zip|area|bar)?[ -]?code|(?<=[a-z] )code|pin|passcode|password|combination|zip"
    r"|postcode|extension|ext\.?|otp|isbn|iban|ssn|hotline|helpline|tel\.?|fax|number)"
)
_IS = r"(?:(?: (?:is|was|to|reads|equals))?:?|,| =| -) ?#?"
_LETTERS_AND_DIGITS = r"[A-Z\d]{4}(?: ?[A-Z\d]{4}){1,7}(?: ?[A-Z\d]{1,3})?"
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI"
    "|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)


def _digits(written: str) -> str:
    """Return groups of figures digit by digit, with a pause between them; other letters are spelled."""
    groups = re.findall(r"\+|[A-Z\d]+", written)
    if len(groups) == 1 and len(groups[0]) == 10 and groups[0].isdigit():
        groups = [groups[0][:3], groups[0][3:6], groups[0][6:]]
    said = ", ".join(
        "plus" if group == "+" else words_of_digits(group, "oh") if group.isdigit() else _letters(group)
        for group in groups
    )
    return said.replace("plus, ", "plus ")


def _letters(group: str) -> str:
    return " ".join(words_of_digits(char, "oh") if char.isdigit() else char for char in group)


def _digits_and_letters(written: str) -> str:
    return ", ".join(map(_letters, written.split()))


def _emergency(match: re.Match[str]) -> str:
    is_said_so = match[1] == "911" or _EMERGENCY.search(match.string)
    after = match.string[match.end() :]
    is_amount = is_counted(after) and not (match[1] == "911" and _CALLS.match(after))
    return _digits(match[1]) if is_said_so and not is_amount else match[0]


def _called(match: re.Match[str]) -> str:
    return match[0] if is_counted(match.string[match.end() :]) else match[1] + _digits(match[2])


CODES = (
    rule(
        r"(?<![\w.+])((?:\d{1,3}\.){3}\d{1,3})(?:/(\d{1,2})(?!\d))?(?::(\d{1,5}))?(?![\w/]|\.\d)",
        lambda m: (
            " dot ".join(part if len(part) == 2 else words_of_digits(part) for part in m[1].split("."))
            + (f" slash {m[2]}" if m[2] else "")
            + (f", port {words_of_digits(m[3])}" if m[3] else "")
        ),
        "The router is at 192.168.1.10:8123.",
        "The router is at one nine two dot one six eight dot one dot ten, port eight one two three.",
    ),
    rule(
        r"\b((?:localhost|[\w-]{1,60}\.(?:local|lan|home|internal)):?) ?(?<=:)(\d{2,5})\b",
        lambda m: f"{m[1].rstrip(':').replace('.', ' dot ')}, port {words_of_digits(m[2])}",
        "pi.local:8080",
        "pi dot local, port eight zero eight zero",
    ),
    rule(
        r"\b([Pp]orts? )(\d{3,5})\b",
        lambda m: m[1] + words_of_digits(m[2]),
        "on port 8123",
        "on port eight one two three",
    ),
    rule(
        r"\b802\.(\d{1,2})([a-z]{0,2})\b",
        lambda m: f"eight oh two dot {m[1]} {' '.join(m[2])}".rstrip(),
        "Wi-Fi 802.11ac is old.",
        "Wi-Fi eight oh two dot eleven a c is old.",
    ),
    rule(
        r"(?<![\w.])\+\d{1,3}(?:[\s.-]?\(?\d{1,5}\)?){1,6}(?=$|[\s,;:!?)\"']|\.(?!\d))(?<=\d{2})",
        lambda m: _digits(m[0]) if sum(map(str.isdigit, m[0])) >= 8 else m[0],
        "+49 30 123456",
        "plus four nine, three oh, one two three four five six",
    ),
    rule(
        r"(?<![\w.-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-]|\.\d)",
        lambda m: _digits(m[0]),
        "The shop is at (555) 123-4567.",
        "The shop is at five five five, one two three, four five six seven.",
    ),
    rule(
        r"(?<![\w-])(?:\d{1,3}-)?\d{3}-(?:\d{3}-)?\d{4}(?![\w-]|\.\d)",
        lambda m: _digits(m[0]),
        "555-1234",
        "five five five, one two three four",
    ),
    rule(
        r"(?<![\w.,-])\(?0\d{1,4}\)?(?:[ /-]\d{2,8}){1,4}(?![\w/-]|[.,]\d)",
        lambda m: _digits(m[0]) if sum(map(str.isdigit, m[0])) >= 7 else m[0],
        "020 7946 0958",
        "oh two oh, seven nine four six, oh nine five eight",
    ),
    rule(
        r"(?<![\w-])(?:\d{4}[ -]){3}\d{1,7}(?![\w-])|(?<![\w-])\d{3}-\d\d-\d{4}(?![\w-])"
        r"|(?<![\w-])97[89]-(?:\d{1,7}-){2,3}[\dX](?![\w-])|(?<![\w-])\d(?:-\d){2,12}(?![\w-])",
        lambda m: _digits(m[0]),
        "4111 1111 1111 1111 or 123-45-6789",
        "four one one one, one one one one, one one one one, one one one one or one two three, four five, six seven "
        "eight nine",
    ),
    rule(
        rf"\b(?=[A-Z]{{2}}\d\d){_LETTERS_AND_DIGITS}\b",
        lambda m: _digits(m[0]),
        "DE89 3704 0044",
        "D E eight nine, three seven oh four, oh oh four four",
    ),
    rule(
        rf"(?<=\b(?:{_STATES}) )(\d{{5}})(?:-(\d{{4}}))?\b",
        lambda m: _digits(m[0]),
        "Beverly Hills, CA 90210",
        "Beverly Hills, CA nine oh two one oh",
    ),
    rule(
        rf"(?i:\b({_CODE}{_IS}))(\d(?:[ -]?\d){{2,30}})(?![\w%°]|[.,:/]\d)",
        _called,
        "The zip code is 90210.",
        "The zip code is nine oh two one oh.",
    ),
    rule(
        r"(?i:\b((?:call(?:ing|ed)?|dial(?:l?ing|l?ed)?|telephone|phone|text(?:ing)?(?: [A-Z]{2,20} to)?|ring)"
        r"(?: (?:the )?(?:police|number|them|us|me|him|her|emergency services|an ambulance))?(?: at| on)? ))"
        r"(\d(?:[ -]?\d){2,14})(?![\w%°]|[.,:/]\d)",
        _called,
        "Dial 1471",
        "Dial one four seven one",
    ),
    rule(
        rf"(?<![\w.,:$€£-])({_EMERGENCY_NUMBERS})(?![\w%°/-]|[.,:]\d)",
        _emergency,
        "In an emergency call 911 or 112.",
        "In an emergency call nine one one or one one two.",
    ),
    rule(
        r"(?<![\w:])((?:[\da-f]{1,4}:){1,7}:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6}|(?:[\da-fA-F]{2}:){5}[\da-fA-F]{2"
        r"}|(?:[\da-fA-F]{2}-){5}[\da-fA-F]{2})(?![\w-]|:\w)",
        lambda m: ", ".join(_letters(group) if group else "colon" for group in re.split("[:-]", m[0])),
        "fe80::1 and aa:bb:cc:dd:ee:0f",
        "f e eight oh, colon, one and a a, b b, c c, d d, e e, oh f",
    ),
    rule(
        r"(?<![\w.])0x[\da-fA-F]{1,32}(?!\w)",
        lambda m: f"zero x {_letters(m[0][2:])}",
        "error 0x80FF",
        "error zero x eight oh F F",
    ),
    rule(
        r"#([\da-fA-F]{6})(?!\w)", lambda m: f"number {_letters(m[1])}", "#FF5733", "number F F five seven three three"
    ),
    rule(
        r"(?<![\w*])(?:[*∗]#?|#)\d{1,6}(?:[*∗]\d{1,12}){0,4}#(?!\w)",
        lambda m: " ".join({"*": "star", "∗": "star", "#": "hash"}.get(c) or words_of_digits(c, "oh") for c in m[0]),
        "Dial *100#",
        "Dial star one oh oh hash",
    ),
    rule(
        r"\b((?i:flights?) (?:number )?)([A-Z][A-Z\d]|[A-Z]{3}) ?(\d{1,4})\b",
        lambda m: f"{m[1]}{_letters(m[2])} {_letters(m[3])}",
        "flight LH 454",
        "flight L H four five four",
    ),
    rule(
        r"\b((?:[Rr]ooms?|[Hh]ighway|Interstate|[Ee]rrors?|[Ss]uite|[Aa]partment|[Ff]light|US|I-)[ -]?)(\d0[1-9]"
        r"|\d{2}0[1-9])(?![\w.,:]\d|\w)",
        lambda m: m[1] + _digits(m[2]),
        "room 101, error 404",
        "room one oh one, error four oh four",
    ),
    rule(
        r"\b((?i:serial(?: number)?|licen[cs]e plate|plate|invoice|order|ticket|case|model|part|tracking|referen"
        r"ce|booking|code)(?: (?:number|is|no\.))*:? #?)"
        r"((?=[A-Z\d-]{0,30}\d)[A-Z]{1,6}(?:-[A-Z\d]{1,12}){1,4})(?![\w-])",
        lambda m: m[1] + ", ".join(_letters(group) for group in m[2].split("-")),
        "License plate ABC-1234, invoice INV-2024-001",
        "License plate A B C, one two three four, invoice I N V, two oh two four, oh oh one",
    ),
    rule(
        r"\b(?=[A-Z\d]{0,9}[A-Z])(?=[A-Z\d]{0,9}\d)[A-Z\d]{2,9}-\d{3,9}\b(?![-.,]\d)",
        lambda m: _digits(m[0]),
        "order AB12-9934",
        "order A B one two, nine nine three four",
    ),
    rule(
        r"\b(?=[A-Z]{0,9}\d)(?=\d{0,20}[A-Z])(?=(?:[A-Z]{0,9}\d){5})[A-Z\d]{6,30}\b",
        lambda m: _letters(m[0]),
        "1Z999AA10123",
        "one Z nine nine nine A A one oh one two three",
    ),
    rule(
        r"\b((?i:postcode|post code|license plate|registration|number plate)(?: is)?:? )([A-Z\d]{2,4} [A-Z\d]{2,3})\b",
        lambda m: m[1] + _digits_and_letters(m[2]),
        "the postcode SW1A 1AA",
        "the postcode S W one A, one A A",
    ),
    rule(
        r"\b((?:Boeing|Airbus)[ -])(\d{3})\b",
        lambda m: m[1] + _digits(m[2]),
        "a Boeing 747",
        "a Boeing seven four seven",
    ),
)
