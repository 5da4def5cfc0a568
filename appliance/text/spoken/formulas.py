"""Formulas of algebra and chemistry, and keys of music, in English: where a letter, a sign and a figure are one."""

# ruff: noqa: RUF001

from __future__ import annotations

import re

from appliance.text.number_words import words_of_digits, words_of_number, words_of_whole
from appliance.text.spoken.rules import rule
from appliance.text.spoken.unit_names import UNIT_NAMES

_ELEMENTS = frozenset(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo
    Ag Cd In Sn Sb I Xe Cs Ba W Pt Au Hg Pb Bi Ra Th U Pu
    """.split()  # noqa: SIM905
)
_ATOM = re.compile(r"([A-Z][a-z]?)(\d{0,2})|[()](\d{0,2})")
_ATOMS = r"(?:[A-Z][a-z]?\d{0,2}|\((?:[A-Z][a-z]?\d{0,2}){1,6}\)\d{0,2}){2,12}"


def _substance(match: re.Match[str]) -> str:
    many, written = match.groups()
    atoms = [atom for atom, _, _ in _ATOM.findall(written) if atom]
    if not set(atoms) <= _ELEMENTS or len(set(atoms)) < 2 or not any(char.isdigit() for char in written):
        return match[0]
    said = [f"{' '.join(atom.upper())} {count or closed}" for atom, count, closed in _ATOM.findall(written)]
    return " ".join(" ".join((many, *said)).split())


def _charge(match: re.Match[str]) -> str:
    many = f" {words_of_whole(match[2])}" if match[2] else ""
    return f"{match[1]}{many} {'plus' if match[3] == '+' else 'minus'}"


_SUM = re.compile(r"[=×÷^√≤≥≠≈<>∣]|[\w)] ?[+*] ?[\w(]|\b(?:minus|plus|times|equals)\b")
_LEFT = re.compile(
    r"(?:(?<![\w.'])(?:\d{0,6}[A-Za-zα-ωΑ-Ω]|\d{1,6}[a-z]{2,3})|(?P<number>(?<![\w.,])\d[\d.,]{0,12})|\)|\^\w{1,3})\Z"
)
_RIGHT = re.compile(r"(?:\d{0,6}[A-Za-zα-ωΑ-Ω]|\d{1,6}[a-z]{2,3}|(?P<number>\d[\d.,]{0,12})|(?:sin|cos|tan|log|ln)\b"
                    r"|[(√|])(?![\w'])|[(√|]")  # fmt: skip
_UNKNOWN = re.compile(r"(?:(?<![\w.'])[nxyzkij]|(?<![\w.])\d{1,4}[nxyz])\Z")
_NEVER_HYPHEN = re.compile(r"(?:[A-Z]|\de|\))\Z")


def _minus(match: re.Match[str]) -> str:
    """Read a "-" between two terms as the sign of a sum where there is one; elsewhere it may be a dash or a hyphen."""
    before, after = match.string[max(0, match.start() - 24) : match.start()], match.string[match.end() :][:24]
    left, right = _LEFT.search(before), _RIGHT.match(after)
    if not left or not right or (left["number"] and right["number"]):
        return match[0]
    if match[0] == "-" and left["number"] and not re.match(r"\d*[a-z] ?[=+<>)*/-]", after):  # "2-3x as much"
        return match[0]
    is_sum = _SUM.search(match.string) is not None or bool(_UNKNOWN.search(before) and right["number"])
    if match[0].strip() == match[0]:
        is_sum = is_sum and not _NEVER_HYPHEN.search(before)
    else:
        is_sum |= left[0].islower() and left[0].isalpha() and right[0].islower() and right[0].isalpha()
    return " minus " if is_sum else match[0]


_NO_PRODUCT = "am|an|as|at|be|by|do|go|he|hi|id|if|in|is|it|me|my|no|of|ok|on|or|pi|so|to|up|us|we"
_NO_COMPARISON = (
    r"(?<!\bof)(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bwith)(?<!\bfor)(?<!\bat)(?<!\baged)(?<!\bage)(?<!\band)(?<!\bor)"
    r"(?<!\bthe)(?<!\bin)(?<!\bto)(?<!\bbe)(?<!\bby)(?<!\ba)"
)
_TERM_BEFORE = rf"(?:(?<=[\d)])|(?<=[a-zA-Z]){_NO_COMPARISON})"

FORMULAS = (
    rule(
        r"(?<![A-Za-z^])((?:[A-Z][a-z]?\d{0,2}){1,6}|e)\^(\d?)([+-])(?![\w(.])",
        _charge,
        "Fe³⁺, Cl⁻ and e⁻",
        "Fe three plus, Cl minus and e minus",
    ),
    rule(
        rf"(?<![\w.$-])(\d{{0,2}})({_ATOMS})(?![\w]|-\d)",
        _substance,
        "2H₂O, CO₂ and Ca(OH)2",
        "two H two O, C O two and C A O H two",
    ),
    rule(
        r"(?<=[A-Za-zα-ωΑ-Ω\d)])(?: [-–] |-)(?=[A-Za-zα-ωΑ-Ω\d(√|])",
        _minus,
        "2x² - 5x = 3, n-1, 2x - 3 and a - b",
        "two x squared minus five x equals three, n minus one, two x minus three and a minus b",
    ),
    rule(
        rf"(?:(?<== )|(?<==))(?!(?:{_NO_PRODUCT})\b)([a-z])([a-z])(?=\^|\s[-+=]\s|[.,;:!?)]?$)",
        r"\1 \2",
        "E = mc² and y = mx + b",
        "E equals m c squared and y equals m x plus b",
    ),
    rule(
        rf"{_TERM_BEFORE} < (?=[\w($€£-])|(?<=\b[A-Za-z])<(?=\w)",
        " is less than ",
        "if x < 5 and a<b",
        "if x is less than five and a is less than b",
    ),
    rule(
        rf"{_TERM_BEFORE} > (?=[\w($€£-])|(?<=\b[A-Za-z])>(?=\w)",
        " is greater than ",
        "if 5 > 3 and b>a",
        "if five is greater than three and b is greater than a",
    ),
    rule(
        r"(?:^|(?<=\()|\b(?P<before>is|are|be|was|of|with|at|to|for|and|or|if|in|has|have) ?)(?P<sign>≤|≥|<=|>=)\s?",
        lambda m: f"{m['before'] + ' ' if m['before'] else ''}at {'most' if m['sign'] in '≤<=' else 'least'} ",
        "≤ 5 items with ≥2 parts",
        "at most five items with at least two parts",
    ),
    rule(
        r"(?:^|(?<=[\s(=]))-(?=\d{0,4}[A-Za-z](?![\w']))",
        "minus ",
        "-x + 3",
        "minus x plus three",
    ),
    rule(r"\+\s?/\s?[-–]\s?(?=\d)", "± ", "5 +/- 2", "five plus or minus two"),
    rule(
        r"(?<![A-Za-z-])([A-F]|O|AB)-(?=\s(?!and|or|,)|[.,;)!?]|$)",
        r"\1 minus",
        "an AB- donor, or an A-",
        "an AB minus donor, or an A minus",
    ),
    rule(r"(?<=\d) % (?=\d{1,9} ?=)", " modulo ", "10 % 3 = 1", "ten modulo three equals one"),
    rule(
        r"(?<![\w/])(\d{1,2})/(\d{1,2})(?= (?:time|beat|meter|metre|rhythm|measure|signature|bar)\b)",
        r"\1 \2",
        "in 3/4 time",
        "in three four time",
    ),
    rule(
        r"\b([A-G])b(?= (?:major|minor|flat|maj|min|chord|scale|key|note)\b)|♭",
        lambda m: f"{m[1] or ''} flat",
        "Bb major and E♭",
        "B flat major and E flat",
    ),
    rule(r"\b([A-G])#(?!\w)|♯", lambda m: f"{m[1] or ''} sharp", "C#, F# and G♯", "C sharp, F sharp and G sharp"),
    rule(r"(?<=\w)♮", " natural", "B♮", "B natural"),
    rule(
        r"(?<![\w^/])(?<!per )(km|m|cm|mm)\^([23])(?= of\b)|(?<![\w^/])(?<!per )(km|cm)\^([23])(?!\w)",
        lambda m: f"{'square' if (m[2] or m[4]) == '2' else 'cubic'} " + UNIT_NAMES[m[1] or m[3]][1],
        "the m² of a flat, in km²",
        "the square meters of a flat, in square kilometers",
    ),
    rule(r"(?:(?<=[a-z]{4})|(?<=[.!?,;\"]))\^1(?=\s|$)", "", "So he said.¹ Then", "So he said. Then"),
)
LETTERS = (
    rule(
        r"(?<![\w.,/^-])(\d{1,6})(?!st\b|nd\b|rd\b|th\b)(?=[a-z]{1,2}(?!\w)|[A-Z](?!\w))",
        lambda m: f"{words_of_number(m[1])} ",
        "10x, 3D and 2ab",
        "ten x, three D and two ab",
    ),
    rule(
        r"\b([A-Z]{1,3})(\d{1,2}\.\d{1,2})(?![\w.])",
        lambda m: f"{m[1]} {words_of_number(m[2])}",
        "PM2.5 is dust",
        "PM two point five is dust",
    ),
    rule(
        r"(?<![\w./^-])([A-Za-z]|[A-Z]{2,5})(\d{1,2})(?![\w]|[.,]\d)",
        lambda m: f"{m[1]} {words_of_digits(m[2]) if m[2].startswith('0') else words_of_whole(m[2])}",
        "MP3, x₁ and B12",
        "MP three, x one and B twelve",
    ),
)
"""Figures beside letters, once all that has units is read."""
