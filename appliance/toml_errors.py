"""Says why a file is not TOML, for people who have never heard of TOML: what it is instead, and what to do.

What to write in one line is guessed by `toml_hints`.
"""

from __future__ import annotations

import re

from appliance.system.printable import shown
from appliance.toml_hints import hint

_SAVE = "save it as plain text in UTF-8"
_FIRST_BYTES = {
    b"PK\x03\x04": "a document of a word processor, or an archive",
    b"\xd0\xcf\x11\xe0": "a document of a word processor",
    b"%PDF": "a PDF document",
    b"{\\rtf": "a document of a word processor (RTF)",
    b"\x1f\x8b": "an archive",
    b"\x00\x05\x16\x07": "what macOS keeps beside a file, not the file itself",
}
_BEGINNINGS = {
    r"<(!|\?|html|head|body)": "is a web page or XML, not TOML",
    r"\{": "is JSON, not TOML",
    r"<{7}|={7}|>{7}": "holds the marks of a merge that was not finished: delete their lines, and what is not wanted",
    r"```": "begins with ```: delete the lines with ```",
}
_FORM = "a line is a [section], or NAME = VALUE as volume = 80, or begins with #"
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x80-\U0010ffff]|[\x80-\x9f]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_TWICE = re.compile(r"Cannot declare \((.*?),?\) twice")
_PLACE = re.compile(r"at line (\d+)")


def binary_problem(content: bytes) -> str | None:
    """Return what is wrong with the bytes of a file that is no text; None where they may be one."""
    kind = next((kind for first, kind in _FIRST_BYTES.items() if content.startswith(first)), None)
    if kind:
        return f"is {kind}: write the settings into a file of their own, and {_SAVE}"
    if content.rstrip(b"\0").count(0) > len(content) // 4:
        return f"holds NUL characters, as UTF-16 and UTF-32 have: {_SAVE}"
    return None


def problem(text: str, error: str) -> str:
    """Return what is wrong with a text that `tomllib` refuses with `error`, and what to do. It has no subject."""
    for beginning, kind in _BEGINNINGS.items():
        if re.match(rf"\s*({beginning})", text, re.IGNORECASE):
            return kind if ":" in kind else f"{kind}: {_FORM}"
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        return f"is not valid TOML: line {line} holds a control character ({ascii(control[0])[1:-1]}): delete it"
    if "\n" not in text and _LONE_RETURN.search(text):
        return "is not valid TOML: its lines end with a carriage return alone: save it with the line ends of Unix"
    about = _twice(text, error) or shown(error) + (hint(text, error) or f"; {_FORM}")
    return f"is not valid TOML: {about}"


def _twice(text: str, error: str) -> str | None:
    """Return what is there twice, if that is wrong."""
    place = _PLACE.search(error)
    line = int(place[1]) if place else 0
    if twice := _TWICE.search(error):
        name = ".".join(re.findall(r"'([^']*)'", twice[1]))
        return f"[{shown(name, 80)}] is there twice (at line {line}): put the settings of both under the first"
    if error.startswith("Cannot overwrite") and 0 < line <= text.count("\n") + 1:
        name = text.splitlines()[line - 1].partition("=")[0].strip()
        return f"{shown(name, 80)} is set twice (at line {line}): keep one of the two"
    return None
