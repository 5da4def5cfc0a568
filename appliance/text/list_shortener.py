"""ListShortener: ends a list after its first items with "and N more", in a reply that comes piece by piece. Pure.

A list is lines with a number or a bullet, rows of a table, or more than five bare lines of a few words. The items left
out are counted until the list ends: meanwhile the voice speaks the first ones, so that nobody waits for the count.
"""

from __future__ import annotations

import re

MOST_ITEMS = 5
"""A list of one more is spoken as a whole: "and 1 more" would be no shorter."""
MOST_BARE_WORDS = 4
"""Of a line without a mark that is taken for an item; lines of a poem are longer, or end in a comma."""
_MORE = {
    "en": ("and {} more.", "and more."),
    "de": ("und {} weitere.", "und weitere."),
    "es": ("y {} más.", "y más."),
    "fr": ("et {} autres.", "et d'autres."),
    "it": ("e altri {}.", "e altri."),
}
"""By language: what ends the list where the number of the others is known, and where the reply was cut off."""
_ITEM = re.compile(r"[ \t]{0,40}(?:\*\*)?(?:\(?\d{1,3}[.)]\s|[-*•–+●▪◦‣·][ \t]|\|)")  # noqa: RUF001
_MAYBE_ITEM = re.compile(r"[ \t]{0,40}(?:\*{0,2}|(?:\*\*)?\(?\d{0,3}[.)]?|[-*•–+●▪◦‣·]|\|[\s:|-]{0,80})")  # noqa: RUF001
_TABLE_RULE = re.compile(r"\s*\|[\s:|-]*$")
# The " 2." of "1. Apples 2. Pears", and the "1." at the start of a line.
_INLINE = re.compile(r"(?P<before>[\n\S])[ \t]{0,9}\(?(?P<number>\d{1,2})[.)](?=[ \t])")
_MAYBE_INLINE = re.compile(r"[ \t]{0,9}\(?\d{0,2}[.)]?[ \t]?\Z")
_BARE = re.compile(r"\w[^\n.!?:;,…]*(?<=\w)\s*$")
_LONGEST_HELD = 200
"""Characters; a longer line is no bare item."""


class ListShortener:
    """Takes one reply piece by piece."""

    def __init__(self, language: str) -> None:
        """`language`: ISO 639-1 code; in one that it has no words for, lists stay whole."""
        self._words = _MORE.get(language)
        self._line = ""
        """What came of the present line."""
        self._passed = 0
        """Characters of it that were returned, or kept in `_left_out`."""
        self._is_item: bool | None = None
        """Of the present line; None while that is not known."""
        self._items = 0
        self._bare = 0
        """Bare lines in a row."""
        self._indent = 0
        self._left_out: list[str] = []
        """What was left out of the present list."""
        self._count = 0
        """Items left out."""
        self._number = 1
        """The number that an item within a line would have."""
        self._before, self._inline = "\n", ""
        """The last character that was looked at, and what came after it: it may be such a number."""

    def add(self, piece: str) -> str:
        """Return what is to be spoken up to here, and was not returned before; may be empty."""
        if self._words is None:
            return piece
        return "".join(self._add_to_line(part) for part in self._in_lines(piece).splitlines(keepends=True))

    def finish(self, *, hit_cap: bool = False) -> str:
        """Return what is left. `hit_cap`: the reply was cut off, so that the number of the others is not known."""
        spoken, self._inline = self._add_to_line(self._inline) if self._inline else "", ""
        return spoken + self._end_line(is_last=True) + self._end_list(hit_cap=hit_cap)

    def _in_lines(self, piece: str) -> str:
        """Return the text with a line for each item of a list that stands in one line."""
        text = self._before + self._inline + piece
        held = _MAYBE_INLINE.search(text, max(1, len(text) - 14))
        is_possible = held and (self._number > 1 or text[held.start() - 1] in ":\n")
        end = held.start() if held and is_possible else len(text)
        self._before, self._inline = text[end - 1], text[end:]
        return _INLINE.sub(self._break, text[:end])[1:]

    def _break(self, match: re.Match[str]) -> str:
        number, begins_line = int(match["number"]), match["before"] == "\n"
        is_next = number == self._number > 1 or (number == 1 and match["before"] == ":")
        if begins_line or is_next:
            self._number = number + 1
        if begins_line or not is_next or match[0][1:2] not in (" ", "\t"):
            return match[0]
        return f"{match['before']}\n{match[0][1:].strip()}"

    def _add_to_line(self, part: str) -> str:
        self._line += part
        is_over = part.endswith(("\n", "\r"))
        if self._is_item is None and (is_over or not _MAYBE_ITEM.fullmatch(self._line)):
            self._is_item = bool(_ITEM.match(self._line)) and not _TABLE_RULE.match(self._line)
        if is_over:
            return self._end_line()
        return "" if self._is_item is None else self._grown()

    def _grown(self) -> str:
        """Return what can be spoken of a line that goes on."""
        holds_item = self._is_item and self._items >= MOST_ITEMS
        may_be_bare = not self._is_item and self._bare >= MOST_ITEMS and len(self._line) < _LONGEST_HELD
        if holds_item or may_be_bare or (self._left_out and self._line[:1].isspace()):
            return ""
        ended = "" if self._is_item or self._passed or not self._line.strip() else self._end_list_by(self._line)
        grown, self._passed = self._line[self._passed :], len(self._line)
        return ended + grown

    def _end_line(self, *, is_last: bool = False) -> str:
        line, passed, is_item = self._line, self._passed, self._is_item
        self._line, self._passed, self._is_item = "", 0, None
        if is_last and is_item is None:
            is_item = False
        if not line:
            return ""
        if not line.strip():
            if self._left_out:
                self._left_out.append(line)
                return ""
            return line[passed:]
        if is_item:
            self._bare = 0
            return self._end_item(line, passed)
        return self._end_other(line, passed)

    def _end_item(self, line: str, passed: int) -> str:
        indent = len(line) - len(line.lstrip())
        if not self._items:
            self._indent = indent
        self._items += 1
        if self._items <= MOST_ITEMS:
            return line[passed:]
        self._left_out.append(line)
        self._count += indent <= self._indent
        return ""

    def _end_other(self, line: str, passed: int) -> str:
        is_bare = bool(_BARE.match(line)) and len(line.split()) <= MOST_BARE_WORDS and not passed_any_mark(line)
        if self._left_out and line[:1].isspace():  # goes on with an item
            self._left_out.append(line)
            return ""
        if is_bare and self._bare >= MOST_ITEMS and not passed:
            self._left_out.append(line)
            self._count += 1
            self._bare += 1
            return ""
        ended = "" if passed else self._end_list_by(line)
        self._bare = self._bare + 1 if is_bare else 0
        return ended + line[passed:]

    def _end_list_by(self, line: str) -> str:
        """End a list because of a line that is no item of it."""
        if self._items and line[:1].isspace() and not self._left_out:
            return ""
        return self._end_list()

    def _end_list(self, *, hit_cap: bool = False) -> str:
        left_out, count = self._left_out, self._count
        self._items, self._left_out, self._count = 0, [], 0
        if not left_out:
            return ""
        if count == 1 and not hit_cap:
            return "".join(left_out)
        assert self._words
        counted, uncounted = self._words
        return (counted.format(count) if count and not hit_cap else uncounted) + "\n"


def passed_any_mark(line: str) -> bool:
    """Say whether a line has a mark of markdown: a heading, a quotation, code."""
    return line.lstrip().startswith(("#", ">", "`"))
