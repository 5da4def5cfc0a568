"""ServiceProcess: `appliance run` as a process of its own, at the rig's card: for what only a process can show."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from appliance.control.protocol import CommandName
from appliance.errors import ControlUnavailable
from appliance.settings_file import settings_as_toml
from tests.hil.rig_file import RigFile
from tests.hil.virtual_card import VirtualCard

PATIENCE_S = 60.0
PULSE_THREAD = "threaded-ml"


class ServiceProcess:
    """The process, and its card."""

    def __init__(self, folder: Path, file: RigFile, **sections: dict[str, Any]) -> None:
        self.socket = folder / "control.sock"
        settings = folder / "appliance.toml"
        settings.write_text(settings_as_toml(file.settings_with(sections, self.socket)), encoding="utf-8")
        environment = os.environ | {"STATE_DIRECTORY": str(folder)}
        self.card = VirtualCard(folder) if file.kind == "virtual" else None
        if self.card:
            self.card.plug_in()
            environment |= {
                "ALSA_CONFIG_PATH": self.card.alsa_config,
                "GPIOZERO_PIN_FACTORY": "mock",
                "GPIOZERO_MOCK_PIN_CLASS": "MockPWMPin",
            }
        self._log = folder / "log"
        command = [sys.executable, "-m", "appliance", "run", "-c", str(settings)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, env=environment, stderr=log, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
            )

    @property
    def log(self) -> str:
        """What it logged so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def wait_for_state(self, state: str) -> None:
        """Ask over the control socket until it is there."""
        deadline_s = time.monotonic() + PATIENCE_S
        while self.state() != state:
            assert self._process.poll() is None, self.log
            assert time.monotonic() < deadline_s, f"it never was {state}:\n{self.log}"

    def state(self) -> str | None:
        """Return the session's state; None before it can be asked."""
        try:
            return str(self.ask("status")["state"])
        except ControlUnavailable:
            return None

    def ask(self, command: CommandName, value: object = None) -> dict[str, Any]:
        """Ask over the control socket, and return the answer."""
        with ControlClient(self.socket) as client:
            return client.ask(command, value)

    # --- what it takes of the machine ---

    def _tasks(self) -> Iterator[Path]:
        return Path(f"/proc/{self._process.pid}/task").iterdir()

    def cpu_s(self) -> tuple[float, float]:
        """Return the seconds of CPU that the appliance took so far, and those of PulseAudio's client inside of it.

        The latter is part of the virtual card; a real one has no such thread.
        """
        ours = cards = 0.0
        for task in self._tasks():
            name, _, fields = (task / "stat").read_text().partition("(")[2].rpartition(") ")
            took_s = sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")
            if name == PULSE_THREAD:
                cards += took_s
            else:
                ours += took_s
        return ours, cards

    def disk_bytes(self) -> int:
        """Return what it wrote to a disk so far."""
        text = Path(f"/proc/{self._process.pid}/io").read_text()
        return int(re.findall(r"^write_bytes: (\d+)", text, re.MULTILINE)[0])

    def resident_kb(self) -> int:
        """Return its resident memory."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", text)[0])

    def open_files(self) -> int:
        """Return how many files and sockets it has open, without those of who asks."""
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def threads(self) -> int:
        """Return how many threads it has, those of the native libraries included."""
        return len(list(self._tasks()))

    # --- its end ---

    def wait(self, length_s: float) -> None:
        """Let time pass; it must not end meanwhile."""
        try:
            self._process.wait(length_s)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"it ended by itself:\n{self.log}")

    def end(self) -> tuple[int, float]:
        """Stop it as systemd does; return its exit status and the seconds it took."""
        asked_s = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE_S), time.monotonic() - asked_s

    def kill(self) -> None:
        """End it and take its card away, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        if self.card:
            self.card.pull_out()
