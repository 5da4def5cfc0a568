"""The models folder of the tests: those models that they need, whatever else the owner of this machine has fetched.

So "auto" means the smallest language model in every test, on every machine, and no test writes into the owner's folder.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from appliance.models.manifest import load_manifest
from appliance.settings import APP, ModelSettings

NAMES = ("whisper-tiny.en", "smollm2-135m-instruct-q4_1", "joe-medium", "smart-turn-v3.2")


def use_models_of_the_tests(data_home: Path) -> None:
    """Make a models folder under `data_home`, and have this process and its children take it for the owner's."""
    owner, folder = ModelSettings().folder, data_home / APP / "models"
    folder.mkdir(parents=True)
    manifest = load_manifest()
    for file in (file for name in NAMES for file in manifest.model(name).files):
        if (owner / file.name).exists():
            _link(owner / file.name, folder / file.name)
    os.environ["XDG_DATA_HOME"] = str(data_home)


def _link(source: Path, target: Path) -> None:
    """Link a file, by a name of its own: a folder is mounted into machines in which the source is not."""
    try:
        os.link(source, target)
    except OSError:  # on another file system
        shutil.copyfile(source, target)
