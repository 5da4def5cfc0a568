"""LaTeX, as language models write it in answers about sums and temperatures, into plain signs and words. Pure."""

# ruff: noqa: RUF001

from __future__ import annotations

import re

_SIGNS = {
    "times": "×", "cdot": "·", "ast": "*", "star": "*", "div": "÷", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤",
    "leqslant": "≤",
    "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "simeq": "≈", "cong": "≅",
    "lt": "<", "gt": ">",
    "infty": "∞", "to": "→", "rightarrow": "→", "longrightarrow": "→", "mapsto": "→", "Rightarrow": "→", "in": "∈",
    "cup": "∪", "cap": "∩", "iff": "⇔", "Leftrightarrow": "⇔", "implies": "→", "sum": "∑", "prod": "∏", "int": "∫",
    "partial": "∂", "leftrightarrow": "⇔", "lvert": "∣", "rvert": "∣", "lVert": "|", "rVert": "|", "bullet": "·",
    "dotsc": "...", "dotsb": "...",
    "middle": "", "Bigl": "", "Bigr": "", "bigg": "", "Bigg": "", "nolimits": "", "centering": "", "degree": "°",
    "circ": "°", "colon": ":", "lbrace": "", "rbrace": "", "langle": "", "rangle": "",
    "quad": " ", "qquad": " ", "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "",
    "displaystyle": "",
    "textstyle": "", "limits": "", "hline": "", "newline": ", ", "noindent": "", "ldots": "...", "dots": "...",
    "cdots": "...",
    "vert": "∣", "mid": "|", "prime": "'", "backslash": " backslash ", "euro": "€", "pounds": "£", "micro": "µ",
}  # fmt: skip
_WORDS = {
    "equiv": "is equivalent to", "sim": "is similar to", "propto": "is proportional to", "notin": "not in",
    "subset": "is a subset of", "subseteq": "is a subset of", "forall": "for all", "exists": "there exists",
    "nabla": "nabla", "therefore": "therefore", "because": "because", "angle": "angle", "perp": "perpendicular to",
    "parallel": "parallel to", "neg": "not", "land": "and", "wedge": "and", "lor": "or", "vee": "or",
    "emptyset": "the empty set",
    "hbar": "h bar", "ell": "l", "lim": "the limit", "log": "log", "ln": "natural log", "exp": "exp", "sin": "sine",
    "cos": "cosine",
    "tan": "tangent", "cot": "cotangent", "sec": "secant", "csc": "cosecant", "arcsin": "arc sine",
    "arccos": "arc cosine",
    "arctan": "arc tangent", "max": "max", "min": "min", "gcd": "gcd", "det": "determinant", "bmod": "mod",
    "mod": "mod",
    "triangle": "triangle", "ll": "is much less than", "gg": "is much greater than", "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent", "oplus": "o plus", "otimes": "o times",
    "setminus": "without",
    "supset": "is a superset of", "supseteq": "is a superset of", "leftarrow": "from", "Leftarrow": "from",
    "not": "not",
    "ni": "contains", "varnothing": "the empty set", "lfloor": "floor of", "rfloor": "", "lceil": "ceiling of",
    "rceil": "",
    "dagger": "dagger", "vdots": "", "ddots": "", "sup": "supremum", "inf": "infimum", "arg": "argument",
    "top": "transposed",
    "models": "models", "uparrow": "up", "downarrow": "down", "Re": "real part of", "Im": "imaginary part of",
    "aleph": "aleph", "oint": "the integral", "iint": "the double integral", "iiint": "the triple integral",
    "percent": "percent", "checkmark": "", "square": "",
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
}  # fmt: skip
_GREEK = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi
    psi omega
    """.split()  # noqa: SIM905
_SYMBOLS = (
    _SIGNS
    | {name: f" {words} " if words else "" for name, words in _WORDS.items()}
    | {name: f" {name} " for name in _GREEK}
    | {name.capitalize(): f" {name} " for name in _GREEK}
)
_WRAPPERS = (
    "text|textrm|textbf|textit|texttt|mathrm|mathbf|mathit|mathsf|mathtt|mathbb|mathcal|operatorname|boxed|fbox|mbox|emph|"
    "underline|overline|overrightarrow|overleftarrow|widehat|widetilde|overbrace|underbrace|mathring|textsf|mathscr|mathfrak|substack|bar|hat|vec|tilde|dot|ddot|bold|boldsymbol|bm|unit|si|num|ce|pmod|phantom|cancel|color|rm|bf|it"
)
_KNOWN = re.compile(
    rf"\\(?:[()\[\]]|(?:[dtc]?frac|sqrt|begin|end|{_WRAPPERS}|{'|'.join(_SYMBOLS)})(?![A-Za-z]))|\^\s?\{{|_\{{"
)
_WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\")
# As pandoc tells it from money: no space inside the signs, and no figure after the second.
_DOLLARS = re.compile(r"(?<![\\\w$])\$(?![\s$])((?:\\.|[^$\\\n]){1,300}?)(?<![\s\\])\$(?![\d$])")
_MATHS = re.compile(
    r"[\\^_={}<>°]|[A-Za-z]'?\(|\d\s?[+*/-]\s?\d|^[A-Za-z]$|^-?\d[\d.,]*$|^[A-Za-z]!$|^[A-Za-z]\s?[-+]\s?[A-Za-z]$"
)
_HALF_DOLLARS = re.compile(  # "$19^\circ" of which the end is cut off
    r"(?<!\\)\$(?=-?\d[\d.,]{0,20}\s?[\^\\_])|(?<=\})\$(?!\d)|(?<=\\)(?<=[\w}]\\)\$(?!\d)"
)
_GROUP = r"\{([^{}]{0,300})\}"
_DEEPEST = 12
_DEGREE = re.compile(r"\^\s?(?:\{\s?\\circ\s?\}|\\circ(?![A-Za-z]))|\\degree(?![A-Za-z])|(?<=\d)\\circ(?![A-Za-z])")
_NOTHING = re.compile(r"\\(?:hspace|vspace|label|color|textcolor|tag)\*?\s?\{[^{}]{0,40}\}")
_OF_AN_ATOM = re.compile(r"(?<=[A-Z])_(?:\{(\d{1,3})\}|(\d))|(?<=[A-Z][a-z])_(?:\{(\d{1,3})\}|(\d))")  # H_2O
_LOG = re.compile(r"\\log\s?_(?:\{(\w{1,9})\}|(\w))")
_CHOOSE = re.compile(rf"\\[dt]?binom\s?{_GROUP}\s?{_GROUP}")
_OTHER_GROUP = re.compile(rf"(\\[A-Za-z]{{1,40}})\*?\s?{_GROUP}")
_BASE = re.compile(r"(?<=\d)_(?:\{(\d{1,3})\}|(\d{1,2}))(?!\d)")
_FRACTION = re.compile(rf"(\d?)\s?\\[dtc]?frac\s?(?:{_GROUP}\s?{_GROUP}|(\d)(\d))")
_ROOT = re.compile(rf"\\sqrt\s?(?:\[([^\[\]]{{1,20}})\])?\s?(?:{_GROUP}|(\w))")
_INNER = (
    (re.compile(rf"\\(?:{_WRAPPERS})\*?\s?{_GROUP}"), lambda m: m[1]),
    (re.compile(rf"\\(?:begin|end)\s?{_GROUP}(?:\[[^\[\]]{{0,20}}\])?"), lambda _: " "),
    (
        re.compile(rf"\^\s?{_GROUP}"),
        lambda m: f"^{m[1]}" if re.fullmatch(r"-?\w+", m[1]) else f" to the power of {m[1]} ",
    ),
    (
        re.compile(rf"_\s?{_GROUP}"),
        lambda m: f" sub {m[1]}{', ' if m.string[m.end() : m.end() + 2].strip()[:1].isdigit() else ' '}",
    ),
)
_DOUBLE = re.compile(r"\$\$([^$]{1,500})\$\$")
_FORMULA = re.compile(r"\\\((?:(?!\\\)).){1,400}|\\\[(?:(?!\\\]).){1,400}", re.DOTALL)
_MINUS = re.compile(r"\s-\s|(?<=[^\w\s])\s?-\s?(?=[A-Za-z\\])")
_ALIGNMENT = re.compile(r"(?<!\\)&")
_BOUND = r"\s?(?:\{([^{}]{1,60})\}|(\w))"
_SUM = re.compile(rf"\\(sum|prod|int|oint|lim)\s?_{_BOUND}(?:\s?\^{_BOUND})?")
_BRACES = re.compile(_GROUP)
_SUBSCRIPT = re.compile(r"(?<=[A-Za-z])_(\w)(?!\w)")
_COMMAND = re.compile(r"\\([A-Za-z]{1,40})\*?\s?")
_ESCAPED = re.compile(r"\\([%$&#_{}])")
_BREAK = re.compile(r"\\\\(?:\[[^\[\]]{0,10}\])?")
_OTHER = re.compile(r"\\[,;:!> ()\[\]|]|(?<=\S)~|\\$")


def latex_to_plain(text: str) -> str:
    r"""Return the text with its LaTeX as plain signs and words: "$19^\circ$C" is "19°C"; any other text as it is.

    What is not known keeps its name, so that no word is lost. Half a formula, cut off at a sentence, is read as well.
    """
    if ("\\" not in text and "$" not in text and "{" not in text) or _WINDOWS_PATH.search(text):
        return text
    text = _DOUBLE.sub(r"\\[\1\\]", text)
    text = _DOLLARS.sub(_formula, text)
    if not _KNOWN.search(text):
        return text
    if "\\begin" in text:
        text = _ALIGNMENT.sub(" ", text)
    text = _FORMULA.sub(lambda m: _MINUS.sub(" minus ", m[0]), text)
    text = _LOG.sub(r" log base \1\2 of ", text)
    text = _CHOOSE.sub(
        r" \1 choose \2 ",
        _NOTHING.sub(" ", _BASE.sub(r" base \1\2 ", _OF_AN_ATOM.sub(r"\1\2\3\4", text.replace("{,}", ",")))),
    )
    text = _DEGREE.sub("°", _HALF_DOLLARS.sub("", text.replace("$$", " ")))
    for _ in range(_DEEPEST):
        before = text
        text = _ROOT.sub(_root, _FRACTION.sub(_fraction, _SUM.sub(_sum, text)))
        for pattern, words in _INNER:
            text = pattern.sub(words, text)
        if text == before:
            break
    text = _SUBSCRIPT.sub(r" \1", _ESCAPED.sub(r"\1", _OTHER.sub(" ", _BREAK.sub(", ", text))))
    text = _COMMAND.sub(lambda m: _symbol(m[1]), _BRACES.sub(r"\1", _OTHER_GROUP.sub(r"\1 \2 ", text)))
    return " ".join(re.sub(r"\s(?=[.,;:?!°])", "", " ".join(text.replace("{", " ").replace("}", " ").split())).split())


def _formula(match: re.Match[str]) -> str:
    is_sure = any(char in "\\^_{}" for char in match[1])
    if not is_sure and (not _MATHS.search(match[1]) or match.string[match.end() : match.end() + 1].isalpha()):
        return match[0]
    return f" \\({match[1]}\\) "


def _symbol(name: str) -> str:
    known = _SYMBOLS.get(name)
    if known is None:
        return f" {name} "
    return f" {known} " if known and known not in "°'" else known


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom, one, other = match.groups()
    top, bottom = (top or one or "").strip(), (bottom or other or "").strip()
    if top.isdigit() and bottom.isdigit():
        return f"{whole} {top}/{bottom} "
    is_short = all(re.fullmatch(r"[\w.\\]+(?:\^\w)?", part) for part in (top, bottom))
    return f"{whole} {top} over {bottom} " if is_short else f"{whole} {top}, all over {bottom}, "


def _sum(match: re.Match[str]) -> str:
    name, low_group, low, high_group, high = match.groups()
    low, high = low_group or low, high_group or high
    if name == "lim":
        return f" the limit as {low} of "
    what = {"sum": "sum", "prod": "product"}.get(name, "integral")
    return f" the {what} from {low} to {high} of " if high else f" the {what} over {low} of "


def _root(match: re.Match[str]) -> str:
    degree, group, one = match.groups()
    what = group if group is not None else one
    if degree and degree != "2":
        which = {"3": "cube", "4": "fourth", "5": "fifth"}.get(degree, f"{degree}-th")
        return f" the {which} root of {what} "
    return f" √{what} "
