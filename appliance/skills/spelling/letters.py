"""Letters: how the voice says them, and what a recogniser writes for them."""

from __future__ import annotations

import re
import unicodedata

GROUP = 4
"""Letters between two commas: the voice pauses, and the owner can write."""
_NAMES = {
    name: letter
    for letter, names in {
        "a": "ay eh hey", "b": "bee be", "c": "see sea", "d": "dee", "e": "ee", "f": "eff",
        "g": "gee", "h": "aitch haitch", "i": "eye", "j": "jay", "k": "kay okay", "l": "el ell", "m": "em", "n": "en",
        "o": "oh owe",
        "p": "pea", "q": "queue cue", "r": "are ar", "s": "ess", "t": "tea tee", "u": "you", "v": "vee",
        "w": "double-you double-u", "x": "ex", "y": "why", "z": "zed zee",
    }.items()
    for name in names.split()
}  # fmt: skip
_MANY_NAMES = {
    "ars": "r", "ares": "r", "ays": "a", "dees": "d", "ees": "e", "ells": "l", "els": "l", "ems": "m", "ens": "n",
    "esses": "s", "fs": "f", "kays": "k", "our": "r", "ours": "r", "tees": "t", "whys": "y", "yous": "u", "zeds": "z",
    "zees": "z",
}  # fmt: skip
"""What a recogniser makes of "R's". Believed only where the word has that letter."""
_NOUNS = {
    "aces": "a", "bees": "b", "cease": "c", "cues": "q", "ease": "e", "ends": "n", "exes": "x", "eyes": "i",
    "geese": "g", "ice": "i", "jays": "j", "owes": "o", "peas": "p", "queues": "q", "seas": "c", "sees": "c",
    "teas": "t", "tease": "t", "use": "u", "wise": "y",
}  # fmt: skip
"""The same, but also things that are counted, as "eyes": believed only where a word is spoken of as one."""


def letters_said(word: str) -> str:
    """Return a word's letters for the voice: "R H Y T, H M".

    In groups, because nobody writes as fast as a voice spells. A comma follows every A: the voice says "uh" to an A
    that goes on, as in "a dog". A recogniser hears this far better than a comma after each letter.
    """
    groups: list[list[str]] = [[]]
    for place, char in enumerate(word.lower()):
        if char in " '-":
            groups += [[], [{"'": "apostrophe", "-": "hyphen"}[char]], []] if char != " " else [[]]
            continue
        is_last = place == len(word) - 1
        if len(groups[-1]) >= GROUP and not is_last:
            groups.append([])
        letter = plain_letter(char)
        groups[-1].append(letter.upper())
        if letter == "a":
            groups.append([])
    return ", ".join(" ".join(group) for group in groups if group)


def plain_letter(char: str) -> str:
    """Return a letter without its accent."""
    return unicodedata.normalize("NFD", char)[0]


def read_letter(text: str, word: str, *, is_of_a_word: bool = False) -> str | None:
    """Return the letter that these words name; None if they name none.

    `word`: where it is looked for, or "". `is_of_a_word`: whether somebody said "the word", or "the letter".
    """
    is_of_a_word = is_of_a_word or text.startswith("letter ") or not word
    text = text.removeprefix("the ").removeprefix("letter ").strip().replace("double ", "double-")
    text = re.sub(r"^(.)(?: s|'?s|es|'es)$", r"\1", text)
    if re.fullmatch("[a-z]", text):
        return text
    names = {**_NAMES, **_NOUNS} if is_of_a_word and word else _NAMES if is_of_a_word else {}
    letter = names.get(text) or (_MANY_NAMES.get(text) if word else None)
    return letter if letter and (not word or letter in word.lower()) else None
