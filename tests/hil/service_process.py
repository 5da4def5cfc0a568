"""ServiceProcess: `appliance run` as a process of its own, with the rig's card, to measure what a process uses."""

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
from appliance.errors import ControlUnavailable
from appliance.settings_file import settings_as_toml
from tests.hil.rig_file import RigFile
from tests.hil.virtual_card import VirtualCard
from tests.patience import OUTER_S
from tests.polling import poll_until

TIMEOUT_S = OUTER_S
PULSE_THREAD = "threaded-ml"
"""Name of the thread of PulseAudio's client library."""


class ServiceProcess:
    """The process and its sound card."""

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
        """What the process logged so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def wait_for_state(self, state: str) -> None:
        """Wait until the session is in `state`, which may last for a moment only."""

        def is_there() -> bool:
            if self.state() == state:
                return True
            assert self._process.poll() is None, self.log
            return False

        poll_until(is_there, f"the session is {state}", TIMEOUT_S)

    def state(self) -> str | None:
        """Return the session's state; None while there is no control socket yet."""
        try:
            return str(self.ask("status")["state"])
        except ControlUnavailable:
            return None

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        """Send a command to the control socket; return the response."""
        with ControlClient(self.socket) as client:
            return client.ask(command, value)

    # --- what the process uses ---

    def _tasks(self) -> Iterator[Path]:
        return Path(f"/proc/{self._process.pid}/task").iterdir()

    def cpu_s(self) -> tuple[float, float]:
        """Return the CPU seconds of the appliance so far, and those of PulseAudio's client in the same process.

        The latter belong to the virtual card. With a real card there is no such thread.
        """
        appliance_s = card_s = 0.0
        for task in self._tasks():
            name, _, fields = (task / "stat").read_text().partition("(")[2].rpartition(") ")
            took_s = sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")
            if name == PULSE_THREAD:
                card_s += took_s
            else:
                appliance_s += took_s
        return appliance_s, card_s

    def disk_bytes(self) -> int:
        """Return the bytes that it wrote to disks so far."""
        text = Path(f"/proc/{self._process.pid}/io").read_text()
        return int(re.findall(r"^write_bytes: (\d+)", text, re.MULTILINE)[0])

    def resident_kb(self) -> int:
        """Return its resident memory, in kB."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", text)[0])

    def open_files(self) -> int:
        """Return how many files and sockets it has open."""
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def threads(self) -> int:
        """Return how many threads it has, those of the native libraries included."""
        return len(list(self._tasks()))

    # --- its end ---

    def wait(self, length_s: float) -> None:
        """Wait; fail if the process ends in this time."""
        try:
            self._process.wait(length_s)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"it ended by itself:\n{self.log}")

    def end(self) -> tuple[int, float]:
        """Stop it with SIGTERM, as systemd does; return its exit status and the seconds that it took."""
        asked_s = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(TIMEOUT_S), time.monotonic() - asked_s
        except subprocess.TimeoutExpired:
            raise AssertionError(f"SIGTERM did not end it:\n{self.log}") from None

    def kill(self) -> None:
        """Kill it, whatever it is doing, and pull its card out."""
        self._process.kill()
        self._process.wait()
        if self.card:
            self.card.pull_out()
