"""What is to be put on a list, or taken off: a sentence's words taken apart into items.

Commas matter here, and `wording.plain()` drops them: `marked()` keeps them as a sign of their own.
"""

from __future__ import annotations

import re

from appliance.skills.lists.groceries import apart
from appliance.skills.lists.words import words
from appliance.skills.wording import plain

PAUSE = "¦"
"""Stands for a comma, or for another mark between words."""
LONGEST_ITEM = 60
"""Characters of an item."""

_ABBREVIATION = re.compile(r"\b(dr|mr|mrs|ms|st)\.", re.IGNORECASE)
_MARK = re.compile(r"[.,:;!?…]+(?!\d)|(?<!\d)[.,:;!?…]+|\s[-–—]+\s|—")  # noqa: RUF001
_PAUSES = re.compile(rf"(?: ?{PAUSE})+ ?")
_CORRECTION = re.compile(
    rf" (?:{PAUSE} )?(?:"
    r"(?:no|oh no|nope) (?:wait|sorry|make (?:that|it)|i mean|i meant|actually|rather|not that)"
    r"|i mean|i meant|make that|scratch that"
    rf"|(?<={PAUSE} )(?:no|nope|sorry|actually|wait|or rather|rather|correction)(?= ))"
    rf"(?: (?:{PAUSE}|no|wait|sorry|i mean|actually|make that|make it))* "
)
_BETWEEN = re.compile(
    rf" (?:{PAUSE} )?(?:and|plus|as well as|along with|&)(?: also| then| some)? | {PAUSE} (?:also |then |plus )?"
)
_BEFORE = re.compile(
    r"^(?:and |also |plus |that |to |some |the following |the |my |more |another |items? "
    r"|an? (?!(?:\w+ of|dozen|couple|few|half|bit|little|lot|pair) ))+"
)
_ANOTHER = re.compile(r"^(?:and )?another (?=\w+ of )")
_TASK_BEFORE = re.compile(
    r"^(?:and |also |plus |(?:that )?(?:i|we) (?:need|have|want|must|should)(?: to)? |that |to )+"
)
_AFTER = re.compile(r"(?: (?:too|also|as well|again|now|instead|there|and|please|thanks|thank you))+$")
_KEPT = {whole: whole.replace(" and ", "\0") for whole in words("whole")}
_WHOLE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _KEPT), key=len, reverse=True))})\b")
_TASK = re.compile(rf"^(?:{'|'.join(sorted(words('tasks'), key=len, reverse=True))}) ")


def marked(transcript: str) -> str:
    """Return the words alone, as `plain()`, with a `PAUSE` between words where a mark was written."""
    text = _MARK.sub(f" {PAUSE} ", _ABBREVIATION.sub(r"\1", transcript))
    while (cleaned := _PAUSES.sub(f" {PAUSE} ", plain(text)).strip(f" {PAUSE}")) != text:
        text = cleaned
    return text


def is_task(item: str) -> bool:
    """Say whether this is something to do rather than to buy: "call the plumber"."""
    return bool(_TASK.match(item))


def correction(text: str) -> tuple[str, str] | None:
    """Return what stands before and after the last "..., no, ..." in a text; None if it has none."""
    matches = list(_CORRECTION.finditer(padded := f" {text} "))
    if not matches:
        return None
    return padded[: matches[-1].start()].strip(f" {PAUSE}"), padded[matches[-1].end() :].strip(f" {PAUSE}")


def corrected(text: str) -> str:
    """Return what is meant after "..., no, ...": the last thing before it is replaced."""
    if not (parts := correction(text)):
        return text.strip(f" {PAUSE}")
    before, after = corrected(parts[0]), parts[1]
    return f"{before[: _last_begin(before)]}{after}" if after else before


def _last_begin(text: str) -> int:
    return max((match.end() for match in _BETWEEN.finditer(text)), default=0)


def split_items(text: str) -> list[str]:
    """Return the items that these words name, each once: "a pint of milk", "salt and pepper"."""
    text = _WHOLE.sub(lambda match: _KEPT[match[0]], corrected(text))
    parts: list[str] = []
    begin, separator = 0, PAUSE
    for match in [*_BETWEEN.finditer(text), None]:
        said = " ".join(text[begin : match.start() if match else None].replace("\0", " and ").split())
        said = said.strip(f" {PAUSE}")
        item = _trimmed(said)
        if parts and is_task(parts[-1]) and not is_task(item) and PAUSE not in separator:
            parts[-1] += f" and {_AFTER.sub('', said)}"
        elif item:
            parts.append(item)
        if match:
            begin, separator = match.end(), match[0]
    return list(dict.fromkeys(item for part in parts for item in apart(part)))


def _trimmed(said: str) -> str:
    said = _TASK_BEFORE.sub("", said)
    if not is_task(said):
        said = _BEFORE.sub("", f"{_ANOTHER.sub('a ', said)} ").strip()
    return _AFTER.sub("", said)
