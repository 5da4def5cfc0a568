"""Names of timers and alarms, in what is left of a sentence when times and durations are taken out."""

from __future__ import annotations

import re

MOST_WORDS = 5
_CONNECTORS = (
    r"(?:for|of|to|4|2|called|named|labelled|labeled|titled|that says|saying|with (?:the )?(?:name|label"
    r"|title)(?: of)?|name|label"
    r"|lasting|that lasts|set for|set to|set|at|in|on|by|from|until|till|which|that|to go off|to ring"
    r"|that goes off|that rings"
    r"|and call it|call it|and name it|name it|and label it|label it|as|is|and|please|with|using|long|due|going"
    r"|starting|go off|ring"
    r"|my|the|a|an|our|some|its name is|me|us|up|it|new|now|just|exactly|about|around|approximately|roughly"
    r"|right now|instead"
    r"|another|quick|repeating|recurring|regular|one more|length|duration|again|from now|i'm|i am|while i'm"
    r"|when i'm|so i can|so that i can"
    r"|too|as well)"
)
_FRONT = re.compile(rf"^(?:{_CONNECTORS}(?: |$))+")
_BACK = re.compile(
    r"(?: (?:for|of|to|in|at|by|from|on|until|and|please|now|from now|long|with|called|named|that lasts|lasting"
    r"|the|a|an|my|me|is|set|starting"
    r"|exactly|again|instead|right|too|as well|ok|okay|duration|about|worth|time|which|that|will|go off|and then))+$"
)
_NOT_IN_A_NAME = (
    "ago alarm alarms always am are bad be because been best better broke broken but can could day days did do "
    "does don't ever explain goes going good had has have having he here history hour hours how i if invented "
    "invention is it its joke last left less like likes longer made make makes many may mean means meant might "
    "minus minute minutes more much must negative never no not nothing off or please poem rang remaining ring rings "
    "said say "
    "says second seconds she shorter should sleep song stopped story tell than thanks then there these they "
    "this those timer timers told used was we went were what when where which who whose why will won't worked "
    "working works would yes yesterday you "
)
_NO_NAME = frozenset(_NOT_IN_A_NAME.split())
_PLURAL = re.compile(r"(?<=[a-rt-z]{2})s$")


def stripped(words: str) -> str:
    """Return words without connectors and articles around them."""
    while True:
        shorter = _BACK.sub("", _FRONT.sub("", words.strip(" ,.;"))).strip()
        if shorter == words:
            return "" if _FRONT.fullmatch(shorter + " ") else shorter
        words = shorter


def name_of(words: str) -> str | None:
    """Return the name that words are; "" if none is left; None if they are no name, but part of another sentence."""
    name = stripped(words)
    parts = name.split()
    if len(parts) > MOST_WORDS or _NO_NAME & set(parts):
        return None
    return re.sub(r"^(?:my|the|our|a|an) ", "", name)


def same_name(one: str, other: str) -> bool:
    """Say whether two names are the same, "egg" and "the eggs" being so."""
    return _key(one) == _key(other)


def name_within(short: str, name: str) -> bool:
    """Say whether all words of a name are in another one: "egg" in "soft boiled eggs"."""
    return bool(short) and _key(short) <= _key(name)


def _key(name: str) -> frozenset[str]:
    words = [_PLURAL.sub("", word.removesuffix("'s")) for word in name.replace("-", " ").split()]
    return frozenset(word for word in words if word not in {"my", "the", "a", "an", "our", "timer", "alarm", "1"})


def to_second_person(words: str) -> str:
    """Return what the owner said of himself, as it is said to him: "call my mum", "call your mum"."""
    table = {
        "my": "your",
        "i": "you",
        "me": "you",
        "i'm": "you're",
        "i've": "you've",
        "mine": "yours",
        "myself": "yourself",
    }
    words = re.sub(r"\bi am\b", "you are", words)
    words = re.sub(r"\bi was\b", "you were", words)
    return " ".join(table.get(word, word) for word in words.split())
