"""Finding and checking model files, without any network."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.commands.models import app
from appliance.errors import ModelUnavailable
from appliance.models.file_kinds import kind_problem
from appliance.models.first_use import RECORD_NAME
from appliance.models.manifest import Manifest, Model, ModelFile, Role
from appliance.models.store import FileState, ModelStore
from tests.unit.models.model_files import ggml, gguf, onnx, voice_description

GGML = ggml()
GGUF = gguf()
ONNX = onnx()
CONFIG = voice_description()


def file_of(name: str, content: bytes, known: bool = True) -> ModelFile:
    sha256 = hashlib.sha256(content).hexdigest() if known else None
    return ModelFile(name, len(content), sha256, url=f"https://models.invalid/{name}")


def model_of(name: str, role: Role, *files: ModelFile) -> Model:
    return Model(name, role, "MIT", ("en",), "tests on a Pi 5", files)


MANIFEST = Manifest(
    archives=(),
    models=(
        model_of("ear", Role.RECOGNIZER, file_of("ear.bin", GGML)),
        model_of("brain", Role.LANGUAGE_MODEL, file_of("brain.gguf", GGUF, known=False)),
        model_of("mouth", Role.VOICE, file_of("mouth.onnx", ONNX), file_of("mouth.onnx.json", CONFIG)),
        model_of("turn-end", Role.END_OF_TURN, file_of("turn-end.onnx", ONNX)),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    for name, content in (
        ("ear.bin", GGML), ("brain.gguf", GGUF), ("mouth.onnx", ONNX), ("mouth.onnx.json", CONFIG),
        ("turn-end.onnx", ONNX),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
    return ModelStore(tmp_path, MANIFEST)


def refusal(store: ModelStore, name: str, role: Role | str) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        store.path(name, role)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_model_that_is_here_has_a_path(store: ModelStore) -> None:
    assert store.path("ear", Role.RECOGNIZER) == store.folder / "ear.bin"
    assert store.path("brain", "language_model") == store.folder / "brain.gguf"
    assert store.path("mouth", "voice") == store.folder / "mouth.onnx"
    assert store.path("turn-end", "end_of_turn") == store.folder / "turn-end.onnx"


def test_a_missing_model_says_how_to_get_it_with_and_without_a_network(store: ModelStore) -> None:
    (store.folder / "mouth.onnx.json").unlink()
    text = refusal(store, "mouth", Role.VOICE)
    assert "run `appliance models fetch mouth`" in text
    assert f"put mouth.onnx.json into {store.folder}" in text
    assert "https://models.invalid/mouth.onnx.json" in text


def test_a_truncated_model_is_reported_with_both_sizes(store: ModelStore) -> None:
    (store.folder / "ear.bin").write_bytes(GGML[:60])
    assert f"ear.bin is cut short (60 bytes instead of {len(GGML)})" in refusal(store, "ear", Role.RECOGNIZER)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (GGML, "is a Whisper model for whisper.cpp (ggml), where a language model for llama.cpp (GGUF) is needed"),
        (b"<!DOCTYPE html>", "is a web page"),
        (b"PK\x03\x04", "is a ZIP archive"),
        (b"version https://git-lfs.github.com/spec/v1", "is a Git LFS pointer"),
        (b"\0\0\0\0", "is something unknown"),
    ],
)
def test_a_model_of_another_kind_is_named(store: ModelStore, content: bytes, complaint: str) -> None:
    (store.folder / "brain.gguf").write_bytes(content)
    assert complaint in refusal(store, "brain", Role.LANGUAGE_MODEL)
    own = store.folder / "own.gguf"
    own.write_bytes(content)
    assert f"{own} {complaint}" in refusal(store, str(own), Role.LANGUAGE_MODEL)


@pytest.mark.parametrize("config", [b"{", b"[]", b"{}", b'{"audio": {"sample_rate": "fast"}}', b"\xff"])
def test_a_voice_needs_a_right_configuration(store: ModelStore, config: bytes) -> None:
    own = store.folder / "own.onnx"
    own.write_bytes(ONNX)
    assert "own.onnx.json does not exist" in refusal(store, str(own), Role.VOICE)
    own.with_name("own.onnx.json").write_bytes(config)
    assert "own.onnx.json" in refusal(store, str(own), Role.VOICE)
    own.with_name("own.onnx.json").write_bytes(CONFIG)
    assert store.path(str(own), Role.VOICE) == own


def test_a_wrong_role_and_a_wrong_name_are_told_apart(store: ModelStore) -> None:
    assert "brain is a language model, where a voice is needed: one of mouth" in refusal(store, "brain", Role.VOICE)
    assert "mouth is a voice, where an end-of-turn model is needed" in refusal(store, "mouth", Role.END_OF_TURN)
    assert "did you mean brain?" in refusal(store, "brian", Role.LANGUAGE_MODEL)


def test_a_path_of_ones_own_may_be_wrong_in_many_ways(store: ModelStore) -> None:
    assert "/none.gguf does not exist" in refusal(store, "/none.gguf", Role.LANGUAGE_MODEL)
    assert "is not a file" in refusal(store, str(store.folder), Role.LANGUAGE_MODEL)
    assert "cannot be looked at" in refusal(store, "/" + 300 * "x", Role.LANGUAGE_MODEL)


def test_verify_reports_ok_missing_and_damaged(store: ModelStore) -> None:
    (store.folder / "mouth.onnx").unlink()
    (store.folder / "ear.bin").write_bytes(GGML[:-1] + b"!")  # same size, same first bytes: only the hash differs
    assert store.path("ear", Role.RECOGNIZER)
    states = {check.file.name: check.state for model in store.manifest.models for check in store.verify(model.name)}
    assert states == {
        "ear.bin": FileState.DAMAGED,
        "brain.gguf": FileState.FIRST_USE,
        "mouth.onnx": FileState.MISSING,
        "mouth.onnx.json": FileState.OK,
        "turn-end.onnx": FileState.OK,
    }


def test_a_file_of_unknown_hash_is_recorded_once_and_checked_from_then_on(store: ModelStore) -> None:
    assert [check.state for check in store.verify("brain")] == [FileState.FIRST_USE]
    assert [check.state for check in store.verify("brain")] == [FileState.OK]
    (store.folder / "brain.gguf").write_bytes(GGUF[:-1] + b"!")
    (check,) = ModelStore(store.folder, MANIFEST).verify("brain")
    assert check.state is FileState.DAMAGED
    assert check.expected_sha256 == hashlib.sha256(GGUF).hexdigest()
    (store.folder / "brain.gguf").write_bytes(GGUF[:-1])
    assert f"cut short ({len(GGUF) - 1} bytes instead of {len(GGUF)})" in refusal(store, "brain", Role.LANGUAGE_MODEL)


def test_a_file_that_is_no_model_is_never_trusted(store: ModelStore) -> None:
    (store.folder / "brain.gguf").write_bytes(b"<html>please log in</html>")
    assert [check.state for check in store.verify("brain")] == [FileState.DAMAGED]
    assert not (store.folder / RECORD_NAME).exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"brain.gguf": 3}', '{"brain.gguf": {"size": 3}}'])
def test_a_broken_record_stops_verify_but_not_the_appliance(store: ModelStore, content: str) -> None:
    (store.folder / RECORD_NAME).write_text(content)
    with pytest.raises(ModelUnavailable, match=f"{RECORD_NAME} cannot be read .*: delete it"):
        store.verify("brain")
    assert store.path("brain", Role.LANGUAGE_MODEL)


def test_the_list_shows_every_model_and_whether_it_is_here(tmp_path: Path) -> None:
    (tmp_path / "en_US-joe-medium.onnx").write_bytes(ONNX)
    result = CliRunner().invoke(app, ["list", "--folder", str(tmp_path)])
    assert result.exit_code == 0
    assert "joe-medium  [INCOMPLETE]  (default)" in result.stdout
    assert "whisper-base  [-]\n    recognizer, 59.7 MB, MIT, multilingual\n    Pi 5: 99 languages" in result.stdout
    assert "trusted on first use" not in result.stdout
    assert "    from huggingface.co, else 22 files of the package index\n" in result.stdout


def test_the_verify_command_fails_on_what_is_needed_and_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["verify", "--folder", str(tmp_path)])
    assert isinstance(result.exception, ModelUnavailable)
    assert "models fetch whisper-tiny.en smollm2-135m-instruct-q4_1 joe-medium`" in str(result.exception)
    assert "whisper-base" not in result.stdout


def test_finding_models_at_run_time_loads_nothing_that_could_open_a_connection() -> None:
    program = (
        "import sys; from pathlib import Path; from appliance.models.store import ModelStore; "
        "store = ModelStore(Path('/nowhere')); [store.verify(model.name) for model in store.manifest.models]; "
        "print(sorted({'requests', 'urllib3', 'pooch', 'pypi_simple', 'http.client'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("length", [*range(4, 130), *range(130, len(GGML), 4999), len(GGML) - 1])
def test_a_whisper_model_cut_short_anywhere_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "ear.bin"
    path.write_bytes(GGML[:length])
    assert "is damaged" in (kind_problem(path, Role.RECOGNIZER) or "")


@pytest.mark.parametrize("rubbish", [bytes(1000), b"\xff" * 1000, bytes(range(256)) * 4])
def test_a_whisper_model_of_rubbish_is_refused(tmp_path: Path, rubbish: bytes) -> None:
    path = tmp_path / "ear.bin"
    path.write_bytes(b"lmgg" + rubbish)
    assert "is damaged" in (kind_problem(path, Role.RECOGNIZER) or "")
