"""The words by which a request is known: those that ask, and those that order something. English, small letters."""

from __future__ import annotations

import re

ASKS = frozenset(
    """
    what what's who who's when where where's why how how's which whose is are am was were do does did can could will
    would should shall may has have
    """.split()  # noqa: SIM905
)
AUXILIARIES = frozenset(
    """
    am is are was were do does did has have had can could will would shall should may might must
    isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't
    """.split()  # noqa: SIM905
)
QUESTION_WORDS = frozenset(word for word in ASKS if word.startswith("wh") or word[:3] == "how")
COMMANDS = frozenset(
    """
    add answer calculate call cancel change check choose clear close continue convert count create define delete
    describe dim dismiss divide explain extend find flip give go help increase list let lower make multiply mute open
    pause pick play please put raise read recommend remind remove rename repeat restart resume roll say search set
    shorten show shut silence sing skip snooze spell start stop subtract suggest switch take tell toss translate turn
    undo volume wake write
    """.split()  # noqa: SIM905
)
BREAK = re.compile(r"[.?!…]+(?=\s|$)|-{2,}|\s[-–—]\s")  # noqa: RUF001
"""Between two sentences, as the recogniser punctuates them."""
_ABBREVIATED = frozenset({"dr", "mr", "mrs", "ms", "mt", "st", "prof", "jr", "sr", "vs"})
LEAD_WORDS = 3
"""Words in which a request has come to the point: "Okay, and what ..."."""
_LEADS = frozenset(
    """
    ah actually alright also and anyway but hello hey hi hm listen no now oh ok okay or please
    right so sorry then uh um wait well yeah yes
    """.split()  # noqa: SIM905
)
"""Words before a question: "so is it"."""
PERSONS = frozenset({"i", "you", "he", "she", "it", "we", "they", "there"})
_SUBJECTS = PERSONS | frozenset(
    """
    this that these those here a an the my your his her its our their some every all each both many most people
    everyone everybody someone somebody nobody nothing everything something one
    """.split()  # noqa: SIM905
)
"""Words with which a sentence begins that tells something."""
_LEADS_OF_TWO = frozenset({
    ("all", "right"), ("thank", "you"), ("good", "morning"), ("good", "afternoon"), ("good", "evening"), ("i", "said"),
})  # fmt: skip
"""The same, of two words."""
_WANT_TO_KNOW = frozenset({("to", "know"), ("wonder",), ("wondering",), ("to", "ask")})
"""What an indirect question begins with, before "when" or "if"."""


def ends_in_abbreviation(text: str) -> bool:
    """Say whether the full stop at its end is that of its last word: "call Dr.", "was John F."."""
    *before, last = text.rstrip(".").split() or [""]
    is_initial = len(before) > 1 and re.fullmatch("[A-Z]", last) is not None and before[-1][:1].isupper()
    return last.lower() in _ABBREVIATED or is_initial


def without_leads(words: list[str]) -> list[str]:
    """Return the words of a sentence from where it comes to the point: without "okay, so" and "no, I said"."""
    while words and (words[0] in _LEADS or tuple(words[:2]) in _LEADS_OF_TWO):
        words = words[1 if words[0] in _LEADS else 2 :]
    return words


def may_be_a_request(words: list[str]) -> bool:
    """Say whether a word that asks or orders is among the first ones: "I have a thought" has one, too."""
    return not (ASKS | COMMANDS).isdisjoint(words[:LEAD_WORDS])


def leads_to_a_request(words: list[str]) -> bool:
    """Say whether a sentence asks or orders something; `words` in small letters.

    As its first words say: "What ...", "Okay, and what ...", "In what year ...", "Computer, is it ...". After its
    subject such a word asks nothing: "I have a thought", "This is me", "The play was good". The question may be an
    indirect one: "I would like to know when ...".
    """
    asks_indirectly = any(
        not {tuple(words[at - 1 : at]), tuple(words[at - 2 : at])}.isdisjoint(_WANT_TO_KNOW)
        for at, word in enumerate(words)
        if word in QUESTION_WORDS | {"if", "whether"}
    )
    return asks_indirectly or _begins_a_request(words)


def _begins_a_request(words: list[str]) -> bool:
    words = without_leads(words)
    for at, word in enumerate(words[:LEAD_WORDS]):
        if word in QUESTION_WORDS | COMMANDS:
            return True
        if word in ASKS and (at == 0 or (words[at + 1 : at + 2] or [""])[0] in PERSONS):
            return True
        if word.split("'")[0] in _SUBJECTS:
            return False
    return False
