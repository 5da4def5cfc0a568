"""Writes a reply out for the voice: figures, units, dates, signs and addresses become words.

Pure: text in, text out; no model, no sound, no settings. The rules are tables in `spoken`; markdown is removed before,
in `plain_text`. Transcripts are cleaned in `transcript_guard`.
"""

from __future__ import annotations

from appliance.text.bounded import bounded_pieces
from appliance.text.plain_text import plain_text
from appliance.text.spoken import codes, dates, formulas, money, names, numbers, ranges, roman, symbols, times, units
from appliance.text.spoken.characters import folded
from appliance.text.spoken.elsewhere import written_out
from appliance.text.spoken.latex import latex_to_plain
from appliance.text.spoken.letters import latin, sayable
from appliance.text.spoken.rules import Rule, applied

__all__ = ["plain_text", "spoken_text"]

FIGURES: tuple[Rule, ...] = (
    *money.FIGURES, *dates.DATES, *codes.CODES, *times.TIMES, *ranges.RANGES, *numbers.ARITHMETIC, *money.MONEY,
    *units.UNITS, *formulas.LETTERS, *numbers.POWERS, *numbers.NUMBERS,
)  # fmt: skip
"""What has the most structure is read first, and what is left over is a plain number."""
WITHOUT_FIGURES: tuple[Rule, ...] = (
    *symbols.SILENT, *names.ADDRESSES, *formulas.FORMULAS, *names.ABBREVIATIONS, *roman.ROMAN, *dates.NAMES,
)  # fmt: skip


def spoken_text(text: str, language: str = "en") -> str:
    """Return what the voice should speak for one sentence from `plain_text`; "" if there is nothing to speak.

    English: numbers, prices, units, times, dates, abbreviations, symbols and addresses become words. Capitals such as
    "USA" are left to the voice. Greek letters are named, words of other scripts written in Latin letters. Clean text
    comes back as it is. Any other `language`: signs that Piper's phonemizer cannot read become words, or signs that it
    can; figures stay, because it reads them in its own language, and so do abbreviations. It takes time in proportion
    to the length of the text.
    """
    code = language.replace("_", "-").partition("-")[0].lower()
    return " ".join(filter(None, (_spoken(piece, code) for piece in bounded_pieces(" ".join(text.split())))))


def _spoken(text: str, language: str) -> str:
    text = " ".join(latex_to_plain(folded(text)).split())
    if language != "en":
        return symbols.tidy(written_out(latin(text, language), language))
    text = applied(WITHOUT_FIGURES, text)
    if any(char.isdigit() or char == "^" for char in text):
        text = applied(FIGURES, text)
    text = applied(symbols.SYMBOLS, " ".join(text.split()))
    return symbols.tidy("".join(map(sayable, latin(text, language))))
