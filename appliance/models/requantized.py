"""Requantises a language model: the same GGUF file with weights of another type, which llama.cpp repacks for the CPU.

Pure numpy, by `gguf`, whose quantisers give bit for bit what llama.cpp's own give: so the result has one hash, whatever
machine made it, and the manifest has that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from appliance.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

TYPES = {"q4_0": 2, "q8_0": 7}
"""Name: the type of the whole file ("general.file_type"), in llama.cpp's numbers."""
KEPT = ("token_embd.weight", "output.weight")
"""What stays as it is. The output is read for each written token, and its errors are those of the next word."""
_ROWS = 4096
"""Rows that are made at a time: all of a large matrix as floats would not fit into a Pi with 2 GB beside the rest."""


def requantize(source: Path, quantization: str, target: Path) -> None:
    """Write `source` with its matrices as `quantization`, a key of TYPES; what is in KEPT, or no matrix, stays.

    The output depends on the input alone, bit for bit. Raises `ModelUnavailable` if `source` is no GGUF file, or one
    that cannot be requantised; `target` may then be half-written.
    """
    from gguf import GGUFReader, GGUFWriter

    try:
        reader = GGUFReader(source)
        architecture = str(reader.fields["general.architecture"].contents())
        writer = GGUFWriter(target, architecture)
        _copy_fields(reader, writer, TYPES[quantization])
        for tensor in reader.tensors:
            _add(writer, tensor, quantization)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for tensor in reader.tensors:
            _write(writer, tensor, quantization)
        writer.close()
    except (OSError, KeyError, ValueError, IndexError, NotImplementedError) as error:
        raise ModelUnavailable(f"{source}: cannot be requantised: {error}") from error


def _copy_fields(reader: Any, writer: Any, file_type: int) -> None:
    from gguf import GGUFValueType

    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue  # written by the writer itself
        kind, *inner = field.types
        value = file_type if name == "general.file_type" else field.contents()
        writer.add_key_value(name, value, kind, sub_type=inner[-1] if kind is GGUFValueType.ARRAY else None)


def _is_changed(tensor: Any) -> bool:
    return tensor.name not in KEPT and len(tensor.shape) == 2 and tensor.name.endswith(".weight")


def _type_of(tensor: Any, quantization: str) -> Any:
    from gguf import GGMLQuantizationType

    return GGMLQuantizationType[quantization.upper()] if _is_changed(tensor) else tensor.tensor_type


def _shape_of(tensor: Any, quantization: str) -> tuple[int, ...]:
    """Return the shape in bytes, as the writer wants it."""
    from gguf.quants import quant_shape_to_byte_shape

    elements = tuple(int(size) for size in reversed(tensor.shape))
    return quant_shape_to_byte_shape(elements, _type_of(tensor, quantization))


def _add(writer: Any, tensor: Any, quantization: str) -> None:
    kind = _type_of(tensor, quantization)
    if not _is_changed(tensor):
        writer.add_tensor_info(
            tensor.name, tensor.data.shape, tensor.data.dtype, tensor.data.nbytes, tensor.tensor_type
        )
        return
    shape = _shape_of(tensor, quantization)
    writer.add_tensor_info(tensor.name, shape, np.dtype(np.uint8), int(np.prod(shape)), kind)


def _write(writer: Any, tensor: Any, quantization: str) -> None:
    if not _is_changed(tensor):
        writer.write_tensor_data(tensor.data)
        return
    parts = list(_requantized(tensor, quantization))
    writer.write_tensor_data(np.concatenate(parts))


def _requantized(tensor: Any, quantization: str) -> Iterator[NDArray[np.uint8]]:
    from gguf import GGMLQuantizationType
    from gguf.quants import dequantize, quantize

    for start in range(0, len(tensor.data), _ROWS):
        rows = dequantize(tensor.data[start : start + _ROWS], tensor.tensor_type)
        yield quantize(rows, GGMLQuantizationType[quantization.upper()])
