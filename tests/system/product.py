"""What is installed in these tests: from where, with which settings, and what came of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.system.appliance import PRODUCT, RELEASES, Appliance
from tests.system.appliance import SETTINGS as SETTINGS_FILE
from tests.system.conversation import INSIDE, Answer
from tests.system.machine import Machine

SOURCES = "/srv/sources"
WHEELS = "/srv/wheels"
MODELS = "/srv/models"
TRIAL_S = 3
"""In place of the minute for which a new release is watched."""
INSTALL_S = 300.0

SETTINGS = """\
[audio]
microphone = "pcm:mic"
loudspeaker = "pcm:speaker"

[board]
profile = "no-gpio"

[models]
folder = "/opt/voice-appliance/models"
"""
CARD = f"[Service]\nEnvironment=ALSA_CONFIG_PATH={INSIDE}/inside.conf\n"
"""For the unit: where ALSA's settings for the virtual card are. A device has its card in /dev."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The product on a disk that does not change any more, and how it came there."""

    layers: list[Path]
    """To begin other machines with."""
    release: str
    """Name of the release."""
    output: str
    """What the script said."""
    took_s: float
    """From its begin to its end."""
    ready_s: float
    """From its begin to READY."""
    answer: Answer
    """To the first question."""
    status: str
    """What systemctl then said of it."""
    findings: str
    """What the probe could do in the unit."""


def install_command(source: str, script: str = "install", trial_s: float = TRIAL_S) -> list[str]:
    """Return how an owner without a network installs a source tree, or updates to it."""
    options = ["--wheelhouse", WHEELS, "--models", MODELS, "--trial-s", f"{trial_s:g}"]
    return [f"{SOURCES}/{source}/deploy/{script}", *options]


def prepare(machine: Machine) -> Appliance:
    """Give a machine that is on its sound card and its owner's settings, before anything is installed."""
    appliance = Appliance(machine)
    appliance.write_settings(SETTINGS)
    appliance.add_drop_in("card", CARD)
    return appliance


def simulate_models(appliance: Appliance) -> None:
    """Have the service run without models, from its next start on: it is there in a second."""
    command = f"{PRODUCT}/current/.venv/bin/appliance run --simulated -c {SETTINGS_FILE}"
    appliance.add_drop_in("simulated", f"[Service]\nExecStart=\nExecStart={command}\n")


def put_silence_for_the_question(appliance: Appliance, release: str) -> None:
    """Break a release so that its self-test hears nothing."""
    recordings = appliance.machine.on_disk(f"{RELEASES}/{release}/hw/recordings")
    shutil.copy(recordings / "silence.wav", recordings / "capital-of-france.wav")
    appliance.machine.disk.flush()


def segfault_after(appliance: Appliance, release: str, seconds: float) -> None:
    """Break a release so that its service ends by a segmentation fault after some time, which no self-test finds."""
    bug = (
        "\n\nimport ctypes\nimport threading\n\n"
        f"_bug = threading.Timer({seconds}, lambda: ctypes.string_at(0))\n_bug.daemon = True\n_bug.start()\n"
    )
    path = appliance.machine.on_disk(f"{RELEASES}/{release}/appliance/commands/run.py")
    with path.open("a", encoding="utf-8") as file:
        file.write(bug)
