"""The smallest files that are what each kind of model must be: their parts fit together, and nothing is in them."""

from __future__ import annotations

import json
import struct

from gguf import GGMLQuantizationType

STATE = 64
"""Width of the smallest Whisper: one head."""
_TENSOR_ALIGNMENT = 32


def ggml(layers: int = 1, vocabulary: int = 3, mels: int = 2) -> bytes:
    """Return a Whisper of f32 for whisper.cpp, all zeros."""
    content = struct.pack("<12i", 0x67676D6C, vocabulary, 4, STATE, 1, layers, 5, STATE, 1, layers, mels, 0)
    content += struct.pack("<2i", mels, 3) + bytes(4 * mels * 3)
    content += struct.pack("<i", 2) + struct.pack("<i", 3) + b"cat" + struct.pack("<i", 0)
    tensors: dict[str, tuple[int, ...]] = {
        "encoder.positional_embedding": (STATE, 4), "decoder.positional_embedding": (STATE, 5),
        "encoder.conv1.weight": (3, mels, STATE), "encoder.conv2.weight": (3, STATE, STATE),
        "encoder.conv1.bias": (1, STATE), "encoder.conv2.bias": (1, STATE),
        "decoder.token_embedding.weight": (STATE, vocabulary),
        "encoder.ln_post.weight": (STATE,), "encoder.ln_post.bias": (STATE,),
        "decoder.ln.weight": (STATE,), "decoder.ln.bias": (STATE,),
    }  # fmt: skip
    for part in ("encoder", "decoder"):
        for layer in range(layers):
            for name in ("attn", "cross_attn") if part == "decoder" else ("attn",):
                block = f"{part}.blocks.{layer}.{name}"
                tensors |= {f"{block}.{which}.weight": (STATE, STATE) for which in ("query", "key", "value", "out")}
                tensors |= {f"{block}.{which}.bias": (STATE,) for which in ("query", "value", "out")}
                tensors |= {f"{block}_ln.{which}": (STATE,) for which in ("weight", "bias")}
            block = f"{part}.blocks.{layer}.mlp"
            tensors |= {f"{block}.0.weight": (STATE, 4 * STATE), f"{block}.0.bias": (4 * STATE,)}
            tensors |= {f"{block}.2.weight": (4 * STATE, STATE), f"{block}.2.bias": (STATE,)}
            tensors |= {f"{block}_ln.{which}": (STATE,) for which in ("weight", "bias")}
    for name, dimensions in tensors.items():
        content += struct.pack("<3i", len(dimensions), len(name), 0) + struct.pack(f"<{len(dimensions)}i", *dimensions)
        size = 4
        for dimension in dimensions:
            size *= dimension
        content += name.encode() + bytes(size)
    return content


def gguf(weights: bytes = bytes(64), layers: int = 1) -> bytes:
    """Return a language model for llama.cpp with these bytes as its weights, and nothing else that one needs."""
    kind = struct.pack("<I", 8)
    content = b"GGUF" + struct.pack("<IQQ", 3, layers, 3)
    content += _string("general.architecture") + kind + _string("llama")
    content += _string("llama.block_count") + struct.pack("<II", 4, layers)
    content += _string("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + _string("cat") + _string("dog")
    place = 0
    for layer in range(layers):
        size = len(weights) // layers // _TENSOR_ALIGNMENT * _TENSOR_ALIGNMENT if layer < layers - 1 else None
        size = len(weights) - place if size is None else size
        info = struct.pack("<IQIQ", 1, size, int(GGMLQuantizationType.I8), place)
        content += _string(f"blk.{layer}.weight") + info
        place += size
    return content + bytes(-len(content) % _TENSOR_ALIGNMENT) + weights


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def onnx(graph: bytes = bytes(50)) -> bytes:
    """Return a model of ONNX with a version and a graph of these bytes, up to 127."""
    return b"\x08\x07" + b"\x3a" + bytes([len(graph)]) + graph


def voice_description(**changes: object) -> bytes:
    """Return the description of a voice, with these entries changed."""
    described: dict[str, object] = {
        "audio": {"sample_rate": 22050},
        "espeak": {"voice": "en-us"},
        "num_symbols": 256,
        "num_speakers": 1,
        "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [14]},
    }
    return json.dumps(described | changes).encode()
