"""Writes a Whisper model in whisper.cpp's ggml format, quantised.

Knows only the file format; the tensors come from `whisper_tensors.py`. The output depends on the input alone, bit for
bit: its hash is in the manifest.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile

import numpy as np

from appliance.errors import ModelUnavailable
from appliance.models.ctranslate2 import read_variables
from appliance.models.whisper_tensors import whisper_shape, whisper_tensors

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = 0x67676D6C
QUANTIZATIONS = {"f16": (1, 1), "q5_1": (9, 7), "q8_0": (7, 8)}
"""Name: (ftype of the whole file, type of each quantised tensor), in ggml's numbers."""
_QUANTIZATION_VERSION = 2  # ggml stores it in the thousands of ftype
_F32, _F16 = 0, 1
_KEPT_EXACT = (
    "encoder.positional_embedding",
    "decoder.positional_embedding",
    "encoder.conv1.bias",
    "encoder.conv2.bias",
)


def convert_whisper(weights: Path, vocabulary: Path, mel_filters: Path, quantization: str, target: Path) -> None:
    """Convert a CTranslate2 Whisper into the ggml file that whisper.cpp loads.

    `weights` is CTranslate2's `model.bin`. `vocabulary` is a `.tiktoken` file and `mel_filters` the `.npz`, both from
    OpenAI's package. `quantization` is a key of QUANTIZATIONS. The layout follows whisper.cpp's `whisper_model_load`
    and its `quantize` example, which decides what stays exact: vectors, the convolutions' biases and the positions.

    Raises ModelUnavailable if an input is not what it should be; `target` may then be half-written.
    """
    variables = read_variables(weights)
    shape = whisper_shape(variables)
    file_type, tensor_type = QUANTIZATIONS[quantization]
    if quantization != "f16":
        file_type += 1000 * _QUANTIZATION_VERSION
    with target.open("wb") as stream:
        stream.write(struct.pack("<I11i", MAGIC, *astuple(shape), file_type))
        _write_mel_filters(stream, mel_filters, shape.n_mels)
        _write_vocabulary(stream, vocabulary, shape.n_vocab)
        for name, tensor in whisper_tensors(variables):
            _write_tensor(stream, name, tensor, tensor_type)


def _write_mel_filters(stream: BinaryIO, path: Path, n_mels: int) -> None:
    try:
        with path.open("rb") as source, np.load(source, allow_pickle=False) as arrays:
            filters = np.asarray(arrays[f"mel_{n_mels}"], dtype="<f4")
    except (KeyError, ValueError, OSError, BadZipFile) as error:
        raise ModelUnavailable(f"{path} has no mel filters for {n_mels} bands: {error}") from error
    stream.write(struct.pack("<2i", *filters.shape))
    stream.write(filters.tobytes())


def _write_vocabulary(stream: BinaryIO, path: Path, n_vocab: int) -> None:
    tokens = list(_tokens(path))
    if not tokens or len(tokens) > n_vocab:
        raise ModelUnavailable(f"{path} has {len(tokens)} tokens, and does not fit a model with {n_vocab}")
    stream.write(struct.pack("<i", len(tokens)))
    for token in tokens:
        stream.write(struct.pack("<i", len(token)))
        stream.write(token)


def _tokens(path: Path) -> Iterator[bytes]:
    for rank, line in enumerate(path.read_bytes().splitlines()):
        encoded, _, number = line.partition(b" ")
        try:
            # The multilingual vocabulary ends with an empty token that is written "=", which is no valid base64.
            token = b"" if encoded == b"=" else base64.b64decode(encoded, validate=True)
        except ValueError:
            token = None
        if token is None or number != str(rank).encode():
            raise ModelUnavailable(f"{path} is not a tiktoken vocabulary: see line {rank + 1}")
        yield token


def _write_tensor(stream: BinaryIO, name: str, tensor: NDArray[np.generic], tensor_type: int) -> None:
    tensor_type = _stored_type(name, tensor.ndim, tensor_type)
    encoded_name = name.encode()
    stream.write(struct.pack("<3i", tensor.ndim, len(encoded_name), tensor_type))
    stream.write(struct.pack(f"<{tensor.ndim}i", *reversed(tensor.shape)))
    stream.write(encoded_name)
    stream.write(_encoded(tensor, tensor_type))


def _stored_type(name: str, rank: int, tensor_type: int) -> int:
    if rank == 1 or name in _KEPT_EXACT:
        return _F32
    return tensor_type if rank == 2 else _F16  # convolutions have rank 3: whisper.cpp wants them as f16


def _encoded(tensor: NDArray[np.generic], tensor_type: int) -> bytes:
    if tensor_type == _F32:
        return tensor.astype("<f4").tobytes()
    if tensor_type == _F16:
        return tensor.astype("<f2").tobytes()
    from gguf import GGMLQuantizationType
    from gguf.quants import quantize

    return quantize(tensor.astype(np.float32), GGMLQuantizationType(tensor_type)).tobytes()
