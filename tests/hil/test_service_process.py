"""`appliance run` as a process of its own: what it costs while nothing happens, and how it ends."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.control.client import ControlClient
from appliance.errors import ControlUnavailable
from tests.hil.rig_file import RigFile
from tests.hil.virtual_card import VirtualCard

PATIENCE_S = 60.0
MINUTE_S = 60.0
IDLE_SHARE = 0.03
"""Of one core."""
STOPPED_WITHIN_S = 3.0
PULSE_THREAD = "threaded-ml"


class Service:
    """The process, and its card."""

    def __init__(self, folder: Path, file: RigFile) -> None:
        self.folder = folder
        self.card = VirtualCard(folder)
        self.card.plug_in()
        settings = folder / "appliance.toml"
        settings.write_text(
            f'[control]\nsocket = "{folder}/control.sock"\n'
            '[audio]\nmicrophone = "pcm:mic"\nloudspeaker = "pcm:speaker"\n'
            '[light]\nkind = "rgb"\npins = [5, 6, 13]\n[board]\nprofile = "generic-usb"\n'
        )
        environment = os.environ | {
            "ALSA_CONFIG_PATH": self.card.alsa_config,
            "STATE_DIRECTORY": str(folder),
            "GPIOZERO_PIN_FACTORY": "mock",
            "GPIOZERO_MOCK_PIN_CLASS": "MockPWMPin",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "appliance", "run", "-c", str(settings)],
            env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def wait_for_state(self, state: str) -> None:
        """Ask over the control socket until it is there."""
        deadline_s = time.monotonic() + PATIENCE_S
        while self.state() != state:
            assert self.process.poll() is None, self.process.stderr and self.process.stderr.read()
            assert time.monotonic() < deadline_s, f"it never was {state}"

    def state(self) -> str | None:
        """Return the session's state; None before it can be asked."""
        try:
            with ControlClient(self.folder / "control.sock") as client:
                return str(client.ask("status")["state"])
        except ControlUnavailable:
            return None

    def cpu_s(self) -> tuple[float, float]:
        """Return the seconds of CPU that the appliance took so far, and those of PulseAudio's client inside of it.

        The latter is part of the virtual card; a real one has no such thread.
        """
        ours = cards = 0.0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            name, _, fields = (task / "stat").read_text().partition("(")[2].rpartition(") ")
            took_s = sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")
            if name == PULSE_THREAD:
                cards += took_s
            else:
                ours += took_s
        return ours, cards

    def disk_bytes(self) -> int:
        """Return what it wrote to a disk so far."""
        text = Path(f"/proc/{self.process.pid}/io").read_text()
        return int(re.findall(r"^write_bytes: (\d+)", text, re.MULTILINE)[0])

    def end(self) -> tuple[int, float, str]:
        """Stop it as systemd does; return its exit status, the seconds it took and what it logged."""
        asked_s = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, time.monotonic() - asked_s, log


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory, rig_file: RigFile) -> Iterator[Service]:
    if rig_file.kind != "virtual":
        pytest.skip("on a real board this is `appliance run` itself, measured with pidstat")
    service = Service(tmp_path_factory.mktemp("service"), rig_file)
    yield service
    service.process.kill()
    service.process.communicate()
    service.card.pull_out()


def test_idle_it_costs_next_to_nothing_and_writes_nothing(service: Service) -> None:
    service.wait_for_state("connected")
    cpu_s, disk = service.cpu_s(), service.disk_bytes()
    with contextlib.suppress(subprocess.TimeoutExpired):
        service.process.wait(MINUTE_S)
    share, card_share = ((now - before) / MINUTE_S for now, before in zip(service.cpu_s(), cpu_s, strict=True))
    disk = service.disk_bytes() - disk
    print(f"idle: {100 * share:.2f} % of one core, the virtual card {100 * card_share:.2f} %; {disk} bytes to disk")
    status, took_s, log = service.end()
    print(f"SIGTERM to the end: {took_s:.2f} s\n{log}")
    assert status == 0
    assert took_s < STOPPED_WITHIN_S
    assert share < IDLE_SHARE
    assert disk == 0


def test_stopped_while_the_models_are_loaded(service: Service) -> None:
    service.wait_for_state("connecting")
    status, took_s, log = service.end()
    print(f"SIGTERM to the end: {took_s:.2f} s")
    assert status == 0, log
    assert took_s < STOPPED_WITHIN_S
    assert not (service.folder / "control.sock").exists()
