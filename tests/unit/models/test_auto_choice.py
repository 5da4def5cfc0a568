"""What "auto" means: as recorded, or something smaller while the machine cannot run that."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.doctor import models as doctor
from appliance.doctor.report import Verdict
from appliance.models.auto import RECORD_NAME, MachineNow, Record, auto_choice, better_one, read_record, write_record
from appliance.models.choice import Measurement, Speed
from appliance.models.chosen import about_language_model, chosen_names, system_prompt, would_step_down
from appliance.models.manifest import Role, load_manifest
from appliance.models.store import ModelStore
from appliance.settings import ModelSettings

SMALL, BIG = "smollm2-135m-instruct-q4_1", "qwen2.5-coder-1.5b-instruct"
AS_IT_COMES = "qwen2.5-coder-0.5b-instruct"
HALF = f"{AS_IT_COMES}-q4_0"
"""Smaller than what it was made of, and right more often."""
PI = MachineNow("a Pi", free_mb=3500, slowed_by=())
MEASUREMENT = Measurement("a Pi", 4000, 0.3, 0.05, {SMALL: Speed(0.004, 0.010)})


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """A store with files of the right sizes, which take no room."""
    for model in load_manifest().models:
        if model.name in (SMALL, AS_IT_COMES, HALF, BIG):
            for file in model.files:
                with (tmp_path / file.name).open("wb") as stream:
                    stream.truncate(file.size_bytes)
    return ModelStore(tmp_path)


def remove(store: ModelStore, name: str) -> None:
    for file in store.manifest.model(name).files:
        (store.folder / file.name).unlink()


def record(store: ModelStore, chosen: str = BIG, *, is_small: bool = False) -> None:
    write_record(store.folder, Record(MEASUREMENT, chosen, is_small))


def test_the_model_that_was_chosen(store: ModelStore) -> None:
    record(store)
    choice = auto_choice(store, PI)
    assert (choice.name, choice.is_as_recorded) == (BIG, True)
    assert "159 of 166 questions right" in choice.reason


def test_the_smallest_where_it_was_asked_for(store: ModelStore) -> None:
    record(store, SMALL, is_small=True)
    choice = auto_choice(store, PI)
    assert (choice.name, choice.is_as_recorded) == (SMALL, True)
    assert "--small" in choice.reason


@pytest.mark.parametrize("machine", ["a Pi", "another Pi"])
def test_a_machine_that_was_not_measured_gets_the_smallest_that_is_here(machine: str, store: ModelStore) -> None:
    if machine == "another Pi":
        record(store)
    remove(store, SMALL)
    choice = auto_choice(store, MachineNow(machine, 3500, ()))
    assert (choice.name, choice.is_as_recorded) == (HALF, False)
    assert "not measured" in choice.reason or "another machine" in choice.reason
    assert "appliance models fetch" in choice.reason


@pytest.mark.parametrize("text", ["", "{}", "[1, 2]", '{"chosen": 3}', "\x00\x01"])
def test_a_record_that_cannot_be_used_is_none(text: str, store: ModelStore) -> None:
    (store.folder / RECORD_NAME).write_text(text)
    assert read_record(store.folder) is None
    assert auto_choice(store, PI).name == SMALL


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-1", "1e999"])
def test_a_record_of_figures_that_cannot_be_is_none(figure: str, store: ModelStore) -> None:
    record(store)
    path = store.folder / RECORD_NAME
    path.write_text(path.read_text().replace(f'"voice_s": {MEASUREMENT.voice_s}', f'"voice_s": {figure}'))
    assert figure in path.read_text()
    assert read_record(store.folder) is None


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_no_record_and_the_next_measurement_replaces_it(
    make: Callable[[Path], None], store: ModelStore, caplog: pytest.LogCaptureFixture
) -> None:
    path = store.folder / RECORD_NAME
    make(path)
    assert read_record(store.folder) is None
    assert read_record(store.folder) is None
    assert [RECORD_NAME in line for line in caplog.messages] == [True], "told once"
    record(store)
    assert read_record(store.folder) == Record(MEASUREMENT, BIG, is_small=False)
    assert path.is_file()


def test_without_any_model_it_is_the_one_to_fetch(tmp_path: Path) -> None:
    assert auto_choice(ModelStore(tmp_path), PI).name == SMALL


@pytest.mark.parametrize(
    ("now", "expected", "because"),
    [
        (MachineNow("a Pi", 1500, ()), HALF, "only 1500 MB"),
        (MachineNow("a Pi", 700, ()), SMALL, "only 700 MB"),
        (MachineNow("a Pi", 100, ()), SMALL, "only 100 MB"),
        (MachineNow("a Pi", 3500, ("it is slowed down",)), HALF, "slowed down"),
        (MachineNow("a Pi", None, ()), BIG, ""),
    ],
)
def test_a_smaller_one_while_memory_is_short_or_the_board_is_slowed_down(
    now: MachineNow, expected: str, because: str, store: ModelStore
) -> None:
    record(store)
    choice = auto_choice(store, now)
    assert (choice.name, choice.is_as_recorded) == (expected, expected == BIG)
    assert because in choice.reason


def test_with_nothing_smaller_here_the_chosen_one_is_tried(store: ModelStore) -> None:
    record(store)
    for name in (HALF, AS_IT_COMES, SMALL):
        remove(store, name)
    assert auto_choice(store, MachineNow("a Pi", 1500, ())).name == BIG


@pytest.fixture
def flashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A /proc that says that the root is that of a flashed image."""
    proc = tmp_path_factory.mktemp("proc")
    (proc / "self").mkdir()
    (proc / "self/mounts").write_text("/dev/mmcblk0p4 / squashfs ro,relatime 0 0\n")
    return proc


