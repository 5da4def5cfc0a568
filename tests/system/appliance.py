"""Appliance: the product installed on a machine, and what its owner does: systemctl, the control socket, settings."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from appliance.errors import ControlUnavailable
from tests.hil.events import Events
from tests.polling import TIMEOUT_S, poll_until
from tests.system.journal import Entry, at_s
from tests.system.machine import Machine

UNIT = "voice-appliance.service"
TRIAL_UNIT = "voice-appliance-trial.service"
SETTINGS = "/etc/voice-appliance/appliance.toml"
STATE = "/var/lib/voice-appliance"
PRODUCT = "/opt/voice-appliance"
RELEASES = f"{PRODUCT}/releases"
SOCKET = "/run/voice-appliance/control.sock"


@dataclass(frozen=True, slots=True)
class Links:
    """The releases that the three links of the product lead to, by name; "" for a link that is not there."""

    current: str
    """The release that runs."""
    trusted: str
    """The last release that passed its trial."""
    previous: str
    """The trusted release before that."""

    @property
    def is_on_trial(self) -> bool:
        """True while the release that runs has not passed its trial yet."""
        return self.current != self.trusted


class ClosableEvents(Events):
    """Events from the control socket, until the test or the appliance closes the connection."""

    def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError):  # the appliance has closed it already
            self._client._socket.shutdown(socket.SHUT_RDWR)
        self.join()


class Appliance:
    """One installation of the product; it stays the same over boots of its machine."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    # --- the service ---

    def wait_until_ready(self, since: int = 0, timeout_s: float = TIMEOUT_S) -> Entry:
        """Wait until systemd logs that the service has started; `since` is a position in the journal."""
        return self.machine.journal.wait_for_start(UNIT, since, timeout_s)

    def show(self, name: str, unit: str = UNIT) -> str:
        """Return a property of a unit."""
        return self.machine.run("systemctl", "show", "--value", f"--property={name}", unit).stdout.strip()

    @property
    def process(self) -> int:
        """The service's process id, on the host."""
        return self.machine.host_pid(int(self.show("MainPID")))

    def python(self) -> str:
        """Return the command line of the service, which begins with the path of its Python."""
        return Path(f"/proc/{self.process}/cmdline").read_text(encoding="utf-8").replace("\0", " ")

    def restart(self) -> None:
        """Restart the service; return when it is ready."""
        self.machine.run("systemctl", "restart", UNIT)

    # --- the control socket ---

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        """Send one command to the control socket; return the response."""
        with ControlClient(self.machine.path(SOCKET)) as client:
            return client.ask(command, value)

    def state(self) -> str | None:
        """Return the session's state; None while there is no control socket."""
        try:
            return str(self.ask("status")["state"])
        except ControlUnavailable:
            return None

    def wait_for_state(self, state: str) -> None:
        """Wait until the session is in `state`."""
        poll_until(lambda: self.state() == state, f"the session is {state}")

    def follow(self) -> ClosableEvents:
        """Receive the events of the control socket from now on."""
        return ClosableEvents(self.machine.path(SOCKET))

    # --- the releases ---

    def links(self) -> Links:
        """Return where the three links lead to. The machine may be off."""
        return Links(*(self._link(name) for name in ("current", "trusted", "previous")))

    def _link(self, name: str) -> str:
        link = self.machine.on_disk(f"{PRODUCT}/{name}")
        return Path(link.readlink()).name if link.is_symlink() else ""

    def releases(self) -> list[str]:
        """Return the names of all releases on the disk."""
        folder = self.machine.on_disk(RELEASES)
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def complete_releases(self) -> list[str]:
        """Return the names of the releases that were made to the end."""
        return [name for name in self.releases() if self.machine.on_disk(f"{RELEASES}/{name}/.complete").exists()]

    # --- settings ---

    def write_settings(self, text: str) -> None:
        """Replace the owner's settings file."""
        self.machine.write(SETTINGS, text)

    def add_drop_in(self, name: str, text: str, unit: str = UNIT) -> None:
        """Add a drop-in to a unit, as `systemctl edit` does; it takes effect at the unit's next start."""
        self.machine.write(f"/etc/systemd/system/{unit}.d/{name}.conf", text)
        if self.machine.is_on:
            self.machine.run("systemctl", "daemon-reload")

    def remove_drop_in(self, name: str, unit: str = UNIT) -> None:
        """Remove a drop-in from a unit."""
        self.machine.on_disk(f"/etc/systemd/system/{unit}.d/{name}.conf").unlink()
        if self.machine.is_on:
            self.machine.run("systemctl", "daemon-reload")


def seconds_between(earlier: Entry, later: Entry) -> float:
    """Return the seconds from one journal entry to another."""
    return at_s(later) - at_s(earlier)
