"""What is said of letters."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping

from num2words import num2words

from appliance.intents import SlotValue
from appliance.skills.spelling.letters import letters_said, plain_letter

_ALPHABET = string.ascii_uppercase
_VOWELS = "AEIOU"


def reply(name: str, slots: Mapping[str, SlotValue]) -> str:
    """Return the answer to what was asked."""
    text = _REPLIES[name](**{slot: str(value) for slot, value in slots.items()})
    return text[:1].upper() + text[1:]


def _spell(word: str) -> str:
    accents = [plain_letter(char).upper() for char in word if plain_letter(char) != char]
    accent = f", with an accent on the {' and the '.join(accents)}" if accents else ""
    return f"{word} is spelled {letters_said(word)}{accent}."


def _backwards(word: str) -> str:
    return f"{word} backwards is {letters_said(word[::-1])}."


def _count_letters(word: str) -> str:
    count = len(_letters(word))
    return f"{word} has {count} letter{'s' if count != 1 else ''}."


def _count_letter(word: str, letter: str) -> str:
    count = _letters(word).count(letter.upper())
    if count < 2:
        return f"There is {'one' if count else 'no'} {letter.upper()} in {word}."
    return f"There are {count} {letter.upper()}'s in {word}."


def _count_kind(word: str, kind: str) -> str:
    of_kind = [letter for letter in _letters(word) if (letter in _VOWELS) == (kind == "vowels")]
    if len(of_kind) < 2:
        return f"{word} has {'one' if of_kind else 'no'} {kind.removesuffix('s')}."
    return f"{word} has {len(of_kind)} {kind}: {', '.join(of_kind[:-1])} and {of_kind[-1]}."


def _letter_of_word(word: str, position: str) -> str:
    return f"The {_ordinal(position)} letter of {word} is {_at(_letters(word), position)}."


def _letter_after(letter: str) -> str:
    if letter == "z":
        return "Z is the last letter of the alphabet."
    return f"{_ALPHABET[_ALPHABET.index(letter.upper()) + 1]} comes after {letter.upper()}."


def _letter_before(letter: str) -> str:
    if letter == "a":
        return "A is the first letter of the alphabet."
    return f"{_ALPHABET[_ALPHABET.index(letter.upper()) - 1]} comes before {letter.upper()}."


def _letter_number(letter: str) -> str:
    return f"{letter.upper()} is letter number {_ALPHABET.index(letter.upper()) + 1} of the alphabet."


def _letter_at(position: str) -> str:
    return f"The {_ordinal(position)} letter of the alphabet is {_at(_ALPHABET, position)}."


def _letters_in_alphabet(kind: str = "") -> str:
    if kind == "vowels":
        return "There are 5 vowels: A, E, I, O and U, and sometimes Y."
    return "There are 21 consonants, if Y is one." if kind else "There are 26 letters in the English alphabet."


def _alphabet() -> str:
    return f"{letters_said(_ALPHABET.lower())}."


def _alphabet_backwards() -> str:
    return f"{letters_said(_ALPHABET[::-1].lower())}."


_REPLIES: Mapping[str, Callable[..., str]] = {
    "spell": _spell,
    "backwards": _backwards,
    "count_letters": _count_letters,
    "count_letter": _count_letter,
    "count_kind": _count_kind,
    "letter_of_word": _letter_of_word,
    "letter_after": _letter_after,
    "letter_before": _letter_before,
    "letter_number": _letter_number,
    "letter_at": _letter_at,
    "letters_in_alphabet": _letters_in_alphabet,
    "alphabet": _alphabet,
    "alphabet_backwards": _alphabet_backwards,
}


def _letters(word: str) -> str:
    return "".join(plain_letter(char).upper() for char in word if char.isalpha())


def _ordinal(position: str) -> str:
    return "last" if int(position) < 0 else str(num2words(int(position), to="ordinal"))


def _at(letters: str, position: str) -> str:
    return letters[int(position) - (int(position) > 0)]
