"""What the language model wrote, made fit for a voice: markdown off, symbols and figures into English words.

Pure text in, text out: no model, no sound, no settings. Number words are made in `spoken_numbers`; what the
recogniser heard is cleaned in `transcript_guard`.
"""

# The unusual quotes and dashes below are meant: they are what a language model writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from appliance.text.spoken_numbers import figures_to_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
# A list has one or two digits and says something after the dot: "1984. It was" and a bare "4." are answers.
_NOT_A_MARKER = re.compile(r"^(\d{3,}|\d+(?=[.)]\s*$))(?=[.)](\s|$))", re.MULTILINE)
_NOT_EMPHASIS = re.compile(r"(?<=[\w)])\*(?=[\d(])")
# What is left of emphasis and code whose other half is in another sentence: touching a word on one side only.
_HALF_EMPHASIS = re.compile(
    r"(?<![\w*])[*_]{1,3}(?=[\w\"'(])|(?<=[\w.,;:!?\"')])(?:\*{1,3}|_{2,3}|(?<=\W)_)(?![\w*])|~~|`+"
)
_TABLE_RULE = re.compile(r"^\|?[\s:|-]*--[\s:|-]*\|[\s:|-]*$", re.MULTILINE)
_TABLE_PIPE = re.compile(r"\s*\|\s*")
_SENTENCE_END = (".", "!", "?", ":", ";", ",", "…")
_EMOJI_FROM = 0x1F000
_EMOJI_MARKS = "\u200d\ufe0e\ufe0f\u20e3"


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def plain_text(text: str) -> str:
    """Return `text` without markdown, HTML or emoji, on one line; "" if nothing is left.

    Made for one sentence of a stream at a time, so emphasis and tables cut in half are cleaned too. Links
    keep their label, images their description, code its content. Ordinary text ("2 * 3", "a_b", "5 > 3")
    comes back as it is, but for white space. A number before a list item goes; a lone "4." stays: it may be
    the answer.
    """
    lines = "\n".join(line.strip() for line in text.splitlines())
    lines = _NOT_EMPHASIS.sub(r"\\*", _NOT_A_MARKER.sub(r"\1\\", lines))
    joined = ""
    for block, separator in _blocks(_markdown().parse(lines)):
        if joined:
            joined += " " if joined.endswith(_SENTENCE_END) else separator
        joined += block
    joined = _HALF_EMPHASIS.sub("", "".join(char for char in joined if not _is_emoji(char)))
    return " ".join(joined.split())


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Each block's text, and what parts it from an unpunctuated one above: a comma in lists and tables."""
    for token in tokens:
        if token.type == "inline":
            text = "".join(_inline(token.children or ()))
        elif token.type in {"fence", "code_block", "html_block"}:
            text = _TAG.sub(" ", token.content)
        else:
            continue
        if "|" in text:
            text = _TABLE_PIPE.sub(", ", _TABLE_RULE.sub("", text).strip(" |\n"))
        if text.strip():
            # The text of a list item or a table cell is at least three levels deep, of a quotation two.
            yield text.strip(), ", " if token.level >= 3 else ". "


