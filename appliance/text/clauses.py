"""ClauseSplitter: a reply in parts that can be spoken, out of a stream of text; the first part as soon as it can be.

Where sentences end is found in `sentences`. This adds where the first of them may be cut, and with which words of it
the voice may begin before even that is known. No model, no sound, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.text.sentences import SentenceSplitter

FEWEST_WORDS = 2
"""After "Yes," alone the voice would wait for the rest."""
FEWEST_WORDS_BEFORE = {
    **dict.fromkeys(("although", "because", "but", "though", "unless", "until", "when", "whereas", "while"), 4),
    **dict.fromkeys(("that", "where", "which", "who"), 6),
}
"""Words before which one may take breath where there is no comma, once so many words were said.

Spoken as if there were a comma, pitch and length are as at a real one: at 7 of these and 21 of those the pitch ended
at 0.89 and 0.90 of its median, and the sentence took 1.03 and 1.00 of the time it takes whole. Not "and", "or", "if"
and prepositions: most of these bind what they stand between.
"""
LONGEST_CHARS = 100
"""A first part that would be longer is cut between two words: it takes the voice as long as several clauses."""

OPENING_WORDS = 3
"""With so many words, and the next, the voice begins a sentence of which no more is written.

Pitch and length of three words begun like this are as in the whole sentence, and with two or more after them no truer
(20 sentences, medians: pitch of the last 350 ms 1.00 times, length 1.01 times; each varies by 0.04 and 0.05 from one
time to the next)."""

_CLINGING = {
    "a", "all", "and", "anything", "as", "at", "by", "even", "for", "from", "in", "is", "just", "not", "nothing", "of",
    "on", "only", "or", "so", "than", "the", "to", "up", "was", "with",
}  # fmt: skip
"""Words that take such a word to themselves: "not because", "for a while", "in which", "so that"."""

_CUT = re.compile(
    rf"""
      (?<![.])[,;:][")\]”’]*(?=\s)           # not the comma of "e.g.,"
    | \s[-–—]+(?=\s) | (?<=\w)—(?=\w)
    | \b(?P<before>\w+)(?=\s(?P<joint>{"|".join(FEWEST_WORDS_BEFORE)})\s)
    """,  # noqa: RUF001  # what a language model writes
    re.VERBOSE,
)
_PLAIN_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"  # noqa: RUF001
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_FIRST_WORDS = rf"""(?:["“]?(?:{_PLAIN_WORD}|{_NUMBER})["”]?[,;:]?\s){{{OPENING_WORDS}}}["“]?"""
_MAY_OPEN = re.compile(rf"{_FIRST_WORDS}(?=[^\W_])")
_OPENING = re.compile(rf"{_FIRST_WORDS}(?:[^\W\d_]{{2,}}|[^\W\d_](?=\s)|{_NUMBER}(?=\s))")
"""The last word may still grow: it is not spoken yet."""
_NUMBER_BEFORE_THE_LAST = re.compile(r"\d\S*\s\S+$")
"""What that word is tells how the number is read: "5 m" and "5 minutes"."""
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d])(?=\s[^\W\d])")
_MORE_THAN_A_WORD = re.compile(r"\s*\S+\s+\S")
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True, slots=True)
class Part:
    """What is spoken in one breath."""

    text: str
    """A sentence, or a part of the first one."""
    ends_sentence: bool
    """False for a clause that goes on in the next part."""
    is_opening: bool = False
    """True for the first words of the next part, which says them again: enough for the voice to begin it."""
    is_begun: bool = False
    """True for the part that follows an opening."""


class ClauseSplitter:
    """Takes a reply piece by piece."""

    def __init__(self) -> None:
        self._sentences = SentenceSplitter()
        self._has_begun = False
        self._has_opened = False

    def add(self, piece: str) -> Iterator[Part]:
        """Yield what can be spoken now: at the beginning perhaps an opening and a clause, else whole sentences."""
        for sentence in self._sentences.add(piece):
            yield from self._parts(sentence)
        if end := self._first_clause(self._sentences.pending):
            yield self._part(self._sentences.take(end), ends_sentence=False)
        elif not (self._has_begun or self._has_opened) and (opening := _opening(self._sentences.pending)):
            self._has_opened = True
            yield Part(opening, ends_sentence=False, is_opening=True)

    def finish(self) -> Part | None:
        """Return what is left, whole or not."""
        rest = self._sentences.finish()
        return self._part(rest, ends_sentence=True) if rest else None

    def _part(self, text: str, *, ends_sentence: bool) -> Part:
        is_begun = self._has_opened and not self._has_begun
        self._has_begun = True
        return Part(text, ends_sentence, is_begun=is_begun)

    def _parts(self, sentence: str) -> Iterator[Part]:
        end = self._first_clause(sentence)
        if end:
            yield self._part(sentence[:end], ends_sentence=False)
        yield self._part(sentence[end:].lstrip(), ends_sentence=True)

    def _first_clause(self, text: str) -> int:
        """Return where a first clause ends; 0 where there is none, or what follows does not show it yet."""
        opening = _MAY_OPEN.match(text)
        begun = opening.end() if opening else 0  # words with which the voice begins are no clause
        end = 0 if self._has_begun else next((end for end in _cuts(text) if end > begun), 0)
        return end if end and _MORE_THAN_A_WORD.match(text, end) else 0


def _opening(text: str) -> str:
    """Return the words by which the voice can begin; "" where there are not enough, or no plain ones."""
    opening = _OPENING.match(text)
    if opening is None:
        return ""
    is_last_whole = text[opening.end() :][:1].isspace()
    return opening[0] if is_last_whole or not _NUMBER_BEFORE_THE_LAST.search(opening[0]) else ""


def _cuts(text: str) -> Iterator[int]:
    """Yield where a sentence may be cut, as far as what is before that tells."""
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
    words = len(_WORD.findall(before))
    if joint := cut["joint"]:
        return words >= FEWEST_WORDS_BEFORE[joint] and cut["before"] not in _CLINGING
    return words >= FEWEST_WORDS


def _is_enclosed(text: str) -> bool:
    """Say whether quotes or brackets are open at the end."""
    return text.count('"') % 2 == 1 or any(text.count(left) > text.count(right) for left, right in ("()", "[]", "“”"))
