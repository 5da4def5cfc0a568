"""The machines of these tests. Slow steps are done once: the Debian is cached, and a run installs the product once."""

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
from tests.system.machine import Workshop
from tests.system.product import (
    INSTALL_S,
    MODELS,
    SOURCES,
    WHEELS,
    Installed,
    add_remark,
    copy_source,
    install_command,
    prepare,
)
from tests.system.wheels import wheelhouse

HERE = Path(__file__).parent
PROBE = "/srv/probe"
FINDINGS = f"{STATE}/findings.json"


@pytest.fixture(scope="session")
def debian() -> Path:
    """The root of a bare Debian. Skips the tests, with the reason, where none can be built or booted."""
    if reason := missing_programs():
        pytest.fail(reason)  # and not skip: deploy/test installs them
    try:
        refuse_where_none_can_be_booted()
        return debian_root()
    except SystemUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of source trees, which every machine sees. "first" is the project as it is.

    "good" and "another" are other releases, for updates; they do the same.
    """
    folder = tmp_path_factory.mktemp("sources")
    copy_source(folder, "first")
    for name in ("good", "another"):
        add_remark(copy_source(folder, name), f"This is the {name} one, which does the same.")
    return folder


@pytest.fixture(scope="session")
def conversation(debian: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversation]:
    """The sound card of all machines, plugged in, with a person at it."""
    conversation = Conversation(tmp_path_factory.mktemp("card"))
    yield conversation
    conversation.close()


@pytest.fixture(scope="session")
def workshop(
    debian: Path, sources: Path, conversation: Conversation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """Makes the machines, with the folders that all of them see."""
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
    """What `deploy/install` made of a bare machine, after a first question; the machine is shut down."""
    machine = workshop.machine()
    machine.power_on()
    appliance = prepare(machine)
    appliance.add_drop_in(
        "probe", f"[Service]\nExecStartPost=/opt/voice-appliance/current/.venv/bin/python {PROBE}/probe.py {FINDINGS}\n"
    )
    began_s = time.monotonic()
    output = machine.run(*install_command("first"), timeout_s=INSTALL_S).stdout
    took_s = time.monotonic() - began_s
    ready = appliance.wait_until_ready()
    first_turn = conversation.ask(appliance)
    status = machine.run("systemctl", "status", "--no-pager", UNIT).stdout
    findings = machine.path(FINDINGS).read_text(encoding="utf-8")
    machine.path(FINDINGS).unlink()
    appliance.remove_drop_in("probe")
    machine.power_off()
    release = appliance.links().current
    ready_s = at_s(ready) - began_s
    return Installed(machine.disk.as_layers(), release, output, took_s, ready_s, first_turn, status, findings)


MakeAppliance = Callable[[], Appliance]


@pytest.fixture(scope="module")
def new_appliance(workshop: Workshop, installed: Installed) -> Iterator[MakeAppliance]:
    """Makes an appliance for one test or module: a machine, off, with the product. It is scrapped after the module."""
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
    """An appliance, on and ready, that all tests of the module share."""
    appliance = new_appliance()
    appliance.machine.power_on()
    appliance.wait_until_ready()
    return appliance


@dataclass(frozen=True, slots=True)
class Updated:
    """A disk with a second, complete release, which is not the current one: the update was killed before that."""

    layers: list[Path]
    """The layers of other machines' disks, which are copies of this one."""
    old: str
    """Name of the release that runs."""
    new: str
    """Name of the second release."""


@pytest.fixture(scope="session")
def half_updated(workshop: Workshop, installed: Installed) -> Updated:
    """The disk with which every test of updates begins. It is made once, since it takes long to make a release."""
    appliance = Appliance(workshop.machine(installed.layers))
    appliance.machine.power_on()
    appliance.machine.wait_until_settled()  # an update is refused while a trial runs, as it does for a moment at boot
    command = ["env", "VOICE_APPLIANCE_STOP_BEFORE=settings-check", *install_command("good", "update")]
    done = appliance.machine.run(*command, timeout_s=INSTALL_S, check=False)
    new = set(appliance.complete_releases()) - {installed.release}
    assert len(new) == 1, done
    assert appliance.links().current == installed.release
    appliance.machine.power_off()
    return Updated(appliance.machine.disk.as_layers(), installed.release, new.pop())


Updating = Callable[[], Appliance]


@pytest.fixture
def updating(workshop: Workshop, half_updated: Updated) -> Iterator[Updating]:
    """Makes an appliance with a half-done update: on, and running the old release."""
    made: list[Appliance] = []

    def make() -> Appliance:
        appliance = Appliance(workshop.machine(half_updated.layers))
        made.append(appliance)
        appliance.machine.power_on()
        appliance.machine.wait_until_settled()
        return appliance

    yield make
    for appliance in made:
        workshop.scrap(appliance.machine)
