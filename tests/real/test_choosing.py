"""This machine, measured with the real models, and the language model that is chosen by that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.bench.choosing import choose
from appliance.errors import DownloadFailed
from appliance.models.auto import machine_name, read_record
from appliance.models.choice import best, candidates
from appliance.models.chosen import about_language_model
from appliance.models.fetch import check_model
from appliance.models.store import ModelStore
from appliance.settings import ModelSettings, Settings

SMALL = "smollm2-135m-instruct-q4_1"


class Choosing:
    """A models folder in which a choice is made again and again, without a network."""

    def __init__(self, folder: Path) -> None:
        for file in ModelSettings().folder.iterdir():
            os.link(file, folder / file.name)
        self.said: list[str] = []
        self.store = ModelStore(folder, say=self.said.append)
        self.settings = Settings(models=ModelSettings(folder=folder))

    def choose(self, is_small: bool | None = None) -> str:
        """Choose; return what was said."""
        self.said.clear()
        choose(self.settings, self.store, lambda name: check_model(self.store, name), is_small)
        return "\n".join(self.said)


@pytest.fixture(scope="module")
def choosing(tmp_path_factory: pytest.TempPathFactory) -> Choosing:
    return Choosing(tmp_path_factory.mktemp("models"))


def test_the_machine_is_measured_and_what_cannot_be_fetched_is_not_used(choosing: Choosing) -> None:
    said = choosing.choose()
    print(said)
    record = read_record(choosing.store.folder)
    assert record
    measurement = record.measurement
    assert (measurement.machine, record.chosen) == (machine_name(), SMALL)
    speed = measurement.speeds[SMALL]
    assert speed.prompt_token_s > 0
    assert speed.token_s > 0
    assert min(measurement.voice_s, measurement.recognizer_s) > 0
    assert measurement.voice_s < measurement.recognizer_s or measurement.is_disturbed
    assert "measuring this machine" in said
    suits = best(candidates(choosing.store.manifest.models, measurement)).model.name  # beside others a smaller one
    assert suits == SMALL or f"language model {suits} is missing or damaged" in said
    assert "92 of 166 questions right" in about_language_model(choosing.settings.models)


@pytest.mark.thorough
def test_what_was_measured_undisturbed_is_not_measured_again(choosing: Choosing) -> None:
    first = read_record(choosing.store.folder)
    said = choosing.choose()
    assert first
    assert ("measuring this machine" in said) == first.measurement.is_disturbed


@pytest.mark.thorough
def test_the_smallest_stays_once_it_was_asked_for_until_the_best_is(choosing: Choosing) -> None:
    for is_small in (True, None):
        assert f"{SMALL} is taken, the smallest" in choosing.choose(is_small)
        record = read_record(choosing.store.folder)
        assert record
        assert (record.chosen, record.is_small) == (SMALL, True)
    choosing.choose(is_small=False)
    record = read_record(choosing.store.folder)
    assert record
    assert not record.is_small


def test_without_any_language_model_it_says_which_to_get(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, say=lambda _: None)
    with pytest.raises(DownloadFailed, match=f"the language model {SMALL} is missing or damaged"):
        choose(Settings(), store, lambda name: check_model(store, name), None)
