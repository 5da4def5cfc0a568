"""Says what to write where TOML is not valid: people bring habits of other files and other editors.

Each rewriting is a guess. One that makes the line valid is shown to the owner; nothing is ever taken in its place.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator

from appliance.system.printable import shown

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′`´", "'"))  # noqa: RUF001
_WORDS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_NOTHING = ("none", "null", "nil", "~", "undefined")
_MOST_HINTS = 4
_LONGEST_LINE = 300
_NUMBER = re.compile(
    r"([+\u2212\u2013-]?)0*(\d{0,18})(?:[.,](\d{1,18})|[.])?\s*(?:%|percent|s|secs?|seconds?|tokens?)?"
)
_PLACE = re.compile(r"at line (\d+)")
_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": None, "\ufeff": None})


def hint(text: str, error: str) -> str:
    """Return "; in line 2, write ..." for the line that the error of `tomllib` names, and for those that fail after it.

    "" where there is no guess.
    """
    lines, hints = text.splitlines(), ""
    for _ in range(_MOST_HINTS):
        place = _PLACE.search(error)
        number = int(place[1]) if place else max((n for n, line in enumerate(lines, 1) if line.strip()), default=0)
        line = lines[number - 1].strip(" \t") if 0 < number <= len(lines) else ""
        better = better_line(line) if 0 < len(line) < _LONGEST_LINE else None
        if not better:
            return hints
        hints += f"; in line {number}, write {shown(better)}"
        lines[number - 1] = better
        try:
            tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as another:
            error = str(another)
        except (ValueError, RecursionError):
            return hints
        else:
            return hints
    return hints


def better_line(line: str) -> str | None:
    """Return the line as it may have been meant, if that is valid TOML and another line; else None."""
    plain = unicodedata.normalize("NFKC", line.translate(_SPACES).translate(_QUOTES)).strip()
    guesses = (plain, *_settings(plain), _section(plain), _comment(plain))
    return next((guess for guess in guesses if guess and guess != line and _is_valid(guess)), None)


def better_value(value: str) -> str | None:
    """Return a value as it may have been meant, in TOML; else None."""
    guesses = (rewrite(value) for rewrite in _REWRITINGS)
    return next((guess for guess in guesses if guess and _is_valid(f"a = {guess}")), None)


def _is_valid(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _settings(line: str) -> Iterator[str]:
    """Yield a line that sets something, with its value rewritten; the sign may be that of YAML, or missing."""
    match = re.fullmatch(r"([\w.-]+)\s*(?:=>|==|:=|=|:|\s)\s*(.+)", line)
    if not match:
        return
    for value, comment in _with_comments(match[2]):
        if value.lower() in _NOTHING:
            yield f"# {match[1]} ="
        better = value if _is_valid(f"a = {value}") else better_value(value)
        if better:
            yield f"{match[1]} = {better}{comment}"


def _with_comments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text divided into a value and a comment, which may begin as in other languages."""
    for mark in re.finditer(r"#|//|;|--|(?<=\s)rem\s", text):
        if mark.start() and text.count('"', 0, mark.start()) % 2 == 0:
            comment = text[mark.end() :].strip()
            yield text[: mark.start()].strip(), f"  # {comment}" if comment else ""
    yield text.strip(), ""


def _word(value: str) -> str | None:
    """A truth value of another language."""
    return _WORDS.get(value.strip("\"',").lower())


def _number(value: str) -> str | None:
    """A number with a unit, a sign of percent, a comma, a bare point, zeros before it, or the letters of a pin."""
    bare = re.sub(r"^(?:gpio|bcm|pin)[ _-]*(?=\d)", "", value.strip("\"',"), flags=re.IGNORECASE)
    match = re.fullmatch(
        r"([+\u2212\u2013-]?)0*(\d{0,18})(?:[.,](\d{1,18})|[.])?\s*(?:%|percent|s|secs?|seconds?|tokens?)?", bare
    )
    if not match or not (match[2] or match[3] or bare.startswith("0")):
        return None
    sign = "-" if match[1] in ("-", "\u2212", "\u2013") else ""
    return f"{sign}{match[2] or '0'}" + (f".{match[3]}" if match[3] else "")


def _literal(value: str) -> str | None:
    """A path of Windows or a pattern, in which backslashes mean themselves."""
    inner = value[1:-1]
    return f"'{inner}'" if value[:1] == value[-1:] == '"' and "\\" in inner and "'" not in inner else None


def _list(value: str) -> str | None:
    """Several words or numbers without brackets, or with round ones, or with one of them."""
    parts = [part.strip() for part in value.strip("()[]{}; ").strip(",").split(",")]
    if (len(parts) < 2 and value[:1] not in "([{") or not all(parts):
        return None
    return f"[{', '.join(part if _is_valid(f'a = {part}') else _string(part) or part for part in parts)}]"


def _string(value: str) -> str | None:
    """A word without quotes, or with one of them."""
    inner = value.rstrip(";,").strip("\"'")
    return f'"{inner}"' if inner and not re.search(r"[\"\\\n=\[\]{}]", inner) else None


def _section(line: str) -> str | None:
    """A section with a bracket missing, or in other brackets, or with spaces in its name."""
    name = line.strip("[]{}()<>:;. ")
    return f"[{name}]" if line[:1] in ("[", "{", "(", "<") and re.fullmatch(r"[\w.-]+", name) else None


def _comment(line: str) -> str | None:
    """A comment of another language."""
    match = re.fullmatch(r"(?://|;|--|/\*|rem\s)(.*)", line)
    return f"# {match[1].strip()}" if match else None


_REWRITINGS: tuple[Callable[[str], str | None], ...] = (_word, _number, _literal, _list, _string)
