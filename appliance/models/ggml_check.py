"""Checks a whisper.cpp ggml file without loading it: whisper.cpp crashes on a damaged one.

The header says which tensors a Whisper has, in which shapes and types; a file is right when it has exactly those. So
every bit of the header, and of the names and shapes, is checked against another. The layout is that of `ggml.py`.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from appliance.models.whisper_tensors import HEAD_WIDTH, WhisperShape

_F32, _F16 = 0, 1
_BLOCKS = {0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34)}
"""(values, bytes) of a block, by ggml's type number: f32, f16, q4_0, q4_1, q5_0, q5_1, q8_0."""
_K_BLOCKS = {10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210)}
"""The same for q2_K to q6_K."""
_TYPES = {0: 0, 1: 1, 2: 2, 3: 3, 7: 8, 8: 6, 9: 7, 10: 10, 11: 11, 12: 12, 13: 13, 14: 14}
"""Type of the weights, by the file's type (`ftype`, less the quantiser's version in its thousands)."""
_LONGEST_NAME = 256
_CONVOLUTION = 3
"""Width of both convolutions."""
_WIDENING = 4
"""How much wider than the state a block's hidden layer is."""


class _Tensor(NamedTuple):
    dimensions: tuple[int, ...]
    kind: int


class _Damaged(Exception):
    pass


def ggml_problem(path: Path) -> str | None:
    """Return what is wrong with a file that begins with ggml's magic number, or None."""
    try:
        with path.open("rb") as stream:
            _walk(stream, path.stat().st_size)
    except (_Damaged, struct.error, UnicodeDecodeError):
        return "is damaged, or was cut short: its parts do not fit together"
    return None


def _integers(stream: BinaryIO, count: int) -> tuple[int, ...]:
    return struct.unpack(f"<{count}i", stream.read(4 * count))


def _skip(stream: BinaryIO, length: int, size: int) -> None:
    if length < 0 or stream.tell() + length > size:
        raise _Damaged
    stream.seek(length, 1)


def _walk(stream: BinaryIO, size: int) -> None:
    *sizes, file_type = _integers(stream, 12)[1:]
    shape = WhisperShape(*sizes)
    if min(sizes) < 1 or file_type < 0 or file_type % 1000 not in _TYPES or not _is_whisper(shape):
        raise _Damaged
    n_mel, n_fft = _integers(stream, 2)
    if n_mel != shape.n_mels or n_fft < 1:
        raise _Damaged
    _skip(stream, 4 * n_mel * n_fft, size)
    (tokens,) = _integers(stream, 1)
    if not 0 < tokens <= shape.n_vocab:
        raise _Damaged
    for _ in range(tokens):
        _skip(stream, _integers(stream, 1)[0], size)
    _walk_tensors(stream, size, _tensors(shape, _TYPES[file_type % 1000], size))


def _is_whisper(shape: WhisperShape) -> bool:
    """Say whether the sizes go together as in every Whisper."""
    return (
        shape.n_audio_state == shape.n_text_state
        and shape.n_audio_head * HEAD_WIDTH == shape.n_audio_state
        and shape.n_text_head * HEAD_WIDTH == shape.n_text_state
    )


def _walk_tensors(stream: BinaryIO, size: int, wanted: dict[str, _Tensor]) -> None:
    """Take each tensor of the file off those that are wanted; none may be unknown, twice, or left."""
    while stream.tell() < size:
        rank, name_length, kind = _integers(stream, 3)
        if not (1 <= rank <= 4 and 0 < name_length <= _LONGEST_NAME):
            raise _Damaged
        dimensions = _integers(stream, rank)
        if wanted.pop(stream.read(name_length).decode(), None) != _Tensor(dimensions, kind):
            raise _Damaged
        block_values, block_bytes = (_BLOCKS | _K_BLOCKS)[kind]
        _skip(stream, math.prod(dimensions) // block_values * block_bytes, size)
    if wanted:
        raise _Damaged


def _tensors(shape: WhisperShape, weights: int, size: int) -> dict[str, _Tensor]:
    """Return the tensors of a Whisper of this shape by name; each dimension as ggml writes it, the innermost first."""
    if shape.n_audio_layer + shape.n_text_layer > size // shape.n_audio_state:
        raise _Damaged  # a layer is larger than its state: there cannot be so many, and listing them would take long
    state, convolution = shape.n_audio_state, weights if weights == _F32 else _F16
    tensors = {
        "encoder.positional_embedding": _Tensor((state, shape.n_audio_ctx), _F32),
        "encoder.conv1.weight": _Tensor((_CONVOLUTION, shape.n_mels, state), convolution),
        "encoder.conv1.bias": _Tensor((1, state), _F32),
        "encoder.conv2.weight": _Tensor((_CONVOLUTION, state, state), convolution),
        "encoder.conv2.bias": _Tensor((1, state), _F32),
        "decoder.positional_embedding": _Tensor((state, shape.n_text_ctx), _F32),
        "decoder.token_embedding.weight": _Tensor((state, shape.n_vocab), weights),
    }
    norms, squares = ["encoder.ln_post", "decoder.ln"], []
    for part, layers in (("encoder", shape.n_audio_layer), ("decoder", shape.n_text_layer)):
        attentions = ("attn", "cross_attn") if part == "decoder" else ("attn",)
        for block in (f"{part}.blocks.{layer}." for layer in range(layers)):
            norms += [f"{block}{name}_ln" for name in (*attentions, "mlp")]
            squares += [f"{block}{name}.{which}" for name in attentions for which in ("query", "key", "value", "out")]
            hidden = _WIDENING * state
            tensors[f"{block}mlp.0.weight"] = _Tensor((state, hidden), weights)
            tensors[f"{block}mlp.0.bias"] = _Tensor((hidden,), _F32)
            tensors[f"{block}mlp.2.weight"] = _Tensor((hidden, state), weights)
            tensors[f"{block}mlp.2.bias"] = _Tensor((state,), _F32)
    for name in norms:
        tensors |= {f"{name}.{which}": _Tensor((state,), _F32) for which in ("weight", "bias")}
    for name in squares:
        tensors[f"{name}.weight"] = _Tensor((state, state), weights)
        if not name.endswith(".key"):  # Whisper's keys have no bias
            tensors[f"{name}.bias"] = _Tensor((state,), _F32)
    return tensors
