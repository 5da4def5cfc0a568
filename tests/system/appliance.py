"""Appliance: the product on a machine, used as its owner does: with systemctl, journalctl, ctl, a voice and an ear."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from appliance.errors import ControlUnavailable
from tests.hil.events import Events
from tests.system.journal import Entry, at_s
from tests.system.machine import Machine
from tests.system.waiting import PATIENCE_S, wait_until

UNIT = "voice-appliance.service"
TRIAL_UNIT = "voice-appliance-trial.service"
SETTINGS = "/etc/voice-appliance/appliance.toml"
STATE = "/var/lib/voice-appliance"
PRODUCT = "/opt/voice-appliance"
RELEASES = f"{PRODUCT}/releases"
SOCKET = "/run/voice-appliance/control.sock"


@dataclass(frozen=True, slots=True)
class Links:
    """Which releases there are."""

    current: str
    """Name of the release that runs; "" when there is none."""
    trusted: str
    """The one that passed its trial."""
    previous: str
    """The one before it."""

    @property
    def is_on_trial(self) -> bool:
        """Say whether the one that runs has still to pass."""
        return self.current != self.trusted


class Following(Events):
    """What the control socket tells, until it is closed or the appliance hangs up."""

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):  # the appliance was faster
            self._client._socket.shutdown(socket.SHUT_RDWR)
        self.join()


class Appliance:
    """One installed product; outlives boots of its machine."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    # --- the service ---

    def wait_until_ready(self, since: int = 0, patience_s: float = PATIENCE_S) -> Entry:
        """Wait until systemd calls it started; `since` is a position in the journal."""
        return self.machine.journal.wait_for_start(UNIT, since, patience_s)

    def show(self, name: str, unit: str = UNIT) -> str:
        """Return a property of the unit."""
        return self.machine.run("systemctl", "show", "--value", f"--property={name}", unit).stdout.strip()

    @property
    def process(self) -> int:
        """Its process id, on the host."""
        return self.machine.host_pid(int(self.show("MainPID")))

    def python(self) -> str:
        """Return the command line it runs with, which begins with its Python."""
        return Path(f"/proc/{self.process}/cmdline").read_text(encoding="utf-8").replace("\0", " ")

    def restart(self) -> None:
        """Restart it, and wait until it is ready."""
        self.machine.run("systemctl", "restart", UNIT)

    # --- the control socket ---

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        """Ask one thing over the control socket."""
        with ControlClient(self.machine.path(SOCKET)) as client:
            return client.ask(command, value)

    def state(self) -> str | None:
        """Return the session's state; None before it can be asked."""
        try:
            return str(self.ask("status")["state"])
        except ControlUnavailable:
            return None

    def wait_for_state(self, state: str) -> None:
        """Ask until it is there."""
        wait_until(lambda: self.state() == state, f"the session is {state}")

    def follow(self) -> Following:
        """Return what the control socket tells from now on."""
        return Following(self.machine.path(SOCKET))

    # --- the releases ---

    def links(self) -> Links:
        """Return where the three links lead to; also of a machine that is off."""
        return Links(*(self._link(name) for name in ("current", "trusted", "previous")))

    def _link(self, name: str) -> str:
        link = self.machine.on_disk(f"{PRODUCT}/{name}")
        return Path(link.readlink()).name if link.is_symlink() else ""

    def releases(self) -> list[str]:
        """Return the names of all releases on the disk."""
        folder = self.machine.on_disk(RELEASES)
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def complete_releases(self) -> list[str]:
        """Return those that were finished."""
        return [name for name in self.releases() if self.machine.on_disk(f"{RELEASES}/{name}/.complete").exists()]

    # --- settings ---

    def write_settings(self, text: str) -> None:
        """Write the owner's settings, as an editor does."""
        self.machine.write(SETTINGS, text)

    def add_drop_in(self, name: str, text: str, unit: str = UNIT) -> None:
        """Add to the unit, as an owner does with `systemctl edit`; in force from the next start on."""
        self.machine.write(f"/etc/systemd/system/{unit}.d/{name}.conf", text)
        if self.machine.is_on:
            self.machine.run("systemctl", "daemon-reload")

    def remove_drop_in(self, name: str, unit: str = UNIT) -> None:
        """Take it away again."""
        self.machine.on_disk(f"/etc/systemd/system/{unit}.d/{name}.conf").unlink()
        if self.machine.is_on:
            self.machine.run("systemctl", "daemon-reload")


def seconds_between(earlier: Entry, later: Entry) -> float:
    """Return the time between two journal entries."""
    return at_s(later) - at_s(earlier)
