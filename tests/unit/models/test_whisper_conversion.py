"""The conversion from CTranslate2 to ggml, on a tiny Whisper. The real conversion is part of the set-up."""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from gguf import GGMLQuantizationType
from gguf.quants import dequantize
from numpy.typing import NDArray

from appliance.errors import ModelUnavailable
from appliance.models.ctranslate2 import read_variables
from appliance.models.ggml import MAGIC, convert_whisper

Variables = dict[str, NDArray[Any]]
STATE, VOCABULARY, TOKENS = 64, 50, [b"a", b" the", b"\xff", b""]
TYPES = {"float32": 0, "float16": 4}


@dataclass
class Inputs:
    weights: Path
    vocabulary: Path
    mel_filters: Path
    variables: Variables

    def convert(self, quantization: str, target: Path) -> bytes:
        convert_whisper(self.weights, self.vocabulary, self.mel_filters, quantization, target)
        return target.read_bytes()


def toy_whisper() -> Variables:
    """Return one encoder block and two decoder blocks, random but always the same."""
    random = np.random.default_rng(1)
    variables: Variables = {}

    def add(name: str, *shape: int) -> None:
        variables[name] = random.standard_normal(shape).astype(np.float16)

    def linear(name: str, rows: int, columns: int) -> None:
        add(f"{name}/weight", rows, columns)
        add(f"{name}/bias", rows)

    def norm(name: str) -> None:
        add(f"{name}/gamma", STATE)
        add(f"{name}/beta", STATE)

    def block(name: str) -> None:
        norm(f"{name}/self_attention/layer_norm")
        linear(f"{name}/self_attention/linear_0", 3 * STATE, STATE)
        linear(f"{name}/self_attention/linear_1", STATE, STATE)
        norm(f"{name}/ffn/layer_norm")
        linear(f"{name}/ffn/linear_0", 4 * STATE, STATE)
        linear(f"{name}/ffn/linear_1", STATE, 4 * STATE)

    add("encoder/conv1/weight", STATE, 80, 3)
    add("encoder/conv1/bias", STATE)
    add("encoder/conv2/weight", STATE, STATE, 3)
    add("encoder/conv2/bias", STATE)
    add("encoder/position_encodings/encodings", 6, STATE)
    add("decoder/position_encodings/encodings", 5, STATE)
    add("decoder/embeddings/weight", VOCABULARY, STATE)
    norm("encoder/layer_norm")
    norm("decoder/layer_norm")
    block("encoder/layer_0")
    for layer in range(2):
        block(f"decoder/layer_{layer}")
        norm(f"decoder/layer_{layer}/attention/layer_norm")
        linear(f"decoder/layer_{layer}/attention/linear_0", STATE, STATE)
        linear(f"decoder/layer_{layer}/attention/linear_1", 2 * STATE, STATE)
        linear(f"decoder/layer_{layer}/attention/linear_2", STATE, STATE)
    return variables


def write_ctranslate2(path: Path, variables: Mapping[str, NDArray[Any]]) -> None:
    def string(text: str) -> bytes:
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    with path.open("wb") as stream:
        stream.write(struct.pack("<I", 6) + string("WhisperSpec") + struct.pack("<2I", 3, len(variables)))
        for name, array in variables.items():
            stream.write(string(name) + struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape))
            stream.write(struct.pack("<BI", TYPES[str(array.dtype)], array.nbytes) + array.tobytes())
        stream.write(struct.pack("<I", 0))


def read_ggml(stream: BinaryIO) -> tuple[tuple[int, ...], list[bytes], dict[str, tuple[int, tuple[int, ...], bytes]]]:
    """Read a ggml Whisper as whisper.cpp does: header, tokens, and (type, dimensions, data) of each tensor."""

    def integers(count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}i", stream.read(4 * count))

    assert struct.unpack("<I", stream.read(4)) == (MAGIC,)
    header = integers(11)
    rows, columns = integers(2)
    assert np.array_equal(np.frombuffer(stream.read(4 * rows * columns), "<f4"), np.arange(80 * 3))
    tokens = [stream.read(integers(1)[0]) for _ in range(integers(1)[0])]
    tensors = {}
    while head := stream.read(12):
        rank, name_length, tensor_type = struct.unpack("<3i", head)
        dimensions = integers(rank)
        name = stream.read(name_length).decode()
        block, block_bytes = {0: (1, 4), 1: (1, 2), 7: (32, 24), 8: (32, 34)}[tensor_type]
        size_bytes = int(np.prod(dimensions)) // block * block_bytes
        tensors[name] = (tensor_type, dimensions, stream.read(size_bytes))
    return header, tokens, tensors


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    variables = toy_whisper()
    write_ctranslate2(tmp_path / "model.bin", variables)
    lines = [(base64.b64encode(token) or b"=").decode() + f" {rank}" for rank, token in enumerate(TOKENS)]
    (tmp_path / "toy.tiktoken").write_text("\n".join(lines) + "\n")
    np.savez(tmp_path / "mel.npz", mel_80=np.arange(80 * 3, dtype=np.float32).reshape(80, 3))
    return Inputs(tmp_path / "model.bin", tmp_path / "toy.tiktoken", tmp_path / "mel.npz", variables)


def test_header_tokens_and_names_are_those_of_whisper_cpp(inputs: Inputs, tmp_path: Path) -> None:
    inputs.convert("f16", tmp_path / "out.bin")
    with (tmp_path / "out.bin").open("rb") as stream:
        header, tokens, tensors = read_ggml(stream)
    assert header == (VOCABULARY, 6, 64, 1, 1, 5, 64, 1, 2, 80, 1)
    assert tokens == TOKENS
    # conv 4, positions 2, embedding 1, final norms 4; a block has 15, its cross-attention 9 more
    assert len(tensors) == 11 + 15 + 2 * 24
    assert {"encoder.ln_post.weight", "decoder.ln.bias", "decoder.blocks.1.cross_attn_ln.weight"} <= tensors.keys()
    assert {"encoder.blocks.0.mlp.0.weight", "encoder.blocks.0.mlp.2.bias"} <= tensors.keys()


