"""What a recogniser writes, brought into the form that sentence templates are written in.

Lower case, no punctuation but within numbers, no fillers, no politeness, no wake word, and numbers in digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from text_to_num import alpha2digit

from appliance.skills.misheard import put_right
from appliance.text.stop_words import NAMES

LONGEST = 300
"""Characters of a transcript that may be a request to a skill; a longer one is a story."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u2026": " "})
_PUNCTUATION = re.compile(
    r"[.,:](?!\d)|(?<!\d)[,:](?=\d)"  # but not in 3.5, 1,000, 5:30
    r"|[!?;\"()\[\]{}*_#~<>|\\`]"
    r"|(?<!\w)'|'(?!\w)|-(?!\d)"  # but not in what's, -5
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FILLERS = re.compile(r"\b(?:u+h+|u+m+|e+r+m*|h+m+|uh huh|(?<!do )(?<!did )(?<!if )(?<!let )(?<!would )you know)\b")
_NAMES = "|".join((*sorted(NAMES), "computer", "google", "assistant"))
_BEFORE = re.compile(
    rf"(?:(?:hey|hi|hello|ok|okay|alright)(?: (?:{_NAMES}))?|{_NAMES}|please|kindly|so|well|now|and|oh|just|also|then"
    r"|go ahead and|i(?:'d| would) like you to|i want you to|i need you to"
    r"|(?:can|could|would|will) you(?: please)?(?: kindly)?(?= (?!do\b|hear\b|help\b))) "
)
_AFTER = re.compile(
    r" (?:please|thanks|thank you|for me|love|dear|darling|honey|mate|buddy|(?:will|would|could|can) you|if you can"
    rf"|{_NAMES})$",
)
_A_HUNDRED = re.compile(r"\ba (?=(?:hundred|thousand|million|billion)\b)")
_AND_A_HALF = re.compile(r"\b(\w+) and a half\b")
_SECONDS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -]second\b(?= (?:timer|countdown|alarm|reminder))"
)
"""Not ordinals: "a twenty second timer"."""
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?")
_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def plain(transcript: str) -> str:
    """Return the words alone: lower case, no punctuation, fillers, politeness, wake words; numbers as written."""
    text = _words(transcript)
    while match := _BEFORE.match(text):
        text = text[match.end() :]
    while match := _AFTER.search(text):
        text = text[: match.start()]
    return text


def _words(transcript: str) -> str:
    text = transcript.encode(errors="replace").decode()  # half a surrogate pair: text2num cannot take it
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    text = _PUNCTUATION.sub(" ", _CONTROL.sub(" ", text))
    return put_right(" ".join(_FILLERS.sub(" ", text).split()))


@lru_cache(maxsize=8)
def with_digits(transcript: str) -> str:
    """Return the words alone, as `plain()`, with numbers in digits: "set a timer for 5 minutes"."""
    return _in_digits(plain(transcript))


def every_word(transcript: str) -> str:
    """Return the words as `with_digits()`, with politeness and wake words: "decide for me"."""
    return _in_digits(_words(transcript))


def _in_digits(words: str) -> str:
    text = _A_HUNDRED.sub("one ", words)
    text = _SECONDS.sub(r"\1 seconds", text)
    text = _AND_A_HALF.sub(lambda match: f"{_ONES.get(match[1], match[1])} and a half", text)
    return str(alpha2digit(text, "en", threshold=0))


def number(text: str) -> float | None:
    """Return the number that these words are, as "12", "1,000", "3.5", "-4"; None if they are not one."""
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def whole_number(text: str) -> int | None:
    """Return the whole number that these words are; None if they are not one."""
    value = number(text)
    return int(value) if value is not None and value == int(value) else None
