"""SentenceSplitter: yields the sentences of a text that comes piece by piece, each as soon as it is complete.

`sentence_ends` finds the boundaries. This module adds two rules: the end of a line ends a sentence, and the number or
bullet of a list item is removed, because it is no sentence and must not be spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.text.sentence_ends import AFTER_AN_ORDINAL, SentenceEnds

_MARKER = re.compile(rf"(?!\d{{1,2}}\.\s+(?:{'|'.join(AFTER_AN_ORDINAL)})\b)(\d{{1,2}}[.)]|[-*•–])\s+")  # noqa: RUF001  # "1. ", " 2) ", "- "
_MAYBE_MARKER = re.compile(r"(\d{0,2}|\d{1,2}[.)]|[-*•–])\s*|\d{1,2}\.\s+[A-Z][a-zä]{0,12}")  # noqa: RUF001  # "", "1", "12.", "-", "- "
_LINE_END = re.compile(r"(\n+)")  # "\n\n"


class SentenceSplitter:
    """Splits one text, which is added piece by piece."""

    def __init__(self) -> None:
        self._detector = SentenceEnds()
        self._line_start: str | None = ""
        """The start of a line that may become a list marker; None once the line has begun with something else."""
        self._has_items = False
        """Whether a list marker has come."""

    def add(self, piece: str) -> Iterator[str]:
        """Add a piece of the text and yield the sentences that are complete now."""
        for part in _LINE_END.split(piece):
            if part.startswith("\n"):
                yield from self._end_line()
            elif part:
                yield from self._add_to_line(part)

    @property
    def pending(self) -> str:
        """The sentence that is not complete yet."""
        return self._detector.pending

    @property
    def head(self) -> str:
        """The first 400 characters of it: to look at these after each piece takes the same time however long it is."""
        return self._detector.head

    def take(self, length: int) -> str:
        """Remove the first `length` characters from the pending sentence and return them."""
        return self._detector.take(length)

    def finish(self) -> str:
        """Return the rest of the text, complete or not."""
        return " ".join(self._end_line())

    def _add_to_line(self, part: str) -> Iterator[str]:
        if self._line_start is not None:
            part = (self._line_start + part).lstrip()
            if _MAYBE_MARKER.fullmatch(part):
                self._line_start = part.rstrip() + " " if part[-1:].isspace() else part
                return
            self._line_start = None
            part = self._without_marker(part)
        yield from self._detector.add_chunk(part)

    def _without_marker(self, line: str) -> str:
        """Return the start of a line without its list marker. "7. That is a prime." is no item: a list begins at 1."""
        marker = _MARKER.match(line)
        if not marker or (marker[0][0].isdigit() and int(marker[0].strip(" .)")) > 1 and not self._has_items):
            return line
        self._has_items = True
        return line[marker.end() :]

    def _end_line(self) -> Iterator[str]:
        if self._line_start:
            yield from self._detector.add_chunk(self._without_marker(self._line_start) or self._line_start)
        self._line_start = ""
        if rest := self._detector.finish():
            yield rest


def sentences(text: str) -> list[str]:
    """Return the sentences of a complete text."""
    splitter = SentenceSplitter()
    found = [*splitter.add(text), splitter.finish()]
    return [sentence for sentence in found if sentence]
