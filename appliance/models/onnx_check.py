"""Checks that the outermost parts of an ONNX file fill it: one that was cut short is seen without loading it.

An ONNX file is one message of Protocol Buffers: fields, each with a number, a kind and, in most kinds, a length.
"""

from __future__ import annotations

import mmap
from pathlib import Path

_VARINT, _MESSAGE = 0, 2
_GRAPH = 7
"""Number of the field that holds the model itself."""
_FIELDS = {1: _VARINT, 2: _MESSAGE, 3: _MESSAGE, 4: _MESSAGE, 5: _VARINT, 6: _MESSAGE, 7: _MESSAGE, 8: _MESSAGE,
           14: _MESSAGE, 20: _MESSAGE, 25: _MESSAGE, 26: _MESSAGE}  # fmt: skip
"""Kinds of the fields of a ModelProto."""


def onnx_problem(path: Path) -> str | None:
    """Return what is wrong with a file that begins as ONNX does, or None."""
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            numbers = _fields(content)
    except (ValueError, IndexError):
        numbers = []
    return None if numbers.count(_GRAPH) == 1 else "is damaged, or was cut short: its parts do not fit together"


def _fields(content: mmap.mmap) -> list[int]:
    """Return the numbers of the outermost fields; raise ValueError or IndexError if they do not fill the file."""
    place, numbers = 0, []
    while place < len(content):
        tag, place = _varint(content, place)
        number, kind = tag >> 3, tag & 7
        if _FIELDS.get(number) != kind:
            raise ValueError("no field of an ONNX model")
        value, place = _varint(content, place)
        if kind == _MESSAGE:
            place += value
        numbers.append(number)
    if place > len(content):
        raise ValueError("the last field is longer than the file")
    return numbers


def _varint(content: mmap.mmap, place: int) -> tuple[int, int]:
    """Return the number at a place, in groups of 7 bits, and the place after it."""
    value = 0
    for shift in range(0, 70, 7):
        byte = content[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("a number without an end")
