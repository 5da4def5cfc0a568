"""Talk behind the user: judges by the words whether what follows a whole request is still the request. Pure.

A television goes on after "What is the capital of France?"; the user may, too: "and of Spain?", "please". The rules are
for English, as the recogniser punctuates it.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from appliance.text.completeness import Completeness, completeness
from appliance.text.transcript_guard import words_of

_ASKS = frozenset(
    """
    what what's who who's when where where's why how how's which whose is are am was were do does did can could will
    would should shall may has have
    """.split()  # noqa: SIM905
)
_COMMANDS = frozenset(
    """
    add answer call cancel change check clear close convert count create define delete dim explain find give go help
    increase list lower make mute open pause play please put raise read remind remove repeat restart resume say search
    set show shut skip snooze spell start stop switch take tell translate turn volume wake
    """.split()  # noqa: SIM905
)
_GOES_ON = frozenset(
    """
    about after again also although and around at because before behind between both but by during each except exactly
    for from if in including instead into like maybe mean near no not of on only or over per please right since so sorry
    than thank thanks that then through to today tomorrow tonight too under unless until up via wait when where which
    while who whose with within without yes actually
    """.split()  # noqa: SIM905
)
"""Words by which a user goes on after what was a whole request already: "... in Paris", "... and tomorrow"."""
_BREAK = re.compile(r"[.?!…]+(?=\s|$)|-{2,}|\s[-–—]\s")  # noqa: RUF001
_FEWEST_WORDS = 3
"""A request with fewer words is taken for whole only if it is marked as a question: "Set timer" may go on."""
_FEWEST_MORE = 2
"""Words that must follow: one may be misheard, and change with the next decode."""
_SAME = 0.7
"""How much of the request must be found again in what was heard later: words change as more is heard."""


def is_whole_request(text: str) -> bool:
    """Say whether the text ends in a sentence that is whole, and asks or orders something."""
    clauses = [words_of(clause) for clause in _BREAK.split(text)]
    words = next((clause for clause in reversed(clauses) if clause), [])
    if completeness(text) is not Completeness.WHOLE or not words:
        return False
    if text.rstrip().endswith("?"):
        return len(words) >= 2
    return len(words) >= _FEWEST_WORDS and words[0] in _COMMANDS | _ASKS


def is_other_talk(request: str, heard: str) -> bool:
    """Say whether what was heard after the request is a sentence of its own, and not the user's; `heard` is both."""
    first, words = words_of(request), words_of(heard)
    start, more = words[: len(first)], words[len(first) :]
    if len(more) < _FEWEST_MORE or SequenceMatcher(None, first, start, autojunk=False).ratio() < _SAME:
        return False
    return _ends_a_sentence(heard, len(first)) and more[0] not in _GOES_ON | _COMMANDS | _ASKS


def _ends_a_sentence(text: str, count: int) -> bool:
    """Say whether one of the words around the one with this number ends a sentence: with hindsight, too."""
    ends = [token[-1:] in ".?!" and not token.endswith("..") for token in text.split() if words_of(token)]
    return any(ends[max(0, count - 1) : count])
