"""The words by which a request is known: those that ask, and those that order something. English, small letters."""

from __future__ import annotations

import re

ASKS = frozenset(
    """
    what what's who who's when where where's why how how's which whose is are am was were do does did can could will
    would should shall may has have
    """.split()  # noqa: SIM905
)
QUESTION_WORDS = frozenset(word for word in ASKS if word.startswith("wh") or word[:3] == "how")
COMMANDS = frozenset(
    """
    add answer call cancel change check clear close convert count create define delete dim explain find give go help
    increase list let lower make mute open pause play please put raise read remind remove repeat restart resume say
    search set show shut skip snooze spell start stop switch take tell translate turn volume wake
    """.split()  # noqa: SIM905
)
BREAK = re.compile(r"[.?!…]+(?=\s|$)|-{2,}|\s[-–—]\s")  # noqa: RUF001
"""Between two sentences, as the recogniser punctuates them."""
_ABBREVIATED = frozenset({"dr", "mr", "mrs", "ms", "mt", "st", "prof", "jr", "sr", "vs"})
LEAD_WORDS = 3
"""Words in which a request has come to the point: "Okay, and what ..."."""


def ends_in_abbreviation(text: str) -> bool:
    """Say whether the full stop at its end is that of its last word: "call Dr.", "was John F."."""
    *before, last = text.rstrip(".").split() or [""]
    is_initial = len(before) > 1 and re.fullmatch("[A-Z]", last) is not None and before[-1][:1].isupper()
    return last.lower() in _ABBREVIATED or is_initial


def leads_to_a_request(words: list[str]) -> bool:
    """Say whether a sentence begins as a question or an order does; `words` in small letters."""
    return not (ASKS | COMMANDS).isdisjoint(words[:LEAD_WORDS])
