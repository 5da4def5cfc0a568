"""The first words of an answer, which the question itself gives: "The capital of France is", before it is known.

They can be spoken at once, while the language model reads them as the beginning of its own reply and goes on. So they
may hold nothing that it would have to take back: no figure and no name that is not in the question, no yes or no, no
choice, no promise. English only: the forms of its questions are few and regular.
"""

from __future__ import annotations

import re
from collections.abc import Callable

FEWEST_WORDS = 4
"""The voice begins with three words, and needs the fourth to shape them."""
_LONGEST = 300
"""Characters; a longer question is no simple one."""
MOST_WORDS = 9
"""A question with longer words before its verb is no simple one."""

_BEFORE_IT = re.compile(r"^(?:(?:and|so|well|okay|ok|hey|please|now tell me|tell me)\b,?\s+)+", re.IGNORECASE)
_MORE_THAN_ONE = re.compile(r"[.?!;:,]\s|\b(?:or|and (?:\w+ )?(?:what|who|which|where|when|how|why))\b", re.IGNORECASE)
"""Two sentences, a choice ("the moon or the earth"), two questions."""
_UNFINISHED = re.compile(
    r"\b(?:a|an|and|at|by|for|from|in|of|on|the|to|with|about|like|between|up|out|into|against|over|under|during|than|as)$"
    r"|\blike (?:in|on|at|to)\b",
    re.IGNORECASE,
)
"""Also what its answer cannot begin with: "What is the book about?", "What is the climate like in Spain?"."""
_OF_NOW_OR_HERE = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|now|current\w*|latest|recent\w*|next|last|this|that|these|those|near\w*|here|"
    r"there|weather|forecast|outside|humidity|news|prices?|costs?|worth|rate|stocks?|shares?|score|results?|winner|"
    r"traffic|(?<!first )(?:president|minister|chancellor|mayor|king|queen|pope|champion)|time|date|phone|address|"
    r"password|menu|schedule|restaurant|movie|film|bus|train|flight|playing|temperature (?:in|of|at) (?:the|my|our)|"
    r"yours?|you|my|mine|me|our|us|it|its|he|his|she|her|they|their)\b",
    re.IGNORECASE,
)
"""What an offline device cannot know, what it is asked about itself, and what only the conversation tells."""
_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|hundred)"
)
_OPERATOR = re.compile(r"\b(?:plus|minus|times|divided by|multiplied by)\b", re.IGNORECASE)
_PARTICIPLES = {
    "wrote": "written", "painted": "painted", "invented": "invented", "discovered": "discovered",
    "composed": "composed", "built": "built", "founded": "founded", "designed": "designed", "directed": "directed",
}  # fmt: skip

_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # "What is frozen water called?": "Frozen water is called"
    (r"what(?: is|'s|’s) (?P<it>.+) called", lambda m: f"{m['it']} is called"),  # noqa: RUF001
    # "What is the capital of France?", "Who was the first man on the moon?", "What is seven times eight?"
    (
        rf"(?:what|who)(?P<be> is| are| was| were|'s|’s) (?P<it>(?:the|a|an|{_NUMBER})\b.+)",  # noqa: RUF001
        lambda m: f"{m['it']} {'equals' if _OPERATOR.search(m['it']) else _be(m['be'])}",
    ),
    # "Which planet is the largest?": "The largest planet is"; "Which planet is closest to the sun?"
    (
        r"which (?P<what>\w+) is the (?P<most>\w+est)(?P<rest> .+)?",
        lambda m: f"the {m['most']} {m['what']}{m['rest'] or ''} is",
    ),
    (r"which (?P<what>\w+) is (?P<most>\w+est) (?P<rest>.+)", lambda m: f"the {m['what']} {m['most']} {m['rest']} is"),
    # "Who wrote Hamlet?": "Hamlet was written by"
    (
        rf"who (?P<did>{'|'.join(_PARTICIPLES)}) (?P<it>.+)",
        lambda m: f"{m['it']} {_was(m['it'])} {_PARTICIPLES[m['did'].lower()]} by",
    ),
    # "How many minutes are there in an hour?": "In an hour there are"
    (r"how many [\w -]+? (?:are|is)(?: there)? in (?P<it>(?:a|an|the|one) .+)", lambda m: f"in {m['it']} there are"),
    # "How do I remove a stain from a carpet?": "To remove a stain from a carpet,"
    (
        r"how (?:do|can|should|would) (?:i|you|one) (?!(?:feel|like|think|know|mean|spell|say)\b)(?P<what>.+)",
        lambda m: f"to {m['what']},",
    ),
)


def answer_opening(question: str) -> str:
    """Return the words with which every answer to a question may begin; "" if there are none, or too few."""
    if len(question) > _LONGEST:
        return ""
    text = _BEFORE_IT.sub("", question.strip()).rstrip("?.! ")
    if _MORE_THAN_ONE.search(text) or _UNFINISHED.search(text):
        return ""
    for pattern, opening_of in _RULES:
        if match := re.fullmatch(pattern, text, re.IGNORECASE):
            opening = opening_of(match)
            fits = FEWEST_WORDS <= len(opening.split()) <= MOST_WORDS
            is_known = not _OF_NOW_OR_HERE.search(opening.removesuffix(" there are"))
            return opening[0].upper() + opening[1:] if fits and is_known else ""
    return ""


def _be(written: str) -> str:
    return written.strip().lower() if written.startswith(" ") else "is"


def _was(subject: str) -> str:
    is_plural = subject.lower().startswith("the ") and subject.endswith("s") and not subject.endswith("ss")
    return "were" if is_plural else "was"
