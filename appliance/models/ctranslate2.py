"""Reads the variables of a CTranslate2 `model.bin`.

Knows only the container format. `whisper_tensors.py` knows what the variables mean for Whisper.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from appliance.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = 6
_TYPES = ("<f4", "i1", "<i2", "<i4", "<f2")
_MAX_RANK = 8


def read_variables(path: Path) -> dict[str, NDArray[np.generic]]:
    """Read every variable of a CTranslate2 model: by its name, in the shape and type it was stored in.

    The layout is that of CTranslate2's binary format 6 (`python/ctranslate2/specs/model_spec.py`, `_serialize`), little
    endian: version, name and revision of the spec, number of variables; then for each variable its name, rank,
    dimensions, type, size in bytes and data. The aliases after them are not read: they only repeat variables.

    Raises ModelUnavailable if the file is something else, is cut short, or contradicts itself.
    """
    with path.open("rb") as stream:
        reader = _Reader(stream, path)
        version = reader.integer("<I")
        if version != VERSION:
            raise ModelUnavailable(
                f"{path} is not a CTranslate2 model of format {VERSION} (it starts with {version:#x})"
            )
        reader.string()  # name of the spec, as "WhisperSpec"
        reader.integer("<I")  # revision of the spec
        count = reader.integer("<I")
        return dict(reader.variable() for _ in range(count))


class _Reader:
    """Reads the parts of the format from a stream. Its errors say where the file ended too early."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self._stream = stream
        self._path = path
        self._size_bytes = path.stat().st_size

    def variable(self) -> tuple[str, NDArray[np.generic]]:
        name = self.string()
        rank = self.integer("<B")
        if rank > _MAX_RANK:
            raise self._damaged(f"{name!r} claims {rank} dimensions")
        shape = tuple(self.integer("<I") for _ in range(rank))
        type_number = self.integer("<B")
        if type_number >= len(_TYPES):
            raise self._damaged(f"{name!r} is of the unknown type {type_number}")
        dtype = np.dtype(_TYPES[type_number])
        size_bytes = self.integer("<I")
        if size_bytes != int(np.prod(shape, dtype=np.int64)) * dtype.itemsize:
            raise self._damaged(f"{name!r} claims {size_bytes} bytes for the shape {shape}")
        return name, np.frombuffer(self._read(size_bytes), dtype).reshape(shape)

    def string(self) -> str:
        raw = self._read(self.integer("<H"))
        try:
            return raw.removesuffix(b"\0").decode()
        except UnicodeDecodeError:
            raise self._damaged(f"{raw[:20]!r} is where a name should be") from None

    def integer(self, layout: str) -> int:
        (value,) = struct.unpack(layout, self._read(struct.calcsize(layout)))
        return int(value)

    def _read(self, size_bytes: int) -> bytes:
        # Checked before reading, so that a damaged length does not reserve gigabytes.
        position = self._stream.tell()
        if position + size_bytes > self._size_bytes:
            raise self._damaged(f"it ends after {self._size_bytes} bytes, where more should follow")
        return self._stream.read(size_bytes)

    def _damaged(self, what: str) -> ModelUnavailable:
        return ModelUnavailable(f"{self._path} is damaged: {what}; fetch it again")
