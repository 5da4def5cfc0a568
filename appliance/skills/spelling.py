"""Spelling: a word letter by letter, its letters counted, the order of the alphabet."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping

from num2words import num2words

from appliance.intents import Answer, Intent, SlotValue
from appliance.skills.context import SkillContext
from appliance.skills.templates import Templates

LONGEST_SPELLED = 34
"""Letters of a word, or two, that are still spelled."""
GROUP = 4
"""Letters between two commas: the voice pauses, and the owner can write."""
_HINT = re.compile(r"\b(?:spell|spelling|spelled|spelt|letters?|alphabet|abc\S*|a b c\S*|how many|how often|how long is the word)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z'-]*(?: [a-z][a-z'-]*)?")
_NOT_THE_WORD = {
    "it", "that", "this", "them", "him", "her", "me", "something", "anything", "things", "things right", "words", "check", "checker",
    "everything", "correctly", "properly", "better", "out", "checking", "again", "name", "that word",
    "this word", "the word", "word", "in english", "on", "casting", "off", "a word", "the words",
}  # fmt: skip
_POINTS_AT = re.compile(
    r"(?:my|your|his|her|our|their|its|that|this|these|those|some|a|an|the|any|all|it|me|you|check) (?!lot$|like$)", re.IGNORECASE
)
_BEHIND = re.compile(
    r" (?:as in .*|like in .*|in english|again|for me|out loud|slowly|correctly|properly|out|exactly|right|actually|letter by letter"
    r"|one letter at a time|in american english|in british english)$"
)
_LETTER_NAMES = {
    "queue": "q", "cue": "q", "you": "u", "why": "y", "are": "r", "see": "c", "sea": "c", "bee": "b", "be": "b", "tea": "t",
    "tee": "t", "pea": "p", "eye": "i", "oh": "o", "owe": "o", "jay": "j", "kay": "k", "okay": "k", "ex": "x", "double you": "w",
    "double u": "w", "zed": "z", "zee": "z", "aitch": "h", "gee": "g", "el": "l", "ell": "l", "em": "m", "en": "n", "ess": "s",
    "eff": "f", "dee": "d", "vee": "v", "hey": "a", "ay": "a", "eh": "a", "ar": "r",
}  # fmt: skip
_MANY_NAMES = {
    "ours": "r", "our": "r", "ares": "r", "ars": "r", "ease": "e", "ees": "e", "eyes": "i", "ice": "i", "peas": "p", "teas": "t",
    "tees": "t", "tease": "t", "seas": "c", "sees": "c", "cease": "c", "bees": "b", "owes": "o", "use": "u", "yous": "u",
    "ells": "l", "els": "l", "ems": "m", "ends": "n", "ens": "n", "esses": "s", "aces": "s", "ays": "a", "ace": "a", "dees": "d",
    "ease's": "e", "geese": "g", "gees": "g", "jays": "j", "kays": "k", "cues": "q", "queues": "q", "wise": "y", "whys": "y",
    "zees": "z", "zeds": "z", "exes": "x", "fs": "f",
}  # fmt: skip
"""What a recogniser makes of "R's". Believed only where the word has that letter."""
_POSITIONS = {"first": 1, "second": 2, "last": -1, "final": -1, "middle": 0}
_FIXED = {"alphabet", "alphabet_backwards", "letters_in_alphabet"}


class Spelling:
    """Letters."""

    name = "spelling"
    examples = ("How do you spell rhythm?", "How many letters are in banana?", "What letter comes after Q?")

    def __init__(self, context: SkillContext) -> None:
        self._templates = Templates.named(self.name)

    def match(self, transcript: str) -> Intent | None:
        """Return the word, and what is to be said of it."""
        if not _HINT.search(transcript) and " alphabet" not in transcript.lower():
            return None
        for name, words in self._templates.matches(transcript):
            if (slots := _slots(name, words, transcript)) is not None:
                return Intent(self.name, name, slots)
        return None

    def answer(self, intent: Intent) -> Answer:
        """Say the letters."""
        text = _text(intent.name, {slot: str(value) for slot, value in intent.slots.items()})
        return Answer(intent, text[:1].upper() + text[1:])


def letters_said(word: str) -> str:
    """Return a word's letters for the voice: "R H Y T, H M".

    In groups, because nobody writes as fast as a voice spells. A comma follows every A: the voice says "uh" to an A that
    goes on, as in "a dog". Heard by a recogniser, this was best of what was tried; a comma after each letter was worst.
    """
    groups: list[list[str]] = [[]]
    for place, char in enumerate(word):
        if char in " '-":
            groups += [[], [{"'": "apostrophe", "-": "hyphen"}[char]], []] if char != " " else [[]]
            continue
        is_last = place == len(word) - 1
        if len(groups[-1]) >= GROUP and not is_last:
            groups.append([])
        letter = _plain(char)
        groups[-1].append(letter.upper())
        if letter == "a":
            groups.append([])
    return ", ".join(" ".join(group) for group in groups if group)


def _plain(char: str) -> str:
    """Return a letter without its accent."""
    return unicodedata.normalize("NFD", char)[0]


def _slots(name: str, words: Mapping[str, str], transcript: str) -> Mapping[str, SlotValue] | None:
    slots: dict[str, SlotValue] = {}
    if name in _FIXED:
        if name == "letters_in_alphabet" and (kind := re.search(r"vowels|consonants", transcript, re.IGNORECASE)):
            slots["kind"] = kind[0].lower()
        return slots
    if "word" in words:
        word = _word(words["word"])
        if word is None or (name in {"spell", "backwards"} and len(word) > LONGEST_SPELLED):
            return None
        if name == "spell" and word.endswith((" backwards", " backward", " reverse")):
            return None
        slots["word"] = word
    if name == "letter_of_word" or (name == "letter_number" and "letter" not in words):
        position = _position(words, transcript)
        if position is None or (name == "letter_of_word" and abs(position) > len(str(slots["word"]))):
            return None
        return {**slots, "position": position}
    if "letter" in words:
        letter = _letter(words["letter"], str(slots.get("word", "")))
        if letter is None:
            return None
        slots["letter"] = letter
    return slots


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


def _letter(text: str, word: str) -> str | None:
    text = text.removeprefix("the ").removeprefix("letter ").strip()
    text = re.sub(r"^(.)(?:'?s|es|'es)$", r"\1", text)
    text = re.sub(r"^(.) s$", r"\1", text)
    if re.fullmatch("[a-z]", text):
        return text
    letter = _LETTER_NAMES.get(text) or _MANY_NAMES.get(text)
    return letter if letter and (letter in word or not word) and (text not in _MANY_NAMES or word) else None


def _position(words: Mapping[str, str], transcript: str) -> int | None:
    if "position" in words:
        if match := re.fullmatch(r"(?:the )?(\d+)(?:st|nd|rd|th)", words["position"]):
            return int(match[1]) if 1 <= int(match[1]) <= 26 else None
        return _POSITIONS.get(words["position"].removeprefix("the ")) or None
    return -1 if re.search(r"\b(?:last|end)\b", transcript, re.IGNORECASE) else 1


def _text(name: str, slots: Mapping[str, str]) -> str:
    word, letter = slots.get("word", ""), slots.get("letter", "").upper()
    letters = [char for char in word if char.isalpha()]
    match name:
        case "spell":
            accents = [_plain(char).upper() for char in letters if _plain(char) != char]
            accent = f", with an accent on the {' and the '.join(accents)}" if accents else ""
            return f"{word} is spelled {letters_said(word)}{accent}."
        case "backwards":
            return f"{word} backwards is {letters_said(word[::-1])}."
        case "count_letters":
            return f"{word} has {len(letters)} letter{'s' * (len(letters) != 1)}."
        case "count_letter":
            count = sum(_plain(char).upper() == letter for char in letters)
            if count == 1:
                return f"There is one {letter} in {word}."
            return f"There {'are' if count else 'is'} {count or 'no'} {letter}{chr(39) + 's' if count else ''} in {word}."
        case "letter_of_word":
            position = int(slots["position"])
            ordinal = "last" if position < 0 else num2words(position, to="ordinal")
            return f"The {ordinal} letter of {word} is {letters[position if position < 0 else position - 1].upper()}."
        case "letter_after" | "letter_before" | "letter_number":
            return _in_the_alphabet(name, letter, slots)
        case "letters_in_alphabet" if slots:
            vowels = "There are 5 vowels: A, E, I, O and U, and sometimes Y."
            return vowels if slots["kind"] == "vowels" else "There are 21 consonants, if Y is one."
        case "letters_in_alphabet":
            return "There are 26 letters in the English alphabet."
    order = string.ascii_lowercase[:: -1 if name == "alphabet_backwards" else 1]
    return f"{letters_said(order)}."


def _in_the_alphabet(name: str, letter: str, slots: Mapping[str, str]) -> str:
    alphabet = string.ascii_uppercase
    if name == "letter_number":
        if not letter:
            position = int(slots["position"])
            ordinal = "last" if position < 0 else num2words(position, to="ordinal")
            return f"The {ordinal} letter of the alphabet is {alphabet[position if position < 0 else position - 1]}."
        return f"{letter} is letter number {alphabet.index(letter) + 1} of the alphabet."
    step = 1 if name == "letter_after" else -1
    place = alphabet.index(letter) + step
    if not 0 <= place < len(alphabet):
        return f"{letter} is the {'last' if step > 0 else 'first'} letter of the alphabet."
    return f"{alphabet[place]} comes {'after' if step > 0 else 'before'} {letter}."
