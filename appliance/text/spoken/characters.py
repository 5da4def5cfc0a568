"""Unusual characters into usual ones, the same in every language: "℃" to "°C", "10⁶" to "10^6", "½" to "1/2". Pure."""

# The unusual characters below are meant: they are what a language model writes.
# ruff: noqa: RUF001

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = str.maketrans({
    **dict.fromkeys("‘’ʼ", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "), **dict.fromkeys("\u200b\u2060\u00ad\ufeff", ""),
    **dict.fromkeys("™℠", ""),
    "…": "...", "—": " — ", "⋅": "·", "∙": "·", "⁄": "/", "∶": ":", "№": "No. ", "🔟": "10", "˚": "°", "º": "°",
    "μ": "µ", "Ω": "Ω",
})  # fmt: skip
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ"
_PLAIN_SUPERSCRIPTS = str.maketrans(_SUPERSCRIPTS, "0123456789+-ni")
_SUPERSCRIPT = re.compile(rf"(?<=[^\s\d{_SUPERSCRIPTS}])(?=[{_SUPERSCRIPTS}])|(?<=\d)(?=[{_SUPERSCRIPTS}])")
_BASE = re.compile(r"(?:(?<=\d)|(?<=log))(?=[₀-₉])")  # 1010₂
_AFTER_A_BASE = re.compile(r"(?<=[₀-₉])\s?(?=\d)")  # log₁₀ 100
_SUPERSCRIPT_CHARS = re.compile(rf"[{_SUPERSCRIPTS}]")
_THIN_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")  # the narrow space of 1 234 567
_VULGAR = re.compile(r"(\d?)([¼-¾⅐-⅞↉])(?=(\w?))")  # ½, 1½

# Blocks of characters that stand for others: letterlike signs, Roman numerals, circled figures, squared units,
# full-width and mathematical letters. Unicode's own table (NFKC) says for which.
_COMPATIBLE = re.compile(r"[℀-⅏Ⅰ-ⅿ①-⓿㈀-㏿ﬀ-ﬆ！-￮\U0001d400-\U0001d7ff]")
_CIRCLED = re.compile(r"[①-⒛]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")  # ٣ and others
_HAS_UNUSUAL = re.compile(r"[^\x00-\x7f]")


def folded(text: str) -> str:
    """Return the text with unusual characters replaced by what they stand for; no value changes.

    Superscripts become "^" and figures, ready-made fractions "1/2", figures of other scripts 0 to 9, and dashes,
    quotes and spaces their plain forms.
    """
    if not _HAS_UNUSUAL.search(text):
        return text
    text = unicodedata.normalize("NFC", _THIN_THOUSANDS.sub("", text))
    text = _AFTER_A_BASE.sub(", ", text)
    text = _SUPERSCRIPT.sub("^", _BASE.sub(" base ", text.replace("³√", "∛").replace("⁴√", "∜")))
    text = _SUPERSCRIPT_CHARS.sub(lambda m: m[0].translate(_PLAIN_SUPERSCRIPTS), text)
    text = _VULGAR.sub(_fraction, text)
    text = _CIRCLED.sub(lambda m: f" {unicodedata.normalize('NFKC', m[0])} ", text.translate(_PUNCTUATION))
    text = _COMPATIBLE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return _FOREIGN_DIGIT.sub(
        lambda m: str(unicodedata.digit(m[0])), text.translate(_SUBSCRIPTS).translate(_PUNCTUATION)
    )


def _fraction(match: re.Match[str]) -> str:
    written = f"{match[1]} {unicodedata.normalize('NFKC', match[2])}".lstrip()
    return f"{written} " if match[3] else written


_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_EMOJI_FROM = 0x1F000
_EMOJI_MARKS = "\u200d\ufe0e\ufe0f\u20e3"
_NO_EMOJI = "°№©®℗♭♮"


def is_emoji(char: str) -> bool:
    """Return whether it is a picture, joiner or variation mark; not "℃" or "№", which stand for letters."""
    if char == "🔟" or char in _NO_EMOJI:
        return False
    if ord(char) >= _EMOJI_FROM or char in _EMOJI_MARKS:
        return True
    return unicodedata.category(char) == "So" and unicodedata.normalize("NFKC", char) == char
