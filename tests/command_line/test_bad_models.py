"""Model files that are missing, damaged or of another kind: always one sentence, never a crash of the process."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from appliance.models.manifest import load_manifest
from tests.command_line.command import Command, assert_one_sentence, assert_refused_at_once
from tests.unit.models.model_files import onnx, voice_description

HEADS = {"recognizer": b"lmgg", "language_model": b"GGUF", "voice": b"\x08"}
"""The first bytes of a model file, by role."""
DESCRIPTION = voice_description()


def linked_models(models_folder: Path, folder: Path) -> dict[str, Path]:
    """Make a folder of links to the default models, and return the main ones by role."""
    folder.mkdir()
    main_files = {}
    for model in load_manifest().defaults():
        for file in model.files:
            (folder / file.name).symlink_to(models_folder / file.name)
        main_files[model.role.value] = folder / model.files[0].name
    return main_files


def own_file(appliance: Command, role: str, content: bytes) -> Path:
    """Make a model file and name it in the settings. A description is written beside it, which a voice needs."""
    path = appliance.folder / f"my-{role}"
    path.write_bytes(content)
    path.with_name(f"{path.name}.json").write_bytes(DESCRIPTION)
    (appliance.folder / "mine.toml").write_text(f"[models]\n{role} = '{path}'\n")
    return path


ASK = ("ask", "--fast", "tone.wav", "-o", "answer.wav", "-c", "mine.toml")


@pytest.mark.parametrize("role", HEADS)
@pytest.mark.parametrize("fault", ["missing", "empty", "truncated", "of another kind", "a folder"])
def test_a_known_model_with_a_wrong_file_is_one_sentence(
    appliance: Command, tone: Path, models_folder: Path, role: str, fault: str
) -> None:
    folder = appliance.folder / "models"
    path = linked_models(models_folder, folder)[role]
    (appliance.folder / "mine.toml").write_text(f"[models]\nfolder = '{folder}'\n")
    size_bytes = path.stat().st_size
    path.unlink()
    if fault == "a folder":
        path.mkdir()
    elif fault != "missing":
        path.write_bytes({"empty": b"", "truncated": HEADS[role], "of another kind": b"<html>"}[fault])
    if fault in ("truncated", "of another kind"):
        with path.open("r+b") as stream:
            stream.truncate(size_bytes // 2 if fault == "truncated" else size_bytes)
    before = sorted(appliance.folder.iterdir())
    outcome = appliance(*ASK)
    assert_refused_at_once(outcome, path.name, "appliance models fetch")
    assert sorted(appliance.folder.iterdir()) == before


def test_missing_models_are_all_named_at_once(appliance: Command, tone: Path) -> None:
    (appliance.folder / "mine.toml").write_text(f"[models]\nfolder = '{appliance.folder / 'none'}'\n")
    names = [model.name for model in load_manifest().defaults()]
    assert_refused_at_once(appliance(*ASK), "appliance models fetch", str(appliance.folder / "none"), *names)


@pytest.mark.parametrize(
    ("role", "known"), [("recognizer", "tiny.en"), ("language_model", "smollm2-135m"), ("voice", "joe-medium")]
)
def test_an_unknown_name_is_one_sentence_that_names_the_setting(
    appliance: Command, tone: Path, role: str, known: str
) -> None:
    (appliance.folder / "mine.toml").write_text(f"[models]\n{role} = 'joe'\n")
    assert_refused_at_once(appliance(*ASK), f"models.{role}", "'joe'", known)


@pytest.mark.parametrize("role", HEADS)
def test_a_model_of_the_wrong_kind_is_one_sentence(
    appliance: Command, tone: Path, models_folder: Path, role: str
) -> None:
    other = next(file for kind, file in real_files(models_folder).items() if kind != role)
    (appliance.folder / "other").symlink_to(other)
    (appliance.folder / "other.json").write_bytes(DESCRIPTION)
    (appliance.folder / "mine.toml").write_text(f"[models]\n{role} = '{appliance.folder / 'other'}'\n")
    assert_refused_at_once(appliance(*ASK), str(appliance.folder / "other"), "is needed")


def real_files(folder: Path) -> dict[str, Path]:
    return {model.role.value: folder / model.files[0].name for model in load_manifest().defaults()}


@pytest.mark.parametrize("role", HEADS)
@pytest.mark.parametrize("rest", ["rubbish", "nothing", "a part of a model"])
def test_a_damaged_model_of_ones_own_does_not_crash_the_process(
    appliance: Command, tone: Path, models_folder: Path, role: str, rest: str
) -> None:
    with real_files(models_folder)[role].open("rb") as stream:
        part = stream.read(3_000_000)
    content = {
        "rubbish": HEADS[role] + random.Random(1).randbytes(100_000),
        "nothing": HEADS[role],
        "a part of a model": part,
    }[rest]
    path = own_file(appliance, role, content)
    before = sorted(appliance.folder.iterdir())
    outcome = appliance(*ASK)
    assert_one_sentence(outcome, str(path))
    assert outcome.out in ("", "Loading the models ...\n")
    assert sorted(appliance.folder.iterdir()) == before


def test_a_voice_without_a_description_is_one_sentence(appliance: Command, tone: Path) -> None:
    path = own_file(appliance, "voice", onnx())
    path.with_name(f"{path.name}.json").write_text("not JSON")
    assert_refused_at_once(appliance(*ASK), f"{path}.json", "not the configuration")
    path.with_name(f"{path.name}.json").unlink()
    assert_refused_at_once(appliance(*ASK), f"{path}.json", "does not exist")


@pytest.mark.parametrize(
    "changes",
    [
        {"audio": {"sample_rate": 1}},
        {"espeak": {"voice": "xx-nobody"}},
        {"num_symbols": "many"},
        {"inference": {"noise_scale": None}},
        {"phoneme_id_map": {"_": [0], "^": [1], "$": [2]}, "num_speakers": 3},
        {"phoneme_type": "thai"},
    ],
    ids=str,
)
def test_a_voice_with_a_wrong_description_is_one_sentence(
    appliance: Command, tone: Path, models_folder: Path, changes: dict[str, object]
) -> None:
    """Of a real voice: also what only speaking shows, as a voice of eSpeak's that there is not."""
    real = models_folder / "en_US-joe-medium.onnx"
    path = own_file(appliance, "voice", real.read_bytes())
    described = json.loads(real.with_name(f"{real.name}.json").read_text(encoding="utf-8"))
    path.with_name(f"{path.name}.json").write_text(json.dumps(described | changes))
    assert_one_sentence(appliance(*ASK), str(path))


def test_a_model_that_crashes_its_library_is_one_sentence(appliance: Command, tone: Path, models_folder: Path) -> None:
    """llama.cpp aborts where the number of heads has a wrong bit; nothing but loading shows that."""
    content = bytearray((models_folder / "SmolLM2-135M-Instruct.Q4_1.gguf").read_bytes())
    key = b"llama.attention.head_count"
    content[content.index(key) + len(key) + 4] ^= 2
    path = own_file(appliance, "language_model", bytes(content))
    assert_one_sentence(appliance(*ASK), str(path), "llama.cpp")
