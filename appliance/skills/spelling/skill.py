"""Spelling: a word letter by letter, its letters counted, the order of the alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from num2words import num2words

from appliance.intents import Answer, Intent, SlotValue
from appliance.skills.context import SkillContext
from appliance.skills.spelling import replies
from appliance.skills.spelling.letters import read_letter
from appliance.skills.templates import Templates

LONGEST_SPELLED = 34
"""Letters of a word, or two, that are still spelled."""
_HINT = re.compile(
    r"\b(?:spell|spelling|spelled|spelt|letters?|alphabet|abc\S*|a b c\S*|how many|how often|have an?|is there an?"
    r"|how long is the word)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z][a-z'-]*(?: [a-z][a-z'-]*)?")
_NOT_THE_WORD = {
    "it", "that", "this", "them", "him", "her", "me", "something", "anything", "things", "things right", "words",
    "check",
    "checker", "everything", "correctly", "properly", "better", "out", "checking", "again", "name", "that word",
    "this word", "the word", "word", "in english", "on", "casting", "off", "a word", "the words",
}  # fmt: skip
_POINTS_AT = re.compile(
    r"(?:my|your|his|her|our|their|its|that|this|these|those|some|a|an|the|any|all|it|me|you|check) (?!lot$|like$)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r" (?:as in .*|like in .*|with (?:1|2|an?|double) .*|in english|again|for me|out loud|slowly|correctly|properly|out"
    r"|exactly|right|actually"
    r"|letter by letter|one letter at a time|in american english|in british english)$"
)
_OF_A_WORD = re.compile(r"\b(?:the )?(?:word|letters?)\b", re.IGNORECASE)
_POSITIONS = {"first": 1, "second": 2, "last": -1, "final": -1}
_IMPLIED = {"first_letter": 1, "last_letter": -1}
"""Intents that ask for one letter of a word."""
_SPELLS = {"spell", "backwards"}
_HOW = (" backwards", " backward", " reverse")


class Spelling:
    """Letters."""

    name = "spelling"
    examples: Sequence[str] = (
        "How do you spell rhythm?",
        "How many letters are in banana?",
        "What letter comes after Q?",
    )

    def __init__(self, context: SkillContext) -> None:
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))

    def match(self, transcript: str) -> Intent | None:
        """Return the word, and what is to be said of it."""
        if not _HINT.search(transcript):
            return None
        for name, words in self._templates.matches(transcript):
            if (slots := _slots(name, words, transcript)) is not None:
                word = str(slots.get("word", ""))
                if word and (written := re.search(rf"\b{re.escape(word)}\b", transcript, re.IGNORECASE)):
                    slots = {**slots, "word": written[0]}  # "Egypt"
                return Intent(self.name, "letter_of_word" if name in _IMPLIED else name, slots)
        return None

    def answer(self, intent: Intent) -> Answer:
        """Say the letters."""
        return Answer(intent, replies.reply(intent.name, intent.slots))


def _slots(name: str, words: Mapping[str, str], transcript: str) -> Mapping[str, SlotValue] | None:
    """Return what the words of the slots mean; None if one of them makes no sense."""
    slots: dict[str, SlotValue] = {slot: text for slot, text in words.items() if slot == "kind"}
    word = _word(words["word"]) if "word" in words else ""
    if word is None or (name in _SPELLS and (len(word) > LONGEST_SPELLED or word.endswith(_HOW))):
        return None
    if word:
        slots["word"] = word
    if "letter" in words:
        slots["letter"] = read_letter(words["letter"], word, is_of_a_word=bool(_OF_A_WORD.search(transcript)))
    if "position" in words or name in _IMPLIED:
        position = _IMPLIED.get(name) or _position(words["position"])
        slots["position"] = position if position <= (len(word) if word else 26) else 0
    return slots if all(slots.values()) else None


def _word(text: str) -> str | None:
    while match := _BEHIND.search(text):
        text = text[: match.start()]
    text = re.sub(r"\d[\d,]*(?:\.\d+)?", lambda match: f" {_in_words(match[0])} ", text)
    text = " ".join(text.split())
    without_accents = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
    if not _WORD.fullmatch(without_accents) or text in _NOT_THE_WORD or _POINTS_AT.match(text):
        return None
    return text.removesuffix("'")


def _in_words(number: str) -> str:
    return str(num2words(number.replace(",", ""))).replace("-", " ") if len(number) < 9 else ""


def _position(text: str) -> int:
    """Return which letter is meant, -1 for the last; 0 where that is not clear."""
    if match := re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)", text):
        return int(match[1])
    return _POSITIONS.get(text.removeprefix("the "), 0)
