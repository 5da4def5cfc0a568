"""Checks the structure of a whisper.cpp ggml file without loading it: whisper.cpp crashes on a damaged one.

The layout is that of `ggml.py`, which writes such files.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_BLOCKS = {0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34)}
"""(values, bytes) of a block, by ggml's type number: f32, f16, q4_0, q4_1, q5_0, q5_1, q8_0."""
_K_BLOCKS = {10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210)}
"""The same for q2_K to q6_K."""
_LONGEST_NAME = 256
_MOST_TOKENS = 1_000_000


def ggml_problem(path: Path) -> str | None:
    """Return what is wrong with the structure of a file that begins with ggml's magic number, or None."""
    try:
        with path.open("rb") as stream:
            _walk(stream, path.stat().st_size)
    except (_Damaged, struct.error):
        return "is damaged, or was cut short: its parts do not add up to its size"
    return None


class _Damaged(Exception):
    pass


def _integers(stream: BinaryIO, count: int) -> tuple[int, ...]:
    return struct.unpack(f"<{count}i", stream.read(4 * count))


def _skip(stream: BinaryIO, length: int, size: int) -> None:
    if length < 0 or stream.tell() + length > size:
        raise _Damaged
    stream.seek(length, 1)


def _walk(stream: BinaryIO, size: int) -> None:
    hyperparameters = _integers(stream, 12)[1:]
    if min(hyperparameters) < 0 or min(hyperparameters[:10]) < 1:
        raise _Damaged
    n_mel, n_fft = _integers(stream, 2)
    _skip(stream, 4 * n_mel * n_fft, size)
    (tokens,) = _integers(stream, 1)
    if not 0 < tokens < _MOST_TOKENS:
        raise _Damaged
    for _ in range(tokens):
        _skip(stream, _integers(stream, 1)[0], size)
    tensors = 0
    while stream.tell() < size:
        _walk_tensor(stream, size)
        tensors += 1
    if not tensors:
        raise _Damaged


def _walk_tensor(stream: BinaryIO, size: int) -> None:
    dimensions, name_length, kind = _integers(stream, 3)
    if not (1 <= dimensions <= 4 and 0 < name_length <= _LONGEST_NAME):
        raise _Damaged
    values = 1
    for dimension in _integers(stream, dimensions):
        values *= dimension
    block_values, block_bytes = (_BLOCKS | _K_BLOCKS).get(kind, (0, 0))
    if not block_values or values <= 0:
        raise _Damaged
    _skip(stream, name_length, size)
    _skip(stream, values // block_values * block_bytes, size)
