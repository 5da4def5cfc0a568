"""A copy of a GGUF file with another chat template, for tests that run the real model on it."""

from __future__ import annotations

from pathlib import Path

from gguf import GGUFReader, GGUFValueType, GGUFWriter

TEMPLATE = "tokenizer.chat_template"


def with_chat_template(model_file: Path, into: Path, template: str) -> Path:
    """Write `model_file` to `into` with this template in place of its own; return `into`."""
    reader = GGUFReader(model_file)
    writer = GGUFWriter(into, str(reader.fields["general.architecture"].contents()))
    for name, value in reader.fields.items():
        if name.startswith("GGUF.") or name in ("general.architecture", TEMPLATE):
            continue
        kind, *inner = value.types
        writer.add_key_value(name, value.contents(), kind, inner[-1] if inner else None)
    writer.add_key_value(TEMPLATE, template, GGUFValueType.STRING)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_shape=tensor.data.shape, raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return into
