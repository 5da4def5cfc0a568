"""ClauseSplitter: splits a reply into parts to be spoken, while it is still being written.

`sentences` finds where sentences end. This module finds where the first sentence may be cut into clauses, and with
which opening words the voice may begin before the first clause is complete. Pure: no model, no sound, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.text.part_length import bound, bounded
from appliance.text.sentences import SentenceSplitter

FEWEST_WORDS = 2
"""Fewest words of a first clause. After "Yes," alone the voice would have to wait for the rest."""
FEWEST_WORDS_BEFORE = {
    **dict.fromkeys(("although", "because", "but", "though", "unless", "until", "when", "whereas", "while"), 4),
    **dict.fromkeys(("that", "where", "which", "who"), 6),
}
"""Words before which a sentence may be cut without a comma, and the fewest words that must come before each.

The voice speaks such a cut as if there were a comma. Pitch and length are then as at a real comma: at 7 such cuts and
21 real commas the pitch ended at 0.89 and 0.90 of its median, and the sentence took 1.03 and 1.00 times as long as
uncut. "And", "or", "if" and prepositions are not in the list: most of these bind the words around them.
"""
LONGEST_CHARS = 100
"""A longer first part is cut between two words: the voice would need as long for it as for several clauses."""

OPENING_WORDS = 3
"""The voice begins a sentence with this many words and the next one, before more of it is written.

Pitch and length of three words begun like this are as in the whole sentence. With two or more words after them they
match no better (20 sentences, medians: pitch of the last 350 ms 1.00 times, length 1.01 times; these vary by 0.04 and
0.05 from run to run)."""

_BOUND_TO_THE_NEXT_WORD = {
    "a", "all", "and", "anything", "as", "at", "by", "even", "for", "from", "in", "is", "just", "not", "nothing", "of",
    "on", "only", "or", "so", "than", "the", "to", "up", "was", "with",
}  # fmt: skip
"""There is no cut between one of these and a word of `FEWEST_WORDS_BEFORE`: "not because", "in which", "so that"."""

_CUT = re.compile(
    rf"""
      (?<![.])[,;:][")\]”’]*(?=\s)           # the comma of "To boil an egg, you" or of 'Hamlet," by'; not of "e.g., a"
    | \s[-–—]+(?=\s)                         # the dash of "The sky is blue - it"
    | (?<=\w)—(?=\w)                         # the dash of "Paris—the city"
    | \b(?P<before>\w+)(?=\s(?P<joint>{"|".join(FEWEST_WORDS_BEFORE)})\s)   # the word "sound" of "a sound when it is"
    """,  # noqa: RUF001  # what a language model writes
    re.VERBOSE,
)
_PLAIN_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"  # noqa: RUF001  # "capital", "don't", "high-pitched"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"  # "7", "1,000.5"
_FIRST_WORDS = rf"""(?:["“]?(?:{_PLAIN_WORD}|{_NUMBER})["”]?[,;:]?\s){{{OPENING_WORDS}}}["“]?"""  # "The capital of "
_MAY_OPEN = re.compile(rf"{_FIRST_WORDS}(?=[^\W_])")  # "The capital of " where an "F" follows
_OPENING = re.compile(  # "The capital of Fra", "This is not a" where a space follows, "A week is 7" where one follows
    rf"{_FIRST_WORDS}(?:[^\W\d_]{{2,}}|[^\W\d_](?=\s)|{_NUMBER}(?=\s))"
)
"""The last word may not be complete yet: the voice does not speak it."""
_NUMBER_BEFORE_THE_LAST = re.compile(r"\d\S*\s\S+$")  # "5 m" at the end of "It is 5 m"
"""The word after a number decides how the number is read: "5 m" and "5 minutes"."""
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d])(?=\s[^\W\d])")  # the end of "very" in "very big", not in "about 1"
_TERM_AND_DASH = re.compile(r"(?:\b[A-Za-z]|\d\s?[A-Za-zµ°%€£².]{0,7}|[)}\]²³⁰-⁹ⁿ]|\^\w{1,3})\s[-–−]$")  # noqa: RUF001  # "2x -"
_TERM = re.compile(r"[$€£]?\d|[A-Za-z](?![\w'])|[(√$\\|]")
"""The dash between two of these is a minus, without which the sum would change its value."""
_MORE_THAN_A_WORD = re.compile(r"\s*\S+\s+\S")  # " you n"
_WORD = re.compile(r"\S*\w\S*")  # "egg,", '"Hamlet'; not a dash alone


