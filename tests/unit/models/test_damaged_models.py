"""Damaged model files: whatever bit is wrong in what a file says of itself, it is refused before it is loaded."""

from __future__ import annotations

import os
import random
import struct
from pathlib import Path

import pytest

from appliance.errors import ModelUnavailable
from appliance.models.first_use import FirstUseRecord, TrustedFile
from appliance.models.ggml_check import ggml_problem
from appliance.models.gguf_check import gguf_problem
from appliance.models.manifest import Manifest, Model, ModelFile, Role
from appliance.models.onnx_check import onnx_problem
from appliance.models.store import FileState, ModelStore
from appliance.models.voice_check import voice_problem
from appliance.system.hashes import file_sha256
from tests.unit.models.model_files import ggml, gguf, onnx, voice_description


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "model"


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_files_whose_parts_fit_together_are_right(file: Path) -> None:
    for content, problem in ((ggml(layers=2), ggml_problem), (gguf(layers=3, weights=bytes(96)), gguf_problem)):
        file.write_bytes(content)
        assert problem(file) is None
    file.write_bytes(onnx())
    assert onnx_problem(file) is None
    file.write_bytes(voice_description())
    assert voice_problem(file) is None


@pytest.mark.parametrize("bit", range(32, 14 * 32))
def test_every_bit_of_a_recogniser_s_header_counts(file: Path, bit: int) -> None:
    """All but the version of the quantiser, which is in the thousands of the last number."""
    file.write_bytes(flipped(ggml(), bit))
    assert ggml_problem(file)


def test_bits_between_the_weights_of_a_recogniser_count(file: Path) -> None:
    """The names, shapes and types; the weights themselves are for the hash."""
    content, rng = ggml(), random.Random(1)
    for name in (b"encoder.conv1.bias", b"decoder.blocks.0.cross_attn.out.weight", b"decoder.blocks.0.mlp_ln.bias"):
        place = content.index(name)
        for bit in rng.sample(range(8 * (place - 4 - 3 * 4), 8 * (place + len(name))), 60):
            file.write_bytes(flipped(content, bit))
            assert ggml_problem(file), (name, bit)


def test_bits_of_a_language_model_s_table_count(file: Path) -> None:
    content = gguf(layers=2, weights=bytes(128))
    unseen = [bit for bit in range(32, 8 * (len(content) - 128)) if not _is_seen(file, flipped(content, bit))]
    harmless = {b"tokenizer.ggml.tokens", b"cat", b"dog", b"blk.0.weight", b"blk.1.weight", b"llama", b"general."}
    inside = [range(8 * content.index(text), 8 * (content.index(text) + len(text))) for text in harmless]
    padding = range(8 * (content.index(b"blk.1.weight") + 36), 8 * (len(content) - 128))
    signed = 8 * (content.index(b"llama.block_count") + len(b"llama.block_count"))
    left = [bit for bit in unseen if not any(bit in place for place in (*inside, padding))]
    assert left == [32, signed], "version 3 or 2; a count with a sign or without"


def _is_seen(file: Path, content: bytes) -> bool:
    file.write_bytes(content)
    return gguf_problem(file) is not None


@pytest.mark.parametrize("length", [4, 24, 100, -65, -64, -1])
def test_a_language_model_that_was_cut_short_is_seen(file: Path, length: int) -> None:
    file.write_bytes(gguf()[:length])
    assert gguf_problem(file)


@pytest.mark.parametrize("count", [2**32, 2**63, 2**64 - 1])
def test_sizes_beyond_all_measure_are_seen_at_once(file: Path, count: int) -> None:
    content = gguf()
    for place in (8, 16):
        file.write_bytes(content[:place] + struct.pack("<Q", count) + content[place + 8 :])
        assert gguf_problem(file)


def test_layers_that_are_not_there_are_seen(file: Path) -> None:
    count = b"llama.block_count" + struct.pack("<I", 4)
    content = gguf(layers=2)
    place = content.index(count) + len(count)
    file.write_bytes(content[:place] + struct.pack("<I", 30) + content[place + 4 :])
    assert gguf_problem(file)


