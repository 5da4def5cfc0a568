"""The rig of the tests: virtual, or the one whose rig file $APPLIANCE_RIG names. A failed test leaves a trace."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.whisper import WhisperRecognizer
from appliance.installed_models import installed_models
from appliance.interfaces import Models
from appliance.models.chosen import model_files
from appliance.recordings.recordings import Recording, load_recordings
from appliance.settings import Settings
from appliance.system.cpu_threads import always
from tests.hil.rig import HardwareRig
from tests.hil.rig_file import RigFile
from tests.hil.trace import save_trace
from tests.hil.virtual_card import missing_programs

RIGS = Path(__file__).parent / "rigs"
TRACES = Path(__file__).parent / "traces"

failed: set[str] = set()
"""Ids of the tests that failed in this run."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        failed.add(item.nodeid)
    return report


@pytest.fixture(scope="session")
def rig_file() -> RigFile:
    file = RigFile.load(Path(os.environ.get("APPLIANCE_RIG", RIGS / "virtual.toml")))
    if file.kind == "virtual" and (reason := missing_programs()):
        pytest.fail(reason)  # and not skip: deploy/test installs them
    return file


@pytest.fixture(scope="session")
def models() -> Models:
    """The real models."""
    settings = Settings()
    return installed_models(settings, settings.session)


@pytest.fixture(scope="session")
def question() -> Callable[[str], Recording]:
    """Returns the recording that has the given name."""
    by_name = {recording.name: recording for recording in load_recordings()}
    return by_name.__getitem__


@pytest.fixture(scope="session")
def transcriber() -> WhisperRecognizer:
    """A second whisper.cpp, with which the tests decode what the loudspeaker played."""
    return WhisperRecognizer(model_files(Settings().models)[0], "en", always(1))


MakeRig = Callable[..., HardwareRig]


@pytest.fixture(scope="session")
def make_rig(rig_file: RigFile, models: Models, tmp_path_factory: pytest.TempPathFactory) -> MakeRig:
    """Builds a rig with an appliance of its own. One at a time: the environment tells ALSA where the card is."""

    def make(state: Path | None = None, **sections: dict[str, Any]) -> HardwareRig:
        chosen = models
        if "models" in sections:
            settings = Settings.model_validate({"models": sections["models"]})
            chosen = installed_models(settings, settings.session)
        return HardwareRig(rig_file, tmp_path_factory.mktemp("rig"), chosen, state, **sections)

    return make


@pytest.fixture(scope="module")
def standing_rig(make_rig: MakeRig) -> Iterator[HardwareRig]:
    """A rig whose appliance is ready; all tests of a module share it."""
    with make_rig().running() as rig:
        yield rig


@pytest.fixture
def rig(standing_rig: HardwareRig, request: pytest.FixtureRequest) -> Iterator[HardwareRig]:
    """The rig of the module, ready and silent. Saves a trace if the test fails, or if $APPLIANCE_TRACES is set."""
    standing_rig.tester.hush()
    standing_rig.come_to_rest()
    standing_rig.tester.forget()
    begins_s = time.monotonic()
    yield standing_rig
    if request.node.nodeid in failed or os.environ.get("APPLIANCE_TRACES"):
        save_trace(standing_rig, TRACES / request.node.name, begins_s)