@pytest.mark.parametrize(
    ("now", "expected", "because"),
    [
        (MachineNow("a Pi", 3500, ()), BIG, "best of this image"),
        (MachineNow("a Pi", None, ()), BIG, "best of this image"),
        (MachineNow("a Pi", 1700, ()), HALF, "1700 MB"),
        (MachineNow("a Pi", 800, ()), SMALL, "only 800 MB"),
        (MachineNow("a Pi", 100, ()), SMALL, "only 100 MB"),
        (MachineNow("a Pi", 3500, ("it is slowed down",)), SMALL, "slowed down"),
    ],
)
def test_a_flashed_image_cannot_be_measured_and_has_what_is_meant_for_the_board(
    now: MachineNow, expected: str, because: str, store: ModelStore, flashed: Path
) -> None:
    choice = auto_choice(store, now, flashed)
    assert (choice.name, choice.is_as_recorded) == (expected, expected == BIG)
    assert because in choice.reason
    assert "appliance models fetch" not in choice.reason


def test_a_flashed_image_with_one_language_model(store: ModelStore, flashed: Path) -> None:
    for name in (SMALL, AS_IT_COMES, BIG):
        remove(store, name)
    assert auto_choice(store, MachineNow("a Pi", 100, ()), flashed).name == HALF


def test_a_flashed_image_without_any(tmp_path: Path, flashed: Path) -> None:
    assert auto_choice(ModelStore(tmp_path), PI, flashed).name == SMALL


def test_a_better_one_is_offered(store: ModelStore) -> None:
    record(store, SMALL, is_small=True)
    better = better_one(store, SMALL, PI)
    assert better
    assert better.model.name == BIG
    assert better_one(store, BIG, PI) is None
    assert better_one(store, "/my/own.gguf", PI) is None
    assert better_one(store, SMALL, MachineNow("another Pi", 3500, ())) is None


def test_the_doctor_says_what_is_chosen_and_offers_a_better_one(store: ModelStore) -> None:
    auto = ModelSettings(folder=store.folder)
    assert doctor.choice(auto, store, PI).verdict is Verdict.WARN
    record(store)
    check = doctor.choice(auto, store, PI)
    assert (check.verdict, f"{BIG}, chosen for this machine" in check.found) == (Verdict.OK, True)
    assert doctor.choice(auto, store, MachineNow("a Pi", 1500, ())).verdict is Verdict.WARN
    by_hand = doctor.choice(auto.model_copy(update={"language_model": SMALL}), store, PI)
    assert by_hand.verdict is Verdict.OK
    assert f"{BIG} would suit it better" in by_hand.found
    assert 'set models.language_model = "auto" and run `appliance models fetch`' in by_hand.found


def test_everything_that_asks_for_the_language_model_gets_the_chosen_one(store: ModelStore) -> None:
    settings = ModelSettings(folder=store.folder)
    write_record(store.folder, Record(MEASUREMENT, HALF, is_small=False))
    stored = json.loads((store.folder / RECORD_NAME).read_text())
    assert stored["chosen"] == HALF
    assert chosen_names(settings, PI)[Role.LANGUAGE_MODEL] == HALF
    assert about_language_model(settings, PI).startswith(f"{HALF}, chosen for this machine: ")
    assert system_prompt(settings, PI) == store.manifest.model(HALF).system_prompt


def test_stepping_down_is_possible_once(store: ModelStore) -> None:
    settings = ModelSettings(folder=store.folder)
    assert not would_step_down(settings, PI), "nothing was measured: it is the smallest already"
    record(store)
    assert would_step_down(settings, PI)
    assert not would_step_down(settings, MachineNow("a Pi", 3500, ("it is slowed down",)))
    assert not would_step_down(settings.model_copy(update={"language_model": BIG}), PI)
