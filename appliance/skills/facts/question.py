"""Brings a question into the form that its templates are written in: without "what is", "tell me", "exactly", "'s"."""

from __future__ import annotations

import re

from appliance.skills.wording import with_digits

_IS = re.compile(r"\b(what|which|where|who|how|it|that|there)(?:'s|s(?= (?:the|it|is)\b)|'re)")
_THEY = re.compile(r"\b(do|does) the (?=use|speak|pay|talk)")
_OWNS = re.compile(r"(?<=\w)'s?(?!\w)")
_OPENING = re.compile(
    r"(?:i (?:want|need|would like|'?d like)(?: you)? to (?:know|tell me)|i'd like to know"
    r"|i(?: was|'m| am)? wonder(?:ing)?"
    r"|do you (?:happen to )?(?:know|remember)|you know"
    r"|tell me(?! (?:more |something |a bit |all )?about)|show me|remind me|let me know|give me"
    r"|find out|look up|name|say"
    r"|(?:have you|do you have)? ?any idea|i (?:forgot|forget|don't know)|(?:quick|another|next|one more|a)? ?question"
    r"|by the way|excuse me|sorry|actually|hey|ok|okay|and|but|so|then|right"
    r"|what do you call|for my homework|for a quiz"
    r"|(?:me|us|if)(?= (?:the|what|which|how|where|who|is|does|do)\b)"
    r"|(?:what |how )?about|what'?s|(?:what|which)(?: (?:is|are|was|were|would be))?) "
)
_CLOSING = re.compile(
    r" (?:exactly|again|right now|today|nowadays|these days|at the moment|currently|at present|actually|anyways?|though"
    r"|do you know|i wonder|i forg[eo]t|tell me|by the way|now|in english|is(?: called)?|are)$"
)
_CORRECTION = re.compile(
    r".*\b(?:no(?: wait)?|wait(?: no)?|i mean(?:t)?|sorry|or rather|make that|not that)(?: of| in| the| it's)? (.+)"
)


def asked(transcript: str) -> str:
    """Return what is asked, as templates have it: "capital of spain" for "Tell me, what's the capital of Spain?"."""
    text = _OWNS.sub(" s", _IS.sub(r"\1 is", with_digits(transcript)))
    text = _THEY.sub(r"\1 they ", text)
    while opening := _OPENING.match(text):
        text = text[opening.end() :]
    while closing := _CLOSING.search(text):
        text = text[: closing.start()]
    return " ".join(text.split())


def corrected(words: str) -> str:
    """Return what a slot became: "germany" for "france no germany"; the words themselves if nothing was corrected."""
    match = _CORRECTION.match(words)
    return match[1] if match else words
