"""Letters: how the voice says them, and what a recogniser writes for them."""

from __future__ import annotations

import re
import unicodedata

GROUP = 4
"""Letters between two commas: the voice pauses, and the owner can write."""
_NAMES = {
    name: letter
    for letter, names in {
        "a": "ay eh hey", "b": "bee be", "c": "see sea", "d": "dee", "f": "eff", "g": "gee",
        "h": "aitch haitch", "i": "eye",
        "j": "jay", "k": "kay okay", "l": "el ell", "m": "em", "n": "en", "o": "oh owe", "p": "pea", "q": "queue cue",
        "r": "are ar", "s": "ess", "t": "tea tee", "u": "you", "v": "vee", "w": "double-you double-u",
        "x": "ex", "y": "why",
        "z": "zed zee",
    }.items()
    for name in names.split()
}  # fmt: skip
_MANY_NAMES = {
    name: letter
    for letter, names in {
        "a": "ays ace aces", "b": "bees", "c": "seas sees cease", "d": "dees", "e": "ease ees", "f": "fs",
        "g": "gees geese", "i": "eyes ice", "j": "jays", "k": "kays", "l": "ells els", "m": "ems",
        "n": "ends ens", "o": "owes",
        "p": "peas", "q": "queues cues", "r": "ours our ares ars", "s": "esses", "t": "teas tees tease",
        "u": "use yous", "x": "exes", "y": "wise whys", "z": "zees zeds",
    }.items()
    for name in names.split()
}  # fmt: skip
"""What a recogniser makes of "R's". Believed only where the word has that letter."""


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


def read_letter(text: str, word: str) -> str | None:
    """Return the letter that these words name; None if they name none. `word`: where it is looked for, or ""."""
    text = text.removeprefix("the ").removeprefix("letter ").strip()
    text = text.replace("double ", "double-")
    text = re.sub(r"^(.)(?:'?s|es|'es)$", r"\1", text)
    text = re.sub(r"^(.) s$", r"\1", text)
    if re.fullmatch("[a-z]", text):
        return text
    letter = _NAMES.get(text) or _MANY_NAMES.get(text)
    return letter if letter and (letter in word or not word) and (text not in _MANY_NAMES or word) else None
