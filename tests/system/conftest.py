"""The machines of these tests. What is slow is done once: the Debian for ever, an installation for a whole run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.settings import ModelSettings
from tests.hil.virtual_card import missing_programs
from tests.system.appliance import STATE, UNIT, Appliance
from tests.system.conversation import INSIDE, Conversation
from tests.system.debian_root import SystemUnavailable, debian_root, refuse_where_none_can_be_booted
from tests.system.journal import at_s
from tests.system.product import INSTALL_S, MODELS, SOURCES, WHEELS, Installed, install_command, prepare
from tests.system.source_tree import add_remark, copy_source
from tests.system.wheels import wheelhouse
from tests.system.workshop import Workshop

HERE = Path(__file__).parent
PROBE = "/srv/probe"
FINDINGS = f"{STATE}/findings.json"


@pytest.fixture(scope="session")
def debian() -> Path:
    """What machines begin with; without it the tests are skipped, and say why."""
    if reason := missing_programs():
        pytest.fail(reason)  # and not skip: deploy/test installs them
    try:
        refuse_where_none_can_be_booted()
        return debian_root()
    except SystemUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for source trees, which every machine sees; the project as it is lies there under "first".

    The others are other releases, for updates.
    """
    folder = tmp_path_factory.mktemp("sources")
    copy_source(folder, "first")
    for name in ("good", "another"):
        add_remark(copy_source(folder, name), f"This is the {name} one, which does the same.")
    return folder


@pytest.fixture(scope="session")
def conversation(debian: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversation]:
    """The sound card of all machines, plugged in."""
    conversation = Conversation(tmp_path_factory.mktemp("card"))
    yield conversation
    conversation.close()


@pytest.fixture(scope="session")
def workshop(
    debian: Path, sources: Path, conversation: Conversation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """Where machines are made."""
    probe = tmp_path_factory.mktemp("probe")
    probe.chmod(0o755)
    (probe / "probe.py").write_bytes((HERE / "probe.py").read_bytes())
    (probe / "probe.py").chmod(0o644)
    shared = {
        sources: SOURCES,
        wheelhouse(): WHEELS,
        ModelSettings().folder: MODELS,
        conversation.folder: INSIDE,
        probe: PROBE,
    }
    workshop = Workshop(debian, shared)
    yield workshop
    workshop.close()


@pytest.fixture(scope="session")
def installed(workshop: Workshop, conversation: Conversation) -> Installed:
    """The product as `deploy/install` put it on a bare machine, after a first question; shut down."""
    machine = workshop.machine()
    machine.power_on()
    appliance = prepare(machine)
    appliance.add_drop_in(
        "probe", f"[Service]\nExecStartPost=/opt/voice-appliance/current/.venv/bin/python {PROBE}/probe.py {FINDINGS}\n"
    )
    began_s = time.time()
    output = machine.run(*install_command("first"), patience_s=INSTALL_S).stdout
    took_s = time.time() - began_s
    ready = appliance.wait_until_ready()
    answer = conversation.ask(appliance)
    status = machine.run("systemctl", "status", "--no-pager", UNIT).stdout
    findings = machine.path(FINDINGS).read_text(encoding="utf-8")
    machine.path(FINDINGS).unlink()
    appliance.remove_drop_in("probe")
    machine.power_off()
    release = appliance.links().current
    return Installed(machine.disk.as_layers(), release, output, took_s, at_s(ready) - began_s, answer, status, findings)


MakeAppliance = Callable[[], Appliance]


@pytest.fixture(scope="module")
def new_appliance(workshop: Workshop, installed: Installed) -> Iterator[MakeAppliance]:
    """Makes an appliance of one's own: a machine with the product installed, off; gone after the module."""
    made: list[Appliance] = []

    def make() -> Appliance:
        appliance = Appliance(workshop.machine(installed.layers))
        made.append(appliance)
        return appliance

    yield make
    for appliance in made:
        workshop.scrap(appliance.machine)


@pytest.fixture(scope="module")
def appliance(new_appliance: MakeAppliance) -> Appliance:
    """One for all tests of the module, on and ready."""
    appliance = new_appliance()
    appliance.machine.power_on()
    appliance.wait_until_ready()
    return appliance


@dataclass(frozen=True, slots=True)
class Updated:
    """A disk with a second release on it, whole but not switched to: the update was killed there."""

    layers: list[Path]
    """To begin other machines with."""
    old: str
    """Name of the release that runs."""
    new: str
    """Name of the other."""


@pytest.fixture(scope="session")
def half_updated(workshop: Workshop, installed: Installed) -> Updated:
    """What every test of updates begins with, since making a release takes its time."""
    appliance = Appliance(workshop.machine(installed.layers))
    appliance.machine.power_on()
    command = ["env", "VOICE_APPLIANCE_STOP_BEFORE=settings-check", *install_command("good", "update")]
    done = appliance.machine.run(*command, patience_s=INSTALL_S, check=False)
    new = set(appliance.complete_releases()) - {installed.release}
    assert len(new) == 1, done
    assert appliance.links().current == installed.release
    appliance.machine.power_off()
    return Updated(appliance.machine.disk.as_layers(), installed.release, new.pop())


Updating = Callable[[], Appliance]


@pytest.fixture
def updating(workshop: Workshop, half_updated: Updated) -> Iterator[Updating]:
    """Makes an appliance in the middle of an update: on, and running the old release."""
    made: list[Appliance] = []

    def make() -> Appliance:
        appliance = Appliance(workshop.machine(half_updated.layers))
        made.append(appliance)
        appliance.machine.power_on()
        return appliance

    yield make
    for appliance in made:
        workshop.scrap(appliance.machine)