def _inline(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif child.type != "html_inline":
            yield child.content
        elif child.content.lower().startswith("<br"):
            yield " "


def _is_emoji(char: str) -> bool:
    """Pictures, joiners and variation marks; not the degree sign, which has the same Unicode category."""
    if char in "°№":
        return False
    return ord(char) >= _EMOJI_FROM or char in _EMOJI_MARKS or unicodedata.category(char) == "So"


_PUNCTUATION = str.maketrans({
    **dict.fromkeys("‘’ʼ", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‑−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "), **{char: str(n) for n, char in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "…": "...", "—": " — ", "\u200b": "",
})  # fmt: skip
_ABBREVIATIONS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bDr\.(?=\s)", "Doctor"),
        (r"\bMr\.(?=\s)", "Mister"),
        (r"\bMrs\.(?=\s)", "Missus"),
        (r"\bMs\.(?=\s)", "Miz"),
        (r"\bProf\.(?=\s)", "Professor"),
        (r"\bSt\.(?=\s+[A-Z])", "Saint"),
        (r"(?<=[a-z])\s+St\.?(?=[\s,]|$)", " Street"),
        (r"\b([SJ])r\.", lambda m: "Senior" if m[1] == "S" else "Junior"),
        (r"\be\.\s?g\.,?(?=\s|$)", "for example"),
        (r"\bi\.\s?e\.,?(?=\s|$)", "that is"),
        (r"\betc\.(?=\s+[a-z]|\))", "et cetera"),
        (r"\betc\b", "et cetera"),
        (r"\bvs\b\.?", "versus"),
        (r"\bapprox\.", "approximately"),
        (r"\b[Nn]o\.\s*(?=\d)|№\s*|#(?=\d)", "number "),
        (r"\bca?\.\s*(?=\d)|(?<!\w)[~≈]\s?(?=[\d$€£])", "about "),
        (r"\bC\+\+", "C plus plus"),
        (r"\bC#", "C sharp"),
        (r"\b24/7\b", "24 7"),
        (r"(?<=\bdegrees )([CF])\b", lambda m: "Celsius" if m[1] == "C" else "Fahrenheit"),
        (
            r"\b(\d{1,2}(?::\d\d)?)\s?([AaPp])\.?[Mm]\b(?:\.(?=\s+[a-z,]))?",
            lambda m: f"{m[1]} {m[2].upper()}M",
        ),
    )
)
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:\bhttps?://|\bwww\.)[^\s<>\"]*[\w/]|"
    r"\b(?:[a-z\d-]+\.)+(?:com|org|net|edu|gov|io|info|co\.uk|de|fr)\b(?:/[^\s<>\"]*[\w/])?",
    re.IGNORECASE,
)
_URL_LONGEST = 40  # Characters; of a longer address only the host is said.
_URL_WORDS = {".": " dot ", "/": " slash ", "-": " dash ", "_": " underscore ", "@": " at ", ":": " colon "}
_SYMBOLS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\band/or\b", "and or"),
        (r"\b([A-Z]{2,})/(?=[A-Z]{2,}\b)", r"\1 "),
        (r"(?<=[a-z])/(?=[a-z])", " or "),
        (r"\s*[&]\s*", " and "),
        (r"(?<=\w)\s*\+(?=[\w\s,.?!]|$)\s*|\s+\+\s*|^\+", " plus "),
        (r"\s*(?:=>|→|⇒|->)\s*", " to "),
        (r"\s*={1,3}\s*", " equals "),
        (r"\s*≠\s*", " is not equal to "),
        (r"\s*(?:<=|≤)\s*", " is at most "),
        (r"\s*(?:>=|≥)\s*", " is at least "),
        (r"(?<=[\w)])\s*<\s*(?=[\w(-])", " is less than "),
        (r"(?<=[\w)])\s*>\s*(?=[\w(-])", " is greater than "),
        (r"\s*(?:×|(?<=[\w)])\s\*(?=\s[\w(])|(?<=[a-z\d])\*(?=[a-z\d]))\s*", " times "),
        (r"\s*÷\s*", " divided by "),
        (r"\s*±\s*", " plus or minus "),
        (r"\s*≈\s*", " is about "),
        (r"√", "the square root of "),
        (r"∞", "infinity"),
        (r"\s*@\s*", " at "),
        (r"#(?=\w)", "hashtag "),
        (r"\s*%", " percent"),
        (r"°", " degrees "),
        (r"²", " squared"),
        (r"³", " cubed"),
        (r"\s+/\s+", " or "),
        (r"/", " slash "),
        (r"\s+[-–—]+\s+|—|–|(?<=\w)--(?=\w)", ", "),
        (r"\s*[(\[{]\s*(?=\w)", ", "),
        (r"\s*[)\]}](?=\s*\w)", ", "),
    )
)
_TIDY = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<!\w)'((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)", r"\1"),
        (r"(?<!\w)'(?=\W|$)|(?<!\w)'(?=[A-Z])|(?<=[.,!?])'(?!\w)", ""),
        (r"(?<!\w)-+|-+(?!\w)", " "),
        (r"\.{2,}", "..."),
        (r"([!?])[!?]+", r"\1"),
        (r"\s+([.,!?;:])", r"\1"),
        (r"[,;:](?:\s*,)+", ","),
        (r",+(?=[.!?;:])", ""),
        (r"^[\s.,!?;:]+", ""),
        (r"(?<=[,;:!?])(?=[^\W\d])", " "),
    )
)


def spoken_text(text: str, language: str = "en") -> str:
    """Return what the voice should say for one plain sentence (`plain_text` first); "" for nothing to say.

    English: numbers, money, units, times, dates, abbreviations, symbols and addresses become words; capitals
    such as "USA" are left to the voice; letters that are not Latin are dropped, but for Greek ones, which are
    named. Clean text comes back as it is. Any other `language`: only brackets, quotes and stray symbols are
    cleaned away; figures stay, because Piper's phonemizer reads them in its own language, and so do
    abbreviations.
    """
    text = unicodedata.normalize("NFC", text).translate(_PUNCTUATION)
    if language.partition("-")[0].partition("_")[0] != "en":
        return _tidy(re.sub(r"[\"()\[\]{}<>|\\*_#^~`]", " ", text))
    text = _URL.sub(_spoken_url, _EMAIL.sub(lambda m: _spell(m[0], 1000), text))
    for pattern, words in _ABBREVIATIONS:
        text = pattern.sub(words, text)
    text = figures_to_words(text)
    for pattern, words in _SYMBOLS:
        text = pattern.sub(words, text)
    return _tidy("".join(_sayable(char) for char in text))


def _spoken_url(match: re.Match[str]) -> str:
    address = re.sub(r"^(?:https?://)?(?:www\.)?|[?#].*$", "", match[0]).rstrip("/")
    return _spell(address, _URL_LONGEST)


def _spell(address: str, longest: int) -> str:
    if len(address) > longest:
        address = address.partition("/")[0]
    return " ".join("".join(_URL_WORDS.get(char, char) for char in address).split())


def _sayable(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() or char in " .,!?;:'-" else " "
    name = unicodedata.name(char, "")
    if name.startswith(("GREEK SMALL LETTER ", "GREEK CAPITAL LETTER ")):
        return f" {name.split()[3].lower()} "
    return char if name.startswith("LATIN ") or unicodedata.category(char) == "Mn" else " "


def _tidy(text: str) -> str:
    text = " ".join(text.split())
    for pattern, words in _TIDY:
        text = pattern.sub(words, text)
    return " ".join(text.split()) if any(char.isalnum() for char in text) else ""
