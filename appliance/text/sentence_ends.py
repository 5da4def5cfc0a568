"""SentenceEnds: finds where sentences end in text that comes piece by piece, looking at each character once. Pure.

A sentence ends at ".", "!" or "?" before a capital, or before the number of a list item; not after an abbreviation
("Mt. Everest", "Sept. 3", "e.g. London"), not inside a number or a date ("28.11.2026"), and not after an ordinal as
German writes it ("am 28. November"). "。" ends one at once.
"""

# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto

_ENDS = frozenset(".!?…؟।॥")
_WIDE_ENDS = frozenset("。！？")
_CLOSERS = frozenset("'\")]}’”»*_`」』）】》〉〕")
_CLOSING = "".join(_CLOSERS)
_OPENERS = frozenset("'\"([{‘“«*_`¿¡„")

_SHORT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,3}\.$")  # "Dr.", "U.", "z."
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,6}$")  # "e.g.", "z.B."
_WORD = re.compile(r"([^\W\d_]{1,12})\.$")
_NO_SHORT_LOWER = frozenset({"a.m.", "p.m."})
_SHORT_LOWER = frozenset(
    """
    z d u s o v n e i p c cf vs ca pp ed al op nr bzw str av tel dr mr
    """.split()  # noqa: SIM905
)
_ABBREVIATIONS = frozenset(
    """
    prof capt sept mrs mmes messrs corp dept univ assn blvd approx gouv hon pres chap fig figs vol vols nos ext est incl
    excl resp sgts supt cmdr maj adm lieut ing dipl sra srta dott geb gest mio mrd
    """.split()  # noqa: SIM905
)
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.$")
AFTER_AN_ORDINAL = frozenset(
    """
    Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jan Feb Mär Apr Aug Sept
    Okt Nov Dez January February March June July October December Dec Oct
    Jahrhundert Jahrhunderts Weltkrieg Weltkriegs Klasse Kapitel Stock Platz Mal Tag Geburtstag Liga Etage
    """.split()  # noqa: SIM905
)
HEAD_CHARS = 400
_LONGEST_LOOK_BACK = 24
"""Characters; the longest abbreviation is shorter."""


class _State(Enum):
    TEXT = auto()
    ENDED = auto()
    """After the mark of an end, and quotes or brackets behind it."""
    SPACE = auto()
    """After the white space behind it."""
    FIGURES = auto()
    """In a number that may be that of a list item."""
    ITEM = auto()
    """After its full stop or bracket."""
    WORD = auto()
    """In the word after an ordinal."""


