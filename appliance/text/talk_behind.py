"""Talk behind the user: judges by the words whether what follows a whole request is still the request. Pure.

A television goes on after "What is the capital of France?"; the user may, too: "and of Spain?", "please". The rules are
for English, as the recogniser punctuates it.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from appliance.text.completeness import Completeness, completeness
from appliance.text.request_words import ASKS, BREAK, COMMANDS, QUESTION_WORDS, ends_in_abbreviation, may_be_a_request
from appliance.text.transcript_guard import words_of

_GOES_ON = frozenset(
    """
    about after again also although and around at because before behind between both but by during each except exactly
    for from if in including instead into like maybe mean near no not of on only or over per please right since so sorry
    than thank thanks that then through to today tomorrow tonight too under unless until up via wait when where which
    while who whose with within without yes actually
    """.split()  # noqa: SIM905
)
"""Words by which a user goes on after what was a whole request already: "... in Paris", "... and tomorrow"."""
_FEWEST_WORDS = 3
"""A request with fewer words is taken for whole only if it is marked as a question: "Set timer" may go on."""
_FEWEST_MORE = 2
"""Words that must follow: one may be misheard, and change with the next decode."""
_MANY_MORE, _MANY_MORE_OF_A_CLAUSE = 7, 9
"""Words after which what begins like the rest of the request is none: a sentence of its own, a part of the sentence."""
_GOES_ON_ALONE = frozenset(
    {
        "actually",
        "again",
        "also",
        "and",
        "as",
        "but",
        "maybe",
        "or",
        "right",
        "since",
        "so",
        "yes",
        "i",
        "i'm",
        "it",
        "it's",
        "my",
        "you",
    }
)
"""Words that begin a sentence of its own, often of the user ("My son wants to know")."""
_FEWEST_LOST = 4
"""Words of a request that can be lost; a shorter one may have been half a sentence."""
_SAME = 0.7
"""How much of the request must be found again in what was heard later: words change as more is heard."""


def is_whole_request(text: str, language: str = "en") -> bool:
    """Say whether the text ends in a sentence that is whole, and asks or orders something.

    Of another language than English only whether it is whole, by its mark.
    """
    clauses = [words_of(clause) for clause in BREAK.split(text)]
    words = next((clause for clause in reversed(clauses) if clause), [])
    if language != "en":
        return len(words) >= _FEWEST_WORDS and text.rstrip().endswith((".", "?", "!"))
    if completeness(text) is not Completeness.WHOLE or not words:
        return False
    if text.rstrip().endswith("?"):
        return len(words) >= 2 and may_be_a_request(words)
    return len(words) >= _FEWEST_WORDS and words[0] in COMMANDS | ASKS


def first_request(text: str, language: str = "en") -> str:
    """Return the text up to the first sentence that is a whole request, if more follows it; "" for none."""
    for each in BREAK.finditer(text):
        if each.group() == "." and ends_in_abbreviation(text[: each.end()]):
            continue
        if words_of(text[each.end() :]) and is_whole_request(text[: each.end()], language):
            return text[: each.end()]
    return ""


def without_talk_before(text: str) -> str:
    """Return the request alone: without the sentences of others that were heard before it."""
    starts = [0, *(each.end() for each in BREAK.finditer(text))]
    requests = (part for start in starts if is_whole_request(part := text[start:].lstrip(" -–—")))  # noqa: RUF001
    return next((part for part in requests if _asks_or_orders(part)), text)


def is_other_talk(request: str, heard: str, language: str = "en") -> bool:
    """Say whether what was heard after the request is a sentence of its own, and not the user's; `heard` is both.

    A user goes on with some words, as "and in Paris?", "for the eggs": what begins so and is no request is somebody
    else's when it has gone on for longer.
    """
    more = _words_after(request, heard)
    if more is None or len(more) < _FEWEST_MORE or not _ends_a_sentence(heard, len(words_of(request))):
        return False
    if language != "en":
        return len(more) >= _MANY_MORE
    if more[0] not in _GOES_ON | _GOES_ON_ALONE | COMMANDS | ASKS:
        return True
    if heard.rstrip().endswith("?"):
        return False
    most = _MANY_MORE if more[0] in _GOES_ON_ALONE else _MANY_MORE_OF_A_CLAUSE
    is_request = may_be_a_request(more) or QUESTION_WORDS & set(more[:_MANY_MORE])
    return more[0] not in COMMANDS | ASKS and len(more) >= most and not is_request


def is_nothing_more(request: str, heard: str) -> bool:
    """Say whether no word was heard after the request: music, a crowd, a language that the recogniser does not know.

    `heard` may have fewer words than the request: what followed has then made that unintelligible.
    """
    first, words = words_of(request), words_of(heard)
    return is_lost(request, heard) or (len(words) <= len(first) and _words_after(request, heard) is not None)


def is_lost(request: str, heard: str) -> bool:
    """Say whether hardly a word was heard any more, of the request neither: what follows has covered it."""
    first, words = words_of(request), words_of(heard)
    return len(first) >= _FEWEST_LOST and 2 * len(words) <= len(first)


def is_something_else(request: str, heard: str) -> bool:
    """Say whether what was heard does not begin with the request, but with other words."""
    return bool(words_of(heard)) and _words_after(request, heard) is None


def _words_after(request: str, heard: str) -> list[str] | None:
    """Return the words after the request; None where it is not to be found in what was heard."""
    first, words = words_of(request), words_of(heard)
    start = words[: len(first)]
    return words[len(first) :] if SequenceMatcher(None, first, start, autojunk=False).ratio() >= _SAME else None


def _asks_or_orders(text: str) -> bool:
    return words_of(text)[0] in COMMANDS | ASKS


def _ends_a_sentence(text: str, count: int) -> bool:
    """Say whether one of the words around the one with this number ends a sentence: with hindsight, too."""
    tokens = [token for token in text.split() if words_of(token)]
    ends = [
        token[-1:] in ".?!" and not token.endswith("..") and not ends_in_abbreviation(" ".join(tokens[: at + 1]))
        for at, token in enumerate(tokens)
    ]
    return any(ends[max(0, count - 1) : count])
