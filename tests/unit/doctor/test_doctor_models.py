"""The doctor's checks of the models, with a manifest of small files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from appliance.doctor import models
from appliance.doctor.report import Check, Verdict
from appliance.models.manifest import Manifest, Model, ModelFile, Role
from appliance.models.store import ModelStore
from appliance.settings import ModelSettings
from tests.unit.models.model_files import ggml, gguf, onnx, voice_description
from tests.unit.scripted import Clock

CONTENTS = {Role.RECOGNIZER: ggml(), Role.LANGUAGE_MODEL: gguf(), Role.VOICE: onnx()}
SETTINGS = ModelSettings(recognizer="ear", language_model="brain", voice="mouth")


def file(name: str, content: bytes) -> ModelFile:
    return ModelFile(name, len(content), hashlib.sha256(content).hexdigest(), url="file:///nowhere")


DESCRIPTION = file("mouth.json", voice_description())


def manifest() -> Manifest:
    names = {Role.RECOGNIZER: "ear", Role.LANGUAGE_MODEL: "brain", Role.VOICE: "mouth"}
    return Manifest(
        (),
        tuple(
            Model(
                name,
                role,
                "CC0-1.0",
                ("en",),
                "tests",
                (
                    file(name, CONTENTS[role]),
                    *([file(f"{name}.json", voice_description())] if role is Role.VOICE else []),
                ),
            )
            for role, name in names.items()
        ),
    )


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    for role, name in ((Role.RECOGNIZER, "ear"), (Role.LANGUAGE_MODEL, "brain"), (Role.VOICE, "mouth")):
        (tmp_path / name).write_bytes(CONTENTS[role])
    (tmp_path / "mouth.json").write_bytes(voice_description())
    return ModelStore(tmp_path, manifest())


class SlowClock(Clock):
    """Moves on by a second at every look at it."""

    def __call__(self) -> float:
        self.now_s += 1.0
        return self.now_s


def checks_of(store: ModelStore, settings: ModelSettings = SETTINGS, clock: models.Clock | None = None) -> list[Check]:
    return list(models.models(settings, store, clock or Clock()))


def test_models_that_are_right(store: ModelStore) -> None:
    checks = checks_of(store)
    assert [(check.name, check.verdict) for check in checks] == [
        ("recognizer", Verdict.OK),
        ("language model", Verdict.OK),
        ("voice", Verdict.OK),
    ]


def test_a_missing_model_and_a_damaged_model(store: ModelStore) -> None:
    (store.folder / "mouth.json").unlink()
    (store.folder / "brain").write_bytes(gguf(b"oops" * 16))
    ear, brain, mouth = checks_of(store)
    assert ear.verdict is Verdict.OK
    assert (brain.verdict, brain.remedy) == (Verdict.FAIL, "appliance models fetch brain")
    assert f"{store.folder / 'brain'} is damaged" in brain.found
    assert (mouth.verdict, mouth.remedy) == (Verdict.FAIL, "appliance models fetch mouth")
    assert f"{store.folder / 'mouth.json'} is missing" in mouth.found


def test_a_name_that_is_unknown_or_under_the_wrong_setting(store: ModelStore) -> None:
    ear, brain, _ = checks_of(store, ModelSettings(recognizer="eye", language_model="mouth", voice="mouth"))
    assert (ear.verdict, brain.verdict) == (Verdict.FAIL, Verdict.FAIL)
    assert "'eye'" in ear.found
    assert "mouth is a voice, where a language model is needed" in brain.found


def test_a_slow_disk_is_a_warning(store: ModelStore) -> None:
    checks = checks_of(store, clock=SlowClock())
    assert {check.verdict for check in checks} == {Verdict.WARN}
    assert "MB/s" in checks[0].found


def test_a_file_of_ones_own(store: ModelStore) -> None:
    mine = store.folder / "mine.gguf"
    mine.write_bytes(gguf())
    settings = ModelSettings(recognizer="ear", language_model=str(mine), voice=str(store.folder / "none.onnx"))
    _, brain, mouth = checks_of(store, settings)
    assert (brain.verdict, mouth.verdict) == (Verdict.OK, Verdict.FAIL)
    assert "none.onnx does not exist" in mouth.found


@pytest.mark.parametrize(("free_mb", "verdict"), [(5000, Verdict.OK), (400, Verdict.WARN), (10, Verdict.FAIL)])
def test_room_is_measured_where_the_models_will_be(tmp_path: Path, free_mb: int, verdict: Verdict) -> None:
    measured: list[Path] = []

    def free_bytes(folder: Path) -> int:
        measured.append(folder)
        return free_mb * 1_000_000

    check = models.disk(tmp_path / "not" / "there" / "yet", free_bytes)
    assert check.verdict is verdict
    assert f"{free_mb} MB" in check.found
    assert measured == [tmp_path]
