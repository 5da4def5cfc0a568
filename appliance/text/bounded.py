"""A long text in pieces, cut between sentences or words, so that work on each takes bounded time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_PIECE = 600
"""Characters. A sentence of a reply is shorter."""
_SHORTEST_PIECE = 300
_CUTS = (
    re.compile(r"\n"),
    re.compile(r"(?<=[a-z][.!?])\s(?=[A-Z])"),  # between two sentences
    re.compile(r"(?<=[^\W\d]),?\s(?=[^\W\d])"),  # between two words, neither of them a number
    re.compile(r"\s"),
    re.compile(r"(?<=\w)(?=\W)|(?<=\D)(?=\d)"),
)


def bounded_pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces of at most 600 characters; a shorter text as it is."""
    start = 0
    while len(text) - start > LONGEST_PIECE:
        end = _cut(text, start)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _cut(text: str, start: int) -> int:
    for pattern in _CUTS:
        ends = [cut.end() for cut in pattern.finditer(text, start + _SHORTEST_PIECE, start + LONGEST_PIECE)]
        if ends:
            return ends[-1]
    return start + LONGEST_PIECE
