"""Checks the structure of a GGUF file without loading it: whether its parts fit together, and into the file.

llama.cpp refuses most damaged files itself, and ends the process at some: see `adapters/load_trial.py`. This is
cheaper, is asked before a file is trusted, and sees a file that was cut short. The layout is that of the GGUF
specification.
"""

from __future__ import annotations

import math
import mmap
import struct
from pathlib import Path
from typing import Any

from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""Formats of the types of values, by GGUF's numbers."""
_STRING, _ARRAY = 8, 9
_VERSIONS = (2, 3)
_MOST_DIMENSIONS = 4
_LONGEST_NAME = 63
"""Of a tensor, in ggml."""
_MOST_ALIGNMENT = 4096
_LAYER = "blk."


class _Damaged(Exception):
    pass


def gguf_problem(path: Path) -> str | None:
    """Return what is wrong with a file that begins with "GGUF", or None."""
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            _Walk(content).check()
    except (_Damaged, struct.error, UnicodeDecodeError, ValueError, OverflowError):
        return "is damaged, or was cut short: its parts do not fit together"
    return None


class _Walk:
    """A position in a GGUF file."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._place = 4

    def check(self) -> None:
        version, tensors, values = self._read("<IQQ")
        if version not in _VERSIONS or not tensors:
            raise _Damaged
        facts: dict[str, Any] = {}
        for _ in range(self._count(values)):
            name = self._string().decode()
            (kind,) = self._read("<I")
            facts[name] = self._value(kind)
        infos = [self._tensor() for _ in range(self._count(tensors))]
        alignment = facts.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 0 < alignment <= _MOST_ALIGNMENT or alignment & (alignment - 1):
            raise _Damaged
        _check_places(infos, alignment, len(self._content) - _aligned(self._place, alignment))
        _check_layers(facts, [name for name, _, _ in infos])

    def _read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._content, self._place)
        self._place += struct.calcsize(layout)
        return values

    def _count(self, count: int) -> int:
        """Return a number of things, of which none is smaller than a byte."""
        if count > len(self._content) - self._place:
            raise _Damaged
        return count

    def _string(self) -> bytes:
        (length,) = self._read("<Q")
        self._place += self._count(length)
        return self._content[self._place - length : self._place]

    def _value(self, kind: int) -> Any:
        """Return a number or a string, and pass over an array."""
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            element, count = self._read("<IQ")
            self._pass_over(element, self._count(count))
            return None
        if kind not in _NUMBERS:
            raise _Damaged
        return self._read(f"<{_NUMBERS[kind]}")[0]

    def _pass_over(self, kind: int, count: int) -> None:
        if kind == _STRING:
            content, place, end = self._content, self._place, len(self._content)
            length = struct.Struct("<Q").unpack_from
            for _ in range(count):  # 300,000 in a usual file
                place += 8 + length(content, place)[0]
                if place > end:
                    raise _Damaged
            self._place = place
        elif kind in _NUMBERS:
            self._place += self._count(count * struct.calcsize(_NUMBERS[kind]))
        else:
            raise _Damaged

    def _tensor(self) -> tuple[str, int, int]:
        """Return a tensor's name, its place among the weights, and its size in bytes."""
        name = self._string().decode()
        (rank,) = self._read("<I")
        if not name or len(name) > _LONGEST_NAME or not 1 <= rank <= _MOST_DIMENSIONS:
            raise _Damaged
        *dimensions, kind, place = self._read(f"<{rank}QIQ")
        block_values, block_bytes = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]
        if not all(dimensions) or dimensions[0] % block_values:
            raise _Damaged
        return name, place, math.prod(dimensions) // block_values * block_bytes


def _check_places(infos: list[tuple[str, int, int]], alignment: int, size: int) -> None:
    """The weights lie one after the other, and the last ends where the file does, less the padding."""
    end = 0
    for _, place, length in infos:
        if place != end:
            raise _Damaged
        end = _aligned(place + length, alignment)
    _, place, length = infos[-1]
    if not place + length <= size <= end:
        raise _Damaged
    if len({name for name, _, _ in infos}) != len(infos):
        raise _Damaged


def _check_layers(facts: dict[str, Any], names: list[str]) -> None:
    """There are as many layers as the file says: llama.cpp crashes on another number."""
    architecture = facts.get("general.architecture")
    if not isinstance(architecture, bytes):
        raise _Damaged
    layers = {name.split(".")[1] for name in names if name.startswith(_LAYER)}
    if facts.get(f"{architecture.decode()}.block_count") != len(layers):
        raise _Damaged


def _aligned(place: int, alignment: int) -> int:
    return -(-place // alignment) * alignment
