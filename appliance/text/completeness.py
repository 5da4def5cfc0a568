"""Completeness: judges by the words whether the user has finished the sentence. Pure: text in, verdict out.

`endpoint_policy` chooses the endpointing delay by it, together with the end-of-turn model. The rules are for English
as the recogniser punctuates it. It puts a full stop or question mark after half sentences too, so the last word counts
for more than the mark.
"""

from __future__ import annotations

from enum import Enum

from appliance.text.request_words import AUXILIARIES, BREAK, leads_to_a_request, may_be_a_request
from appliance.text.statements import FEWEST_WORDS, tells_something
from appliance.text.transcript_guard import words_of


class Completeness(Enum):
    """How a text ends."""

    WHOLE = "whole"
    """Like a complete sentence."""
    UNSURE = "unsure"
    """It may be a complete sentence, or half of one."""
    STATEMENT = "statement"
    """Like a complete sentence that tells something: who does often goes on, and asks in the end."""
    UNFINISHED = "unfinished"
    """In the middle of a sentence."""


# Auxiliaries, articles, possessives, prepositions, conjunctions, and the sounds of somebody who is thinking ("um").
_OPEN_ENDED = AUXILIARIES | frozenset(
    """
    a an the my your our their its about above across after against along among around as at before behind below
    beneath beside between beyond by despite down during except for from in inside into like near of off on onto
    out outside over past per since than through to toward towards under until up upon via with within without
    be been being and or but nor so if because although though unless while whereas whether when where which who
    whose what's who's where's it's i'm you're we're they're i'll you'll uh um er
    """.split()  # noqa: SIM905
)
_OPEN_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in (
        "to know", "do you know", "tell me", "show me", "remind me", "let me know", "can you", "could you", "would you",
        "will you", "can i", "could i", "may i", "such as", "as well as", "rather than", "in order", "and then",
    )
)  # fmt: skip
"""What somebody says who stops to think: "I would like to know ... when the museum opens"."""
_OPEN_STATEMENTS = frozenset(
    tuple(phrase.split())
    for phrase in (
        "i want", "i need", "i want you", "i need you", "we want", "we need", "i think", "i guess", "i mean",
        "i wonder", "i was wondering", "i was thinking", "i'm looking", "i am looking", "ask you", "let's see",
        "let me see", "let me think", "the thing is", "maybe", "every", "some", "very",
    )
)  # fmt: skip
"""The same, unless they end a question: "What do I need?"."""
_LONGEST_PHRASE = max(map(len, _OPEN_PHRASES | _OPEN_STATEMENTS))
_WITH_PARTICLE, _PARTICLES = frozenset({"turn", "switch", "shut"}), frozenset({"on", "off", "up", "down"})
_MAY_END_A_QUESTION = frozenset({"about", "for", "from", "like", "do"})
"""Open-ended words that may also end a question: "Where are you from?", "What can you do?"."""
_NUMBERS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    half
    """.split()  # noqa: SIM905
)
_OPERATORS = frozenset({"minus", "plus", "times"})
"""A number after one of these is more likely to end the sentence."""


def completeness(text: str) -> Completeness:
    """Judge by the end of the text.

    Unfinished: there are no words, or the text ends in a comma, colon, dash or "...", or in an article, possessive,
    preposition, auxiliary or conjunction, or in a phrase that wants more ("I would like to know"). Statement: its last
    sentence tells something (`statements`). Unsure: a single word, no mark at the end, a number at the end ("how many
    feet are twenty"), a question that ends in one of the prepositions that questions do end in, or four words or more
    that neither tell nor ask anything: a wish ("I need a timer for the eggs."), an order without a verb. Whole:
    everything else.
    """
    text = text.rstrip(" \"'”’)")  # noqa: RUF001
    words = words_of(text)
    if not words or text.endswith(("..", "…", ",", ";", ":", "-", "–", "—")):  # noqa: RUF001
        return Completeness.UNFINISHED
    last = words[-1]
    if len(words) > 1 and _ends_in_open_phrase(words, is_question=text.endswith("?")):
        return Completeness.UNFINISHED
    sentence = words_of(BREAK.split(text.rstrip(".!?"))[-1])
    if last in _OPEN_ENDED and not _ends_in_particle(sentence):
        may_end = last in _MAY_END_A_QUESTION and text.endswith("?") and len(words) > 3
        return Completeness.UNSURE if may_end else Completeness.UNFINISHED
    is_request = text.endswith("?") or leads_to_a_request(sentence)
    if not is_request and tells_something(sentence):
        return Completeness.STATEMENT
    may_tell = not is_request and len(sentence) >= FEWEST_WORDS
    is_marked = text.endswith((".", "?", "!"))
    is_number = (last in _NUMBERS or last[-1].isdigit()) and not _OPERATORS & set(words[-2:-1])
    if len(words) < 2 or not is_marked or is_number or may_tell:
        return Completeness.UNSURE
    return Completeness.WHOLE


def _ends_in_particle(sentence: list[str]) -> bool:
    """Say whether the last word belongs to the verb: "Turn the light off.", "Switch it on."."""
    verbs = _WITH_PARTICLE.intersection(sentence[:-2])
    return bool(verbs) and sentence[-1] in _PARTICLES and may_be_a_request(sentence)


def _ends_in_open_phrase(words: list[str], *, is_question: bool) -> bool:
    phrases = _OPEN_PHRASES if is_question else _OPEN_PHRASES | _OPEN_STATEMENTS
    return any(tuple(words[-count:]) in phrases for count in range(1, _LONGEST_PHRASE + 1))