def test_stacked_matrices_are_split_and_keys_lose_their_bias(inputs: Inputs, tmp_path: Path) -> None:
    inputs.convert("f16", tmp_path / "out.bin")
    with (tmp_path / "out.bin").open("rb") as stream:
        _, _, tensors = read_ggml(stream)
    assert not [name for name in tensors if name.endswith("key.bias")]
    stacked = inputs.variables["decoder/layer_1/self_attention/linear_0/weight"]
    for part, name in enumerate(("query", "key", "value")):
        kind, dimensions, data = tensors[f"decoder.blocks.1.attn.{name}.weight"]
        assert (kind, dimensions) == (1, (64, 64))
        assert data == stacked[64 * part : 64 * (part + 1)].tobytes()
    biases = inputs.variables["decoder/layer_0/attention/linear_1/bias"]
    assert tensors["decoder.blocks.0.cross_attn.value.bias"][2] == biases[64:].astype("<f4").tobytes()


@pytest.mark.parametrize(("quantization", "file_type", "tensor_type"), [("q8_0", 2007, 8), ("q5_1", 2009, 7)])
def test_only_the_matrices_are_quantised(
    inputs: Inputs, tmp_path: Path, quantization: str, file_type: int, tensor_type: int
) -> None:
    inputs.convert(quantization, tmp_path / "out.bin")
    with (tmp_path / "out.bin").open("rb") as stream:
        header, _, tensors = read_ggml(stream)
    assert header[-1] == file_type
    types = {name: kind for name, (kind, _, _) in tensors.items()}
    assert types["encoder.conv1.weight"] == 1
    assert tensors["encoder.conv1.weight"][1] == (3, 80, 64)
    assert tensors["encoder.conv1.bias"][:2] == (0, (1, 64))
    assert types["encoder.positional_embedding"] == types["decoder.positional_embedding"] == 0
    assert types["decoder.token_embedding.weight"] == tensor_type
    assert {types[name] for name in types if name.endswith(".bias")} == {0}
    stored = np.frombuffer(tensors["decoder.token_embedding.weight"][2], np.uint8)
    restored = dequantize(stored.reshape(VOCABULARY, -1), GGMLQuantizationType(tensor_type))
    embedding = inputs.variables["decoder/embeddings/weight"].astype(np.float32)
    assert float(np.abs(restored - embedding).max()) < {8: 0.02, 7: 0.13}[tensor_type]


def test_the_same_input_gives_the_same_bytes(inputs: Inputs, tmp_path: Path) -> None:
    assert inputs.convert("q8_0", tmp_path / "one.bin") == inputs.convert("q8_0", tmp_path / "two.bin")


@pytest.mark.parametrize("kept_bytes", [0, 3, 7, 30, 60, 5_000, -5])
def test_a_truncated_model_is_called_damaged(inputs: Inputs, tmp_path: Path, kept_bytes: int) -> None:
    whole = inputs.weights.read_bytes()
    # The four bytes of the empty list of aliases at the end are not read.
    inputs.weights.write_bytes(whole[:kept_bytes])
    with pytest.raises(ModelUnavailable, match=r"model.bin is damaged: it ends after \d+ bytes"):
        inputs.convert("q8_0", tmp_path / "out.bin")


def test_contradictions_and_other_files_are_refused(inputs: Inputs, tmp_path: Path) -> None:
    whole = bytearray(inputs.weights.read_bytes())
    other_file = tmp_path / "other_file.bin"
    other_file.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelUnavailable, match="not a CTranslate2 model"):
        read_variables(other_file)
    place = whole.index(b"encoder/conv1/weight\0") + len("encoder/conv1/weight\0")
    whole[place + 1] += 1  # first dimension
    other_file.write_bytes(whole)
    with pytest.raises(ModelUnavailable, match=r"'encoder/conv1/weight' claims \d+ bytes for the shape"):
        read_variables(other_file)


@pytest.mark.parametrize("lost", ["encoder/conv1/weight", "decoder/layer_1/ffn/linear_0/bias"])
def test_a_model_that_lacks_a_variable_is_no_whisper(inputs: Inputs, tmp_path: Path, lost: str) -> None:
    del inputs.variables[lost]
    write_ctranslate2(inputs.weights, inputs.variables)
    with pytest.raises(ModelUnavailable, match=f"has no '{lost}'"):
        inputs.convert("q8_0", tmp_path / "out.bin")


def test_a_wrong_vocabulary_or_wrong_mel_filters_are_refused(inputs: Inputs, tmp_path: Path) -> None:
    good = inputs.vocabulary.read_text()
    for text, complaint in (("YQ== 1\n", "line 1$"), ("YQ== 0\nY 1\n", "line 2$"), ("", "0 tokens")):
        inputs.vocabulary.write_text(text)
        with pytest.raises(ModelUnavailable, match=complaint):
            inputs.convert("q8_0", tmp_path / "out.bin")
    inputs.vocabulary.write_text(good)
    np.savez(inputs.mel_filters, mel_128=np.zeros((128, 3), np.float32))
    with pytest.raises(ModelUnavailable, match="no mel filters for 80 bands"):
        inputs.convert("q8_0", tmp_path / "out.bin")
    inputs.mel_filters.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(ModelUnavailable, match="no mel filters"):
        inputs.convert("q8_0", tmp_path / "out.bin")