@pytest.mark.parametrize("content", [onnx()[:-1], onnx() + b"\x00", onnx() + onnx(), b"\x08", b"\x08\xff\xff"])
def test_an_onnx_file_of_another_length_is_seen(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert onnx_problem(file)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audio": {"sample_rate": 1}}, "audio.sample_rate = 1"),
        ({"audio": {"sample_rate": "22050"}}, "audio.sample_rate = '22050'"),
        ({"audio": {"sample_rate": True}}, "audio.sample_rate"),
        ({"audio": 3}, "audio = 3"),
        ({"espeak": {}}, "espeak.voice"),
        ({"espeak": {"voice": ["en"]}}, "espeak.voice"),
        ({"espeak": {"voice": "en\0us"}}, "espeak.voice"),
        ({"num_symbols": "many"}, "num_symbols = 'many'"),
        ({"num_speakers": 0}, "num_speakers = 0"),
        ({"num_speakers": 1.5}, "num_speakers = 1.5"),
        ({"phoneme_type": "morse"}, "phoneme_type = 'morse'"),
        ({"phoneme_id_map": {}}, "phoneme_id_map"),
        ({"phoneme_id_map": {"_": [0], "^": [1]}}, "has no '$'"),
        ({"phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [256]}}, "beyond num_symbols"),
        ({"phoneme_id_map": {"_": ["0"]}}, "phoneme_id_map._.0 = '0'"),
        ({"inference": {"length_scale": 0}}, "inference.length_scale = 0"),
        ({"inference": {"noise_scale": "a lot"}}, "inference.noise_scale"),
        ({"hop_length": -1}, "hop_length = -1"),
    ],
)
def test_a_voice_s_description_is_checked_key_by_key(file: Path, changes: dict[str, object], said: str) -> None:
    file.write_bytes(voice_description(**changes))
    problem = voice_problem(file)
    assert problem is not None
    assert said in problem
    assert len(problem) < 300


@pytest.mark.parametrize("content", [b"[" * 100_000, b"1" * 5000, b"\xff", b"null", b" " * 5_000_000])
def test_what_is_no_description_at_all_is_one_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert "is not the configuration of a Piper voice" in str(voice_problem(file))


def test_a_file_of_unknown_hash_that_does_not_fit_together_is_not_trusted(tmp_path: Path) -> None:
    """Neither when it is seen first, nor because it was trusted before that was looked at."""
    known = ModelFile("brain.gguf", 1000, url="https://models.invalid/brain.gguf")
    model = Model("brain", Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", (known,))
    store = ModelStore(tmp_path, Manifest((), (model,)))
    path = tmp_path / known.name
    path.write_bytes(gguf()[:-20])
    assert store.verify("brain")[0].state is FileState.DAMAGED
    FirstUseRecord(tmp_path).put(known.name, TrustedFile(str(known.url), path.stat().st_size, file_sha256(path)))
    assert store.verify("brain")[0].state is FileState.DAMAGED


@pytest.mark.parametrize("kind", ["pipe", "folder", "link to nothing", "nested", "too long", "a list"])
def test_a_damaged_record_of_first_use_is_one_sentence(kind: str, tmp_path: Path) -> None:
    """Never a wait for a pipe, and never more memory than a record needs."""
    path = FirstUseRecord(tmp_path).path
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "link to nothing":
            path.symlink_to("nothing")
        case "too long":
            with path.open("wb") as file:
                file.truncate(20 << 30)
        case _:
            path.write_bytes(b"[" * 100_000 if kind == "nested" else b"[]")
    with pytest.raises(ModelUnavailable) as error:
        FirstUseRecord(tmp_path).get("x", None)
    assert str(error.value).startswith(f"the record {path} ")
    assert str(error.value).endswith(": delete it, and its files are trusted anew")
