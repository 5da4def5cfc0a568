"""Markdown, HTML, LaTeX and emoji out of a reply: what is left is what is remembered, and written out for the voice.

Pure: text in, text out; no model, no sound, no settings. `spoken_text` makes words of it.
"""

# ruff: noqa: RUF001

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from appliance.text.bounded import bounded_pieces
from appliance.text.sentence_ends import AFTER_AN_ORDINAL
from appliance.text.spoken.characters import is_emoji
from appliance.text.spoken.latex import latex_to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAG = re.compile(  # <b>, </b>, <a href="x">, <!-- note -->; not the "<b and c>" of "a<b and c>d"
    r"</?[a-zA-Z][\w:-]{0,40}(?:\s[^<>=]{0,100}=[^<>]{0,400})?\s?/?>|<![^<>]{0,500}>"
)
_NO_TAG = re.compile(r"(?<=[\w)])<(?=[A-Za-z]\s[^<>=/]{0,200}>|(?![abipqsu]>)[a-z]>)")  # a<b and b>c, x<y>z
_RAISED = re.compile(r"<sup>\s?([^<>]{1,40})</sup>", re.IGNORECASE)
_ORDINAL_END = re.compile(r"st|nd|rd|th|TM|®|©|e|er|[oaº]")
_LOWERED = re.compile(r"(?:(?<=\d)|(?<=log))<sub>\s?(\d{1,3})\s?</sub>(?=\s?(\d?))", re.IGNORECASE)
# The number of a list item has one or two digits, and text follows it. So "1984. It was" and "4." alone are no items.
_NOT_A_MARKER = re.compile(
    r"^(\d{3,60}|\d{1,60}(?=[.)]\s?$))(?=[.)](\s|$))", re.MULTILINE
)  # figures of "1984. It", "4."
_NO_ITEM = re.compile(
    rf"^((?:[-*+] )?\d{{1,2}})\.(?=\s(?:{'|'.join(AFTER_AN_ORDINAL)})\b)", re.MULTILINE
)  # "25. December"
_NOT_EMPHASIS = re.compile(r"(?<=[\w)])\*(?=[\d(])")  # the first "*" of "2*3*4"
# Emphasis and code marks whose other half is in another sentence: they touch a word on one side only.
_STARS = re.compile(
    r"(?<=\d)\s?[*★⭐](?=\s(?:hotel|rating|review|resort|restaurant|general|movie|film)s?\b)"
)  # 5* hotel
_DIALLED = re.compile(
    r"(?<![\w*])(?:\\?\*#?|#)\d{1,6}(?:\\?\*\d{1,12}){0,4}\\?#(?!\w)|(?<=\*\*)\\\*\d{1,6}\\?#(?!\w)"
)  # *123#
_HALF_EMPHASIS = re.compile(  # the "**" of "**Half of it." and of "and the rest.**"
    r"(?<![\w*])[*_]{1,3}(?=[\w\"'(])|(?<=[\w.,;:!?\"')])(?:\*{1,3}|_{2,3}|(?<=\W)_)(?![\w*])|~~|`+"
)
_NO_QUOTATION = re.compile(r"^>(?=\d)", re.MULTILINE)  # the ">" of ">100"
_FENCE = re.compile(r"^\s?(?:```|~~~)[\w+-]{0,20}\s?$")  # the "```python" of a block whose lines come one by one
_TABLE_RULE = re.compile(r"^[\s:|-]*--[\s:|-]*$", re.MULTILINE)  # |---|:--:|
_ABSOLUTE = re.compile(
    r"(?<![|\w])\|(?=[^\s|])([^|\n]{1,40})(?<=\S)\|(?=\s?[=<>≤≥+*/]|\s-\s|[.,](?:\s|$)|\s(?:is|equals)\b)"
)  # |x - 3| < 5
_TABLE_PIPE = re.compile(r"\s?\|\s?")  # the " | " of "| a | b |"
_MARK_RUN = re.compile(r"([*_~`\[\]!<>#|=-])\1{7,}")  # what no text needs, and a parser of markdown takes long for
_SENTENCE_END = (".", "!", "?", ":", ";", ",", "…")


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def plain_text(text: str) -> str:
    """Return `text` without markdown, HTML, LaTeX or emoji, on one line; "" if nothing is left.

    It is called with one sentence of a stream at a time, so it also cleans emphasis, tables and formulas that are cut
    in half. Links keep their label, images their description, code its content. Ordinary text ("2 * 3", "a_b", "5 > 3")
    comes back as it is, except for white space. The number before a list item is removed. "4." alone stays: it may be
    all of the reply.
    """
    return " ".join(filter(None, map(_plain, bounded_pieces(text))))


def _plain(text: str) -> str:
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    if _FENCE.match(lines):
        return ""
    if "<" in lines:
        lines = _LOWERED.sub(
            lambda m: f" base {m[1]}{', ' if m[2] else ' '}", _RAISED.sub(_raised, _NO_TAG.sub(r"\\<", lines))
        )
    lines = _DIALLED.sub(lambda m: m[0].replace("\\", "").replace("*", "∗"), lines)
    lines = _STARS.sub(" star", lines)
    lines = _ABSOLUTE.sub(r"∣\1∣", lines)
    lines = latex_to_plain(_MARK_RUN.sub(r"\1\1\1", lines))
    lines = _NO_QUOTATION.sub(r"\>", lines)
    lines = _NOT_EMPHASIS.sub(r"\\*", _NOT_A_MARKER.sub(r"\1\\", _NO_ITEM.sub(r"\1\\.", lines)))
    joined = ""
    for block, separator in _blocks(_markdown().parse(lines)):
        if joined:
            joined += " " if joined.endswith(_SENTENCE_END) else separator
        joined += block
    joined = _HALF_EMPHASIS.sub("", "".join(char for char in joined if not is_emoji(char)))
    return " ".join(joined.split())


def _raised(match: re.Match[str]) -> str:
    what = match[1].strip()
    if _ORDINAL_END.fullmatch(what):
        return what
    return f"^{what}" if re.fullmatch(r"[-−+]?\w{1,6}[-−+]?", what) else f"^({what})"


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
