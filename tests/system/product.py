"""The product of these tests: its source trees and settings, how it is installed, and how a release is broken."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.system.appliance import PRODUCT, RELEASES, Appliance
from tests.system.appliance import SETTINGS as SETTINGS_FILE
from tests.system.conversation import INSIDE, Turn
from tests.system.machine import Machine
from tests.system.wheels import ROOT

SHIPPED = ("appliance", "hw", "deploy", "systemd", "pyproject.toml", "README.md")
"""The parts of the project that a source tree to install from has."""
SOURCES = "/srv/sources"
WHEELS = "/srv/wheels"
MODELS = "/srv/models"
TRIAL_S = 3
"""How long the trial of a new release lasts here; on a device it is a minute."""
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
"""Drop-in that tells the unit where ALSA's settings for the virtual card are. A device has its card in /dev."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The product on a disk that does not change any more, and what the installation reported."""

    layers: list[Path]
    """The layers of other machines' disks, which are copies of this one."""
    release: str
    """Name of the release."""
    output: str
    """What the script printed."""
    took_s: float
    """Seconds from the script's begin to its end."""
    ready_s: float
    """Seconds from the script's begin to READY."""
    first_turn: Turn
    """The first question, and the reply to it."""
    status: str
    """What `systemctl status` printed after that."""
    findings: str
    """What the probe in the unit's sandbox found, as JSON."""


def copy_source(folder: Path, name: str) -> Path:
    """Copy what is shipped, without what was made from it, to `folder`/`name`; return that folder."""
    copy = folder / name
    copy.mkdir(parents=True)
    for part in SHIPPED:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__", "human"))
        else:
            shutil.copy(source, copy / part)
    return copy


def add_remark(tree: Path, remark: str) -> None:
    """Make a source tree another release, which does the same."""
    with (tree / "README.md").open("a", encoding="utf-8") as readme:
        readme.write(f"\n{remark}\n")


def install_command(source: str, script: str = "install", trial_s: float = TRIAL_S) -> list[str]:
    """Return the command with which an owner without a network installs a source tree, or updates to it."""
    options = ["--wheelhouse", WHEELS, "--models", MODELS, "--trial-s", f"{trial_s:g}"]
    return [f"{SOURCES}/{source}/deploy/{script}", *options]


def prepare(machine: Machine) -> Appliance:
    """Give a machine that is on the owner's settings and the sound card, before anything is installed."""
    appliance = Appliance(machine)
    appliance.write_settings(SETTINGS)
    appliance.add_drop_in("card", CARD)
    return appliance


def simulate_models(appliance: Appliance) -> None:
    """Make the service use simulated models from its next start on: it is ready within a second."""
    command = f"{PRODUCT}/current/.venv/bin/appliance run --simulated -c {SETTINGS_FILE}"
    appliance.add_drop_in("simulated", f"[Service]\nExecStart=\nExecStart={command}\n")


def put_silence_for_the_question(appliance: Appliance, release: str) -> None:
    """Break a release: the recording of its self-test becomes silence."""
    recordings = appliance.machine.on_disk(f"{RELEASES}/{release}/hw/recordings")
    shutil.copy(recordings / "silence.wav", recordings / "capital-of-france.wav")
    appliance.machine.disk.flush()


def segfault_after(appliance: Appliance, release: str, seconds: float) -> None:
    """Break a release: its service has a segmentation fault, which the self-test cannot find.

    `seconds` after everything is loaded: how long that takes depends on what else the host does.
    """
    bug = (
        "\n\nimport ctypes\nimport logging\nimport os\nimport threading\n\n\n"
        "class _Bug(logging.Handler):\n    def emit(self, record):\n"
        '        if "everything is loaded" in record.getMessage():\n'
        f"            threading.Timer({seconds}, lambda: ctypes.string_at(0)).start()\n\n\n"
        'if os.environ.get("NOTIFY_SOCKET"):  # not what the update does with it before\n'
        '    logging.getLogger("appliance").addHandler(_Bug())\n'
    )
    path = appliance.machine.on_disk(f"{RELEASES}/{release}/appliance/commands/run.py")
    with path.open("a", encoding="utf-8") as file:
        file.write(bug)
