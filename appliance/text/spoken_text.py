"""Prepares a reply for the voice: removes markdown, and puts symbols and figures into English words.

Pure: text in, text out; no model, no sound, no settings. Figures become words in `spoken_numbers`. Transcripts are
cleaned in `transcript_guard`.
"""

# The unusual quotes and dashes below are meant: they are what a language model writes.
# ruff: noqa: RUF001, RUF003

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

_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")  # <b>, </b>, <!-- note -->
# The number of a list item has one or two digits, and text follows it. So "1984. It was" and "4." alone are no items.
_NOT_A_MARKER = re.compile(r"^(\d{3,}|\d+(?=[.)]\s*$))(?=[.)](\s|$))", re.MULTILINE)  # the figures of "1984. It", "4."
_NOT_EMPHASIS = re.compile(r"(?<=[\w)])\*(?=[\d(])")  # the first "*" of "2*3*4"
# Emphasis and code marks whose other half is in another sentence: they touch a word on one side only.
_HALF_EMPHASIS = re.compile(  # the "**" of "**Half of it." and of "and the rest.**"
    r"(?<![\w*])[*_]{1,3}(?=[\w\"'(])|(?<=[\w.,;:!?\"')])(?:\*{1,3}|_{2,3}|(?<=\W)_)(?![\w*])|~~|`+"
)
_TABLE_RULE = re.compile(r"^\|?[\s:|-]*--[\s:|-]*\|[\s:|-]*$", re.MULTILINE)  # |---|:--:|
_TABLE_PIPE = re.compile(r"\s*\|\s*")  # the " | " of "| a | b |"
_SENTENCE_END = (".", "!", "?", ":", ";", ",", "…")
_EMOJI_FROM = 0x1F000
_EMOJI_MARKS = "\u200d\ufe0e\ufe0f\u20e3"


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def plain_text(text: str) -> str:
    """Return `text` without markdown, HTML or emoji, on one line; "" if nothing is left.

    It is called with one sentence of a stream at a time, so it also cleans emphasis and tables that are cut in half.
    Links keep their label, images their description, code its content. Ordinary text ("2 * 3", "a_b", "5 > 3") comes
    back as it is, except for white space. The number before a list item is removed. "4." alone stays: it may be all of
    the reply.
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
    """Yield each block's text, and what separates it from a block before it that ends without a mark.

    That is a comma in lists and tables, else a full stop.
    """
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
    """Return whether it is a picture, joiner or variation mark. The degree sign has the same category, and is none."""
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
        (r"\bDr\.(?=\s)", "Doctor"),  # Dr. Smith
        (r"\bMr\.(?=\s)", "Mister"),  # Mr. Jones
        (r"\bMrs\.(?=\s)", "Missus"),  # Mrs. Jones
        (r"\bMs\.(?=\s)", "Miz"),  # Ms. Jones
        (r"\bProf\.(?=\s)", "Professor"),  # Prof. Smith
        (r"\bSt\.(?=\s+[A-Z])", "Saint"),  # St. Paul
        (r"(?<=[a-z])\s+St\.?(?=[\s,]|$)", " Street"),  # Main St.
        (r"\b([SJ])r\.", lambda m: "Senior" if m[1] == "S" else "Junior"),  # King Jr.
        (r"\be\.\s?g\.,?(?=\s|$)", "for example"),  # e.g. this
        (r"\bi\.\s?e\.,?(?=\s|$)", "that is"),  # i.e. that
        (r"\betc\.(?=\s+[a-z]|\))", "et cetera"),  # etc. and so on
        (r"\betc\b", "et cetera"),  # the "etc" of "etc." at the end
        (r"\bvs\b\.?", "versus"),  # vs.
        (r"\bapprox\.", "approximately"),  # approx. 5
        (r"\b[Nn]o\.\s*(?=\d)|№\s*|#(?=\d)", "number "),  # No. 1, № 1, #1
        (r"\bca?\.\s*(?=\d)|(?<!\w)[~≈]\s?(?=[\d$€£])", "about "),  # c. 1500, ca. 5, ~$5
        (r"\bC\+\+", "C plus plus"),  # C++
        (r"\bC#", "C sharp"),  # C#
        (r"\b24/7\b", "24 7"),  # 24/7
        (r"(?<=\bdegrees )([CF])\b", lambda m: "Celsius" if m[1] == "C" else "Fahrenheit"),  # the "C" of "20 degrees C"
        (
            r"\b(\d{1,2}(?::\d\d)?)\s?([AaPp])\.?[Mm]\b(?:\.(?=\s+[a-z,]))?",  # 3:05 pm, 5 a.m. today
            lambda m: f"{m[1]} {m[2].upper()}M",
        ),
    )
)
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")  # me@example.com
_URL = re.compile(
    r"(?:\bhttps?://|\bwww\.)[^\s<>\"]*[\w/]|"  # https://example.com/foo, www.example.com
    r"\b(?:[a-z\d-]+\.)+(?:com|org|net|edu|gov|io|info|co\.uk|de|fr)\b(?:/[^\s<>\"]*[\w/])?",  # example.co.uk/a
    re.IGNORECASE,
)
_URL_SILENT = re.compile(r"^(?:https?://)?(?:www\.)?|[?#].*$")  # the "https://www." and "?q=1" of an address
_URL_LONGEST = 40  # characters; of a longer address only the host is spoken
_URL_WORDS = {".": " dot ", "/": " slash ", "-": " dash ", "_": " underscore ", "@": " at ", ":": " colon "}
_SYMBOLS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\band/or\b", "and or"),  # and/or
        (r"\b([A-Z]{2,})/(?=[A-Z]{2,}\b)", r"\1 "),  # the "AC/" of "AC/DC"
        (r"(?<=[a-z])/(?=[a-z])", " or "),  # his/her
        (r"\s*[&]\s*", " and "),  # fish & chips
        (r"(?<=\w)\s*\+(?=[\w\s,.?!]|$)\s*|\s+\+\s*|^\+", " plus "),  # x + y, a+b, +5 at the start
        (r"\s*(?:=>|→|⇒|->)\s*", " to "),  # a -> b
        (r"\s*(?:!=|≠)\s*", " is not equal to "),  # a ≠ b, a != b
        (r"\s*(?:<=|≤)\s*", " is at most "),  # a ≤ b, a <= b
        (r"\s*(?:>=|≥)\s*", " is at least "),  # a ≥ b, a >= b
        (r"\s*={1,3}\s*", " equals "),  # a = b, a == b
        (r"(?<=[\w)])\s*<\s*(?=[\w(-])", " is less than "),  # a < b
        (r"(?<=[\w)])\s*>\s*(?=[\w(-])", " is greater than "),  # a > b
        (r"\s*(?:×|(?<=[\w)])\s\*(?=\s[\w(])|(?<=[a-z\d])\*(?=[a-z\d]))\s*", " times "),  # a × b, a * b, a*b
        (r"\s*÷\s*", " divided by "),  # a ÷ b
        (r"\s*±\s*", " plus or minus "),  # a ± b
        (r"\s*≈\s*", " is about "),  # a ≈ b
        (r"√", "the square root of "),  # √x
        (r"∞", "infinity"),  # ∞
        (r"\s*@\s*", " at "),  # B @ home
        (r"#(?=\w)", "hashtag "),  # #news
        (r"\s*%", " percent"),  # fifty %
        (r"°", " degrees "),  # twenty°
        (r"²", " squared"),  # x²
        (r"³", " cubed"),  # x³
        (r"\s+/\s+", " or "),  # a / b
        (r"/", " slash "),  # B/b
        (r"\s+[-–—]+\s+|—|–|(?<=\w)--(?=\w)", ", "),  # she said — really, a--b
        (r"\s*[(\[{]\s*(?=\w)", ", "),  # the " (" of "Paris (France)"
        (r"\s*[)\]}](?=\s*\w)", ", "),  # the ")" of "(France) is"
    )
)
_STRAY_SYMBOL = re.compile(r"[\"()\[\]{}<>|\\*_#^~`]")  # * of *etwa*
_TIDY = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<!\w)'((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)", r"\1"),  # 'fine', 'it's so'
        (r"(?<!\w)'(?=\W|$)|(?<!\w)'(?=[A-Z])|(?<=[.,!?])'(?!\w)", ""),  # the "'" of "'It's" and of "so.'"
        (r"(?<!\w)-+|-+(?!\w)", " "),  # -x, x-
        (r"\.{2,}", "..."),  # .....
        (r"([!?])[!?]+", r"\1"),  # ?!
        (r"\s+([.,!?;:])", r"\1"),  # the " ," of "so , it"
        (r"[,;:](?:\s*,)+", ","),  # ,, and ": ,"
        (r",+(?=[.!?;:])", ""),  # the "," of ",."
        (r"^[\s.,!?;:]+", ""),  # the ", " of ", so" at the start
        (r"(?<=[,;:!?])(?=[^\W\d])", " "),  # between "," and "b" of "a,b"
    )
)


def spoken_text(text: str, language: str = "en") -> str:
    """Return what the voice should speak for one sentence from `plain_text`; "" if there is nothing to speak.

    English: numbers, prices, units, times, dates, abbreviations, symbols and addresses become words. Capitals such as
    "USA" are left to the voice. Greek letters are named, other letters that are not Latin are dropped. Clean text comes
    back as it is. Any other `language`: only brackets, quotes and stray symbols are removed. Figures stay, because
    Piper's phonemizer reads them in its own language, and so do abbreviations.
    """
    text = unicodedata.normalize("NFC", text).translate(_PUNCTUATION)
    if language.partition("-")[0].partition("_")[0] != "en":
        return _tidy(_STRAY_SYMBOL.sub(" ", text))
    text = _URL.sub(_spoken_url, _EMAIL.sub(lambda m: _spell(m[0], 1000), text))
    for pattern, words in _ABBREVIATIONS:
        text = pattern.sub(words, text)
    text = figures_to_words(text)
    for pattern, words in _SYMBOLS:
        text = pattern.sub(words, text)
    return _tidy("".join(_sayable(char) for char in text))


def _spoken_url(match: re.Match[str]) -> str:
    address = _URL_SILENT.sub("", match[0]).rstrip("/")
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