class SentenceEnds:
    """Cuts one text, which is added piece by piece, into sentences; runs of white space become one space."""

    def __init__(self) -> None:
        self.head = ""
        """The first `HEAD_CHARS` of the sentence that is not complete yet."""
        self._parts: list[str] = []
        """What of it is beyond these."""
        self._tail = ""
        """Its last characters."""
        self._length = 0
        self._state = _State.TEXT
        self._end = 0
        """Length of the sentence, if it ends where it last seemed to."""
        self._before_end = ""
        """The last characters before that."""
        self._word = ""

    def add_chunk(self, chunk: str) -> Iterator[str]:
        """Add a piece of the text and yield the sentences that are complete now."""
        todo = [(chunk, 0)]
        while todo:
            text, position = todo.pop()
            while position < len(text) and not self._ends_before(text[position]):
                position += 1
            if position < len(text):
                whole, end = self.pending, self._end
                self._clear()
                todo += [(text, position), (whole[end:].lstrip(), 0)]
                if sentence := whole[:end].strip():
                    yield sentence

    @property
    def pending(self) -> str:
        """The sentence that is not complete yet."""
        return self.head + "".join(self._parts)

    def take(self, length: int) -> str:
        """Remove the first `length` characters from the pending sentence and return them."""
        pending = self.pending
        rest = pending[length:].lstrip()
        taken = len(pending) - len(rest)
        self.head, self._parts, self._length = rest[:HEAD_CHARS], [rest[HEAD_CHARS:]], len(rest)
        self._tail = rest[-_LONGEST_LOOK_BACK:]
        if self._end < taken:  # what was no end stays none
            self._state, self._end = _State.TEXT, taken
        self._end -= taken
        return pending[:length]

    def finish(self) -> str:
        """End the text and return the last sentence, complete or not."""
        rest = self.pending.strip()
        self._clear()
        return rest

    def _clear(self) -> None:
        self.head, self._parts, self._tail, self._length = "", [], "", 0
        self._state, self._end, self._before_end, self._word = _State.TEXT, 0, "", ""

    def _append(self, char: str) -> None:
        if self._length < HEAD_CHARS:
            self.head += char
        else:
            self._parts.append(char)
        self._tail = (self._tail + char)[-_LONGEST_LOOK_BACK:]
        self._length += 1

    def _ends_before(self, char: str) -> bool:
        """Take the next character; return True, without taking it, if the sentence has ended at `_end`."""
        if char.isspace():
            if self._state is _State.WORD and self._ends_after_ordinal():
                return True
            if self._state is _State.ITEM and self._is_end():
                return True
            if self._state in {_State.ENDED, _State.ITEM}:
                self._state, self._end, self._before_end = _State.SPACE, self._length, self._tail
            elif self._state is _State.FIGURES:
                self._state = _State.TEXT
            if self._length and not self._tail.endswith(" "):
                self._append(" ")
            return False
        if self._state is _State.ENDED and self._has_wide_end() and char not in _CLOSERS | _WIDE_ENDS | _ENDS:
            self._end = self._length
            return True
        ends = self._after_space(char) if self._state is not _State.TEXT else False
        if ends:
            return True
        if self._state in {_State.TEXT, _State.ENDED} and char in _ENDS | _WIDE_ENDS:
            self._state = _State.ENDED
        elif self._state is _State.ENDED and char not in _CLOSERS:
            self._state = _State.TEXT
        self._append(char)
        return False

    def _after_space(self, char: str) -> bool:
        """Go on after what may be an end; return whether it was one."""
        if self._state is _State.SPACE:
            if char.isdigit():
                self._state = _State.FIGURES
            elif _begins_sentence(char):
                if not self._is_end():
                    self._state = _State.TEXT
                elif _ORDINAL.search(self._before_end):
                    self._state, self._word = _State.WORD, char
                else:
                    return True
            elif char not in _OPENERS and unicodedata.category(char) != "So":
                self._state = _State.TEXT
        elif self._state is _State.FIGURES and not char.isdigit():
            self._state = _State.ITEM if char in ".)" else _State.TEXT
        elif self._state is _State.ITEM and char not in ".)":
            self._state = _State.TEXT
        elif self._state is _State.WORD:
            if char.isalpha() and len(self._word) < _LONGEST_LOOK_BACK:
                self._word += char
            else:
                return self._ends_after_ordinal()
        return False

    def _ends_after_ordinal(self) -> bool:
        is_end = self._word not in AFTER_AN_ORDINAL
        self._state, self._word = _State.TEXT, ""
        return is_end

    def _has_wide_end(self) -> bool:
        return any(char in _WIDE_ENDS for char in self._tail[-4:])

    def _is_end(self) -> bool:
        """Return whether the text up to `_end` ends in a mark that is not that of an abbreviation."""
        before = self._before_end.rstrip(_CLOSING)
        if not before.endswith("."):
            return True
        if dotted := _DOTTED.search(before):
            return dotted[0].lower() in _NO_SHORT_LOWER
        if short := _SHORT.search(before):
            word = short[0][:-1]
            return not (word[0].isupper() or word in _SHORT_LOWER)
        long = _WORD.search(before)
        return long is None or long[1].lower() not in _ABBREVIATIONS


def _begins_sentence(char: str) -> bool:
    return unicodedata.category(char) in {"Lu", "Lt", "Lo"}
