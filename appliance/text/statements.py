"""Statements: tells who tells something from who asks or orders something. Pure: words in, verdict out. English.

Who tells something often goes on, and asks in the end: "We are six for dinner. How much rice do I need?". What neither
asks nor tells is more likely an order without a verb ("Kitchen lights off, please.") or an answer ("Ten minutes.").
"""

from __future__ import annotations

import re
from itertools import pairwise

from appliance.text.request_words import AUXILIARIES, BREAK, COMMANDS, PERSONS, leads_to_a_request, without_leads
from appliance.text.transcript_guard import words_of

FEWEST_WORDS = 4
"""Fewer are an answer or an order more often: "I don't know.", "Lights off, please."."""
LONG_WORDS = 7
"""Words from which a sentence tells something whatever they are: orders without a verb, and answers, are shorter."""
_SUBJECT_WORDS = 4
"""Words in which its subject has come, if that is a pronoun: "And so today we ..."."""
_BEFORE_VERB = PERSONS | {"that", "here", "what", "where", "who"}
"""Words that a verb is added to: "here's"."""
_POLITE = frozenset({"please", "thanks", "thank"})
_ANSWERS = frozenset({"yes", "yeah", "yep", "no", "nope", "never"})
"""Words that an answer begins with: "No, not that one."."""
_CORRECTS = frozenset({("i", "said"), ("i", "meant")})
_WISH = re.compile(
    r"(?:i|we) (?:(?:really|just|only|also) )?(?:want|need|would (?:really )?(?:like|love))\b"
    r"|(?:i|we)'d (?:(?:really|just|also) )?(?:like|love)\b"
    r"|(?:i|we)'ll (?:have|take)\b"
)
_WISHED = frozenset({"hear", "have", "know", "see", "listen", "learn"}) | COMMANDS - {"go", "say", "tell"}
"""What follows "I want to" where that is a wish: who wants to go somewhere, or to tell something, tells it."""


def tells_something(sentence: list[str]) -> bool:
    """Say whether a sentence tells something; `sentence`: its words, in small letters.

    It has four words or more; it asks and orders nothing (`request_words`), wishes nothing, and is no answer; and it
    has a pronoun or an auxiliary where a sentence has its subject or its verb, or it is long.
    """
    if len(sentence) < FEWEST_WORDS or _wants_a_reply(sentence):
        return False
    has_subject = any(word.split("'")[0] in PERSONS for word in sentence[:_SUBJECT_WORDS])
    has_verb = any(word in AUXILIARIES or _ends_in_verb(word) for word in sentence[1:])
    return has_subject or has_verb or len(sentence) >= LONG_WORDS


def only_tells(text: str) -> bool:
    """Say whether a text of four words or more asks, orders and wishes nothing in any of its sentences."""
    sentences = [words for part in BREAK.split(text) if (words := words_of(part))]
    wants_a_reply = "?" in text or any(map(_wants_a_reply, sentences))
    return not wants_a_reply and sum(map(len, sentences)) >= FEWEST_WORDS


def is_wish(sentence: list[str]) -> bool:
    """Say whether it orders something by what the user wants: "I need a timer", "I'd like to hear some music"."""
    text = " ".join(without_leads(sentence))
    wish = _WISH.match(text)
    more = text[wish.end() :].split() if wish else []
    return wish is not None and (more[:1] != ["to"] or len(more) < 2 or more[1] in _WISHED)


def _wants_a_reply(sentence: list[str]) -> bool:
    """Say whether the turn is over by it: it asks, orders or wishes something, is polite, answers, or corrects."""
    is_answer = sentence[0] in _ANSWERS and len(sentence) < LONG_WORDS
    is_correction = any(pair in _CORRECTS for pair in pairwise(sentence[:_SUBJECT_WORDS]))
    is_reply = is_answer or is_correction or not _POLITE.isdisjoint(sentence)
    return is_reply or leads_to_a_request(sentence) or is_wish(sentence)


def _ends_in_verb(word: str) -> bool:
    subject, apostrophe, _ = word.partition("'")
    return bool(apostrophe) and subject in _BEFORE_VERB
