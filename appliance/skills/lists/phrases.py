"""What people say around a request: "I'd like to ...", "I got the milk, ...", "..., I've got it"."""

from __future__ import annotations

import re

from appliance.skills.lists.items import PAUSE, marked

_MAY_MATCH = re.compile(
    r"\blists?\b|\bshopping\b|\bgroceries\b|\b(?:to|2) dos?\b|\bto do's\b|\btodos?\b|\btasks?\b|\bchores?\b|\bneed\b"
    r"|\b(?:out|short) of\b|\blow on\b|\bbuy\b|\b(?:got|have|is|are) no\b"
    r"|\b(?:take|cross|tick|check|scratch|strike) (?:it|that|them|those) off\b"
    r"|^(?:add|ad|at|had|note|jot|write|make|take|remove|delete|erase|cross|tick|check|strike|scratch|mark|put) "
)
"""Spares every other sentence the templates."""
_MIND = re.compile(r"^(?:(?:would|do) you )?mind (add|put)t?ing (?=\S)")
_LEAD = re.compile(
    r"^(?:(?:can|could|may|shall|should) (?:i|we)|let me|let us|let's|i'd like to|we'd like to|help me(?: to)?"
    r"|(?:i|we) (?:want|need|have|would like|wanna|should|must)(?: to)?|you (?:can|may|should|could)(?: now)?"
    r"|(?:do not|don't) forget to|remember to|make sure to|go|try to|quickly)(?: just| also| please)? "
    r"(?=(?:add|put|place|stick|pop|write|note|jot|remove|delete|take|cross|clear|empty|hear|see)\b)"
    r"|^(?:tell me|say|do you know) (?=how many\b)"
)
_REASON = re.compile(
    rf" {PAUSE} (?:i|we|i've|we've|i have|we have)(?: already| just)? (?:got|bought|have|had|found) "
    r"(?:it|them|that|some)(?: already| now)?$"
)
_NEED = re.compile(
    r"^(?:i think )?(?:i|we)(?: am| are|'m|'re|'ve| have)?(?: also| almost| nearly| all| just)? (?:need|want|out of|"
    r"low on|short of|run(?:ning)? (?:out of|low on)|ran out of)"
    r"(?: to (?:buy|get|pick up))?(?: some| more| some more)? "
)
_HAVE = re.compile(
    r"^(?:(?:i|we|i've|we've)(?: have)?(?: already| just)? (?:got|bought|have|picked up|found)"
    r"|(?:i|we) (?:don't|do not) need) "
)
_ANY_MORE = re.compile(rf" (?:any ?more|any longer|now|already)(?: {PAUSE})?$")


def request(transcript: str) -> str:
    """Return what may be a request, without what was said around it; "" if it is surely none."""
    text = _LEAD.sub("", _MIND.sub(r"\1 ", marked(transcript)))
    text = _REASON.sub("", text).replace("whats ", "what's ")
    return text if _MAY_MATCH.search(text) else ""


def needed(said: str) -> str:
    """Return what is needed: "milk" of "we ran out of milk"."""
    return _NEED.sub("", said)


def had(said: str) -> str:
    """Return what is there already: "milk" of "we got milk", "we don't need milk any more"."""
    return _ANY_MORE.sub("", _HAVE.sub("", said)) if _HAVE.match(said) else said
