"""A language model with weights of another type: what changes, what stays, and that it is the same on every machine."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter
from gguf.quants import dequantize, quantize

from appliance.errors import DownloadFailed, ModelUnavailable
from appliance.models.fetch import fetch_model
from appliance.models.manifest import Manifest, Model, ModelFile, Role, load_manifest
from appliance.models.requantized import KEPT, TYPES, requantize
from appliance.models.sources import Requantization
from appliance.models.store import ModelStore
from appliance.system.hashes import file_sha256
from tests.unit.models.model_server import LocalServer, names_in

GOLDEN = {
    "q4_0": "fd1bceea4fed578087daa4af10d5f6e92fe41c70bb02b37b55bfc123f05f4e07",
    "q8_0": "7286b75457e59db8317dafdc213c1d2c74877802aac30d06745dbbc39f04004d",
}
"""SHA-256 of what is made of `small_model`: on x86-64, and under emulation on aarch64."""


def pattern(rows: int, columns: int) -> Any:
    """Return weights between -1 and 1 by integers alone, so that they are the same everywhere."""
    numbers = (np.arange(rows * columns, dtype=np.int64) * 7919 + 13) % 2003
    return ((numbers - 1001) / np.float32(1001)).astype(np.float32).reshape(rows, columns)


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """Return a GGUF file like that of a language model: embeddings, a matrix of two types each, a vector."""
    path = tmp_path / "small.gguf"
    writer = GGUFWriter(path, "llama")
    writer.add_name("Small")
    writer.add_file_type(3)
    writer.add_context_length(128)
    writer.add_block_count(1)
    writer.add_token_list(["a", "b", "ç"])
    writer.add_token_scores([0.5, -1.0, 2.0])
    writer.add_bool("general.is_small", True)
    for name, rows, kind in (
        ("token_embd.weight", 3, GGMLQuantizationType.Q8_0),
        ("blk.0.ffn_up.weight", 6000, GGMLQuantizationType.Q4_1),
        ("blk.0.ffn_down.weight", 8, GGMLQuantizationType.Q5_0),
        ("output.weight", 3, GGMLQuantizationType.Q8_0),
    ):
        data = quantize(pattern(rows, 64), kind)
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.add_tensor("blk.0.attn_norm.weight", pattern(1, 64)[0])
    writer.add_tensor("blk.0.attn_q.bias", pattern(1, 64)[0])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def tensors(path: Path) -> dict[str, Any]:
    return {tensor.name: tensor for tensor in GGUFReader(path).tensors}


@pytest.mark.parametrize("quantization", TYPES)
def test_matrices_get_the_new_type_and_the_rest_stays(small_model: Path, tmp_path: Path, quantization: str) -> None:
    requantize(small_model, quantization, tmp_path / "new.gguf")
    before, after = tensors(small_model), tensors(tmp_path / "new.gguf")
    assert list(before) == list(after)
    changed = {name for name in before if before[name].tensor_type != after[name].tensor_type}
    assert changed == {"blk.0.ffn_up.weight", "blk.0.ffn_down.weight"}
    for name in changed:
        assert after[name].tensor_type.name.lower() == quantization
        assert list(after[name].shape) == list(before[name].shape)
    for name in before.keys() - changed:
        assert np.array_equal(before[name].data, after[name].data)
    assert set(KEPT) <= before.keys() - changed


@pytest.mark.parametrize(("quantization", "most"), [("q4_0", 0.16), ("q8_0", 0.01)])
def test_weights_are_about_the_same(small_model: Path, tmp_path: Path, quantization: str, most: float) -> None:
    requantize(small_model, quantization, tmp_path / "new.gguf")
    name = "blk.0.ffn_up.weight"
    before, after = tensors(small_model)[name], tensors(tmp_path / "new.gguf")[name]
    difference = dequantize(before.data, before.tensor_type) - dequantize(after.data, after.tensor_type)
    assert 0 < np.abs(difference).max() < most


def test_what_the_file_says_of_itself_stays_but_for_its_type(small_model: Path, tmp_path: Path) -> None:
    requantize(small_model, "q4_0", tmp_path / "new.gguf")
    before, after = GGUFReader(small_model).fields, GGUFReader(tmp_path / "new.gguf").fields
    assert before.keys() == after.keys()
    told = {name for name in before if before[name].contents() != after[name].contents()}
    assert told == {"general.file_type"}
    assert after["general.file_type"].contents() == TYPES["q4_0"]


@pytest.mark.parametrize("quantization", TYPES)
def test_the_same_comes_out_on_every_machine(small_model: Path, tmp_path: Path, quantization: str) -> None:
    requantize(small_model, quantization, tmp_path / "new.gguf")
    assert hashlib.sha256((tmp_path / "new.gguf").read_bytes()).hexdigest() == GOLDEN[quantization]


@pytest.mark.parametrize("content", [b"", b"GGUF", b"no model" * 100])
def test_what_is_no_gguf_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.gguf").write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"bad\.gguf: cannot be requantised: ") as caught:
        requantize(tmp_path / "bad.gguf", "q4_0", tmp_path / "new.gguf")
    assert "\n" not in str(caught.value)


def test_a_model_of_the_list_is_made_of_another_of_the_list() -> None:
    manifest = load_manifest()
    made = [(model, file) for model in manifest.models for file in model.files if file.requantization]
    assert made
    for model, file in made:
        assert isinstance(file.requantization, Requantization)
        other = manifest.model(file.requantization.of)
        assert (model.role, model.licence, model.system_prompt) == (other.role, other.licence, other.system_prompt)
        assert file.sha256
        assert file.sources == (file.requantization,)


# --- fetched ---


def store_with(source: Path, folder: Path, sha256: str, said: list[str]) -> ModelStore:
    """Return a store with a model that is here, and one that is to be made of it and should have this hash."""
    folder.mkdir()
    shutil.copy(source, folder / "small.gguf")
    given = ModelFile(
        "small.gguf", source.stat().st_size, file_sha256(source), url="https://nowhere.invalid/small.gguf"
    )
    made = ModelFile("made.gguf", 1, sha256, requantization=Requantization("small", "q4_0"))
    models = (
        Model("small", Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", (given,)),
        Model("made", Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", (made,)),
    )
    return ModelStore(folder, Manifest((), models), said.append)


def test_a_model_that_is_made_of_another_is_fetched_after_it(small_model: Path, tmp_path: Path) -> None:
    said: list[str] = []
    store = store_with(small_model, tmp_path / "models", GOLDEN["q4_0"], said)
    fetch_model(store, "made")
    assert file_sha256(tmp_path / "models" / "made.gguf") == GOLDEN["q4_0"]
    assert sorted(path.name for path in (tmp_path / "models").iterdir()) == ["made.gguf", "small.gguf"]
    assert said[0] == "small: here already, and right"
    assert said[1].startswith("making made.gguf of small")
    fetch_model(store, "made")
    assert said[-1] == "made: here already, and right"


def store_that_fetches(source: Path, folder: Path, server: LocalServer, said: list[str]) -> ModelStore:
    """Return an empty store with a model that comes from `server`, and one that is made of it."""
    content = source.read_bytes()
    server.files["/small.gguf"] = content
    given = ModelFile("small.gguf", len(content), file_sha256(source), url=server.url("/small.gguf"))
    made = ModelFile("made.gguf", 1, GOLDEN["q4_0"], requantization=Requantization("small", "q4_0"))
    models = tuple(
        Model(name, Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", (file,))
        for name, file in (("small", given), ("made", made))
    )
    return ModelStore(folder, Manifest((), models), said.append)


def test_what_was_fetched_only_to_make_another_of_it_does_not_stay(
    small_model: Path, tmp_path: Path, server: LocalServer
) -> None:
    said: list[str] = []
    fetch_model(store_that_fetches(small_model, tmp_path / "models", server, said), "made")
    assert names_in(tmp_path / "models") == {"made.gguf"}
    assert said[-1] == "small: removed again, as it was here only to make another model of it"


def test_what_an_interrupted_fetch_leaves_is_used_by_the_next_and_does_not_stay(
    small_model: Path, tmp_path: Path, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_that_fetches(small_model, tmp_path / "models", server, [])

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("appliance.models.fetch.requantize", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fetch_model(store, "made")
    server.files.clear()
    fetch_model(store, "made")
    assert names_in(tmp_path / "models") == {"made.gguf"}


def test_what_comes_out_otherwise_is_not_kept(small_model: Path, tmp_path: Path) -> None:
    store = store_with(small_model, tmp_path / "models", "0" * 64, [])
    with pytest.raises(DownloadFailed, match=r"made\.gguf (came out wrong|has|is)"):
        fetch_model(store, "made")
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["small.gguf"]


def test_a_model_cannot_be_made_of_one_that_is_not_listed() -> None:
    made = ModelFile("made.gguf", 1, "0" * 64, requantization=Requantization("other", "q4_0"))
    with pytest.raises(ValueError, match="is made of 'other', which is not listed"):
        Manifest((), (Model("made", Role.LANGUAGE_MODEL, "MIT", ("en",), "tests", (made,)),))