@dataclass(frozen=True, slots=True)
class Part:
    """What the voice speaks at a time."""

    text: str
    """A whole sentence, or a part of the first one."""
    ends_sentence: bool
    """False for a clause or an opening: its sentence goes on in the next part."""
    is_opening: bool = False
    """True for an opening. The next part repeats its words: the voice only begins with them early."""
    follows_opening: bool = False
    """True for the part after an opening: its first words are those of the opening."""


class ClauseSplitter:
    """Splits one reply, which is added piece by piece."""

    def __init__(self) -> None:
        self._sentences = SentenceSplitter()
        self._has_begun = False
        """True once a part other than the opening was yielded."""
        self._has_opened = False
        """True once the opening was yielded."""

    def add(self, piece: str) -> Iterator[Part]:
        """Add a piece of the reply and yield the parts that can be spoken now.

        At the beginning of the reply these may be an opening and a clause, later they are whole sentences.
        """
        for sentence in self._sentences.add(piece):
            yield from self._parts(sentence)
        if end := self._first_clause(self._sentences.head):
            yield self._part(self._sentences.take(end), ends_sentence=False)
        elif not (self._has_begun or self._has_opened) and (opening := _opening(self._sentences.head)):
            self._has_opened = True
            yield Part(opening, ends_sentence=False, is_opening=True)
        while end := bound(self._sentences.pending):
            yield self._part(self._sentences.take(end).rstrip(), ends_sentence=False)

    def finish(self) -> Part | None:
        """Return the rest of the reply, complete or not; None if there is none."""
        rest = self._sentences.finish()
        return self._part(rest, ends_sentence=True) if rest else None

    def _part(self, text: str, *, ends_sentence: bool) -> Part:
        follows_opening = self._has_opened and not self._has_begun
        self._has_begun = True
        return Part(text, ends_sentence, follows_opening=follows_opening)

    def _parts(self, sentence: str) -> Iterator[Part]:
        end = self._first_clause(sentence)
        if end:
            yield self._part(sentence[:end], ends_sentence=False)
        for part, is_last in bounded(sentence[end:].lstrip()):
            yield self._part(part, ends_sentence=is_last)

    def _first_clause(self, text: str) -> int:
        """Return where the first clause ends; 0 if there is none, or if too little follows to be sure."""
        if self._has_begun:
            return 0
        opening = _MAY_OPEN.match(text)
        opening_end = opening.end() if opening else 0  # the clause must be longer than the opening
        end = next((end for end in _cuts(text) if end > opening_end), 0)
        return end if end and _MORE_THAN_A_WORD.match(text, end) else 0


def _opening(text: str) -> str:
    """Return the words with which the voice can begin; "" if there are too few, or one is not a plain word."""
    opening = _OPENING.match(text)
    if opening is None or opening.end() > LONGEST_CHARS:
        return ""
    is_last_whole = text[opening.end() :][:1].isspace()
    return opening[0] if is_last_whole or not _NUMBER_BEFORE_THE_LAST.search(opening[0]) else ""


def _cuts(text: str) -> Iterator[int]:
    """Yield the positions at which a sentence may be cut; only the text before a position decides."""
    for cut in _CUT.finditer(text):
        if cut.end() > LONGEST_CHARS:
            break
        if _may_cut(text, cut):
            yield cut.end()
    if len(text) > LONGEST_CHARS:
        yield from [cut.start() for cut in _BETWEEN_WORDS.finditer(text, 0, LONGEST_CHARS + 2)][-1:]


def _may_cut(text: str, cut: re.Match[str]) -> bool:
    before, after = text[: cut.end()], text[cut.end() :].lstrip()
    if _is_enclosed(before) or (text[: cut.start()][-1:].isdigit() and after[:1].isdigit()):
        return False
    if _TERM_AND_DASH.search(before) and _TERM.match(after):
        return False
    words = len(_WORD.findall(before))
    if joint := cut["joint"]:
        return words >= FEWEST_WORDS_BEFORE[joint] and cut["before"] not in _BOUND_TO_THE_NEXT_WORD
    return words >= FEWEST_WORDS


def _is_enclosed(text: str) -> bool:
    """Return whether a quotation or a bracket is still open at the end of the text."""
    return text.count('"') % 2 == 1 or any(text.count(left) > text.count(right) for left, right in ("()", "[]", "“”"))
