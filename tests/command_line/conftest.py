"""Fixtures: the command in a folder of its own, recordings, and the real models."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.recordings.recordings import FOLDER
from appliance.settings import Settings
from tests.command_line import sounds
from tests.command_line.command import Command


@pytest.fixture
def appliance(tmp_path: Path) -> Command:
    """The command, in an empty folder."""
    return Command(tmp_path)


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """A recording of a tone, which simulated models take for speech."""
    return sounds.save(tmp_path / "tone.wav", sounds.tone())


@pytest.fixture
def capital_of_france() -> Path:
    """A recording for the real models."""
    return FOLDER / "capital-of-france.wav"


@pytest.fixture
def models_folder() -> Path:
    """The folder of the real models. Without it the test fails and is not skipped: `deploy/test` fetches them."""
    folder = Settings().models.folder
    assert folder.is_dir(), f"no models in {folder}: run `appliance models fetch`"
    return folder
