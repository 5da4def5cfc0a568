"""The service with settings or models that are wrong: it stays up, says why once, and starts when they are mended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.errors import ControlUnavailable
from tests.command_line.command import Command, finish, read_until
from tests.command_line.test_run_and_ctl import SETTINGS, Bench
from tests.session.plugged import eventually
from tests.unit.control.control_rig import short_folder


class Manager:
    """The end of systemd's socket: what a service tells it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.settimeout(60)
        self.told: list[str] = []

    def wait_for(self, beginning: str) -> str:
        """Return the next message that begins so."""
        while True:
            self.told.append(self._socket.recv(65536).decode())
            if self.told[-1].startswith(beginning):
                return self.told[-1]

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@pytest.fixture
def manager(folder: Path) -> Iterator[Manager]:
    manager = Manager(folder)
    yield manager
    manager.close()


@contextlib.contextmanager
def service(folder: Path, manager: Manager, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = Command(folder, {"NOTIFY_SOCKET": str(manager.path), "APPLIANCE_NOTICE": str(folder / "notice")})
    with command.start("run", *options, "-c", "mine.toml") as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str]) -> str:
    """Stop a service as systemd does, and return its log."""
    process.send_signal(signal.SIGTERM)
    outcome = finish(process)
    assert outcome.status == 0, outcome.err
    assert "Traceback" not in outcome.err
    return outcome.err


SHORT = 2
"""As many of these are tried without `--thorough`."""
WRONG = {
    "a value that is not allowed": ("[audio]\nvolume = 330\n", "audio.volume = 330"),
    "no TOML": ("[audio\nvolume = 33\n", "is not valid TOML"),
    "a profile that is not there": ('[board]\nprofile = "nobody"\n', "board.profile"),
    "a socket that cannot be made": ('[board]\nprofile = "no-gpio"\n[control]\nsocket = "/proc/x/y"\n', "/proc/x/y"),
    "a skill that is none": ('[board]\nprofile = "no-gpio"\n[skills]\noff = ["sing"]\n', "skills.off"),
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(*wrong, id=name, marks=[] if number < SHORT else pytest.mark.thorough)
        for number, (name, wrong) in enumerate(WRONG.items())
    ],
)
def test_it_waits_for_right_settings_and_starts(folder: Path, manager: Manager, text: str, said: str) -> None:
    settings = folder / "mine.toml"
    settings.write_text(text)
    with service(folder, manager, "--simulated") as process:
        assert said in manager.wait_for("STATUS=cannot start: ")
        manager.wait_for("EXTEND_TIMEOUT_USEC=")
        settings.write_text(SETTINGS)
        assert manager.wait_for("STATUS=waiting for")
        assert not any(told.startswith(("READY", "WATCHDOG")) for told in manager.told)
        log = ended(process)
    assert log.count("cannot start, and waits for a repair") == 1
    assert "something has changed" in log


def test_it_says_a_new_reason_too_and_ends_when_it_is_told(folder: Path, manager: Manager) -> None:
    settings = folder / "mine.toml"
    settings.write_text("[audio]\nvolume = 330\n")
    with service(folder, manager, "--simulated") as process:
        manager.wait_for("STATUS=cannot start: ")
        settings.write_text("[audio]\nvolum = 33\n")
        assert "did you mean 'volume'?" in manager.wait_for("STATUS=cannot start: ")
        log = ended(process)
    assert log.count("cannot start, and waits for a repair") == 2
    assert manager.wait_for("STOPPING=1")


def test_told_to_stop_while_it_tries_again_it_ends(folder: Path, manager: Manager) -> None:
    settings = folder / "mine.toml"
    settings.write_text("[audio]\nvolume = 330\n")
    with service(folder, manager, "--simulated") as process:
        manager.wait_for("STATUS=cannot start: ")
        manager.wait_for("EXTEND_TIMEOUT_USEC=")
        settings.write_text(SETTINGS)
        read_until(process.stderr, lambda line: "something has changed" in line)
        process.send_signal(signal.SIGTERM)
        assert finish(process).status in {0, -signal.SIGTERM}


def test_it_waits_for_a_model_that_is_damaged(folder: Path, manager: Manager, models_folder: Path) -> None:
    """The damage is one that only loading it shows: a bit of the number of heads, with which llama.cpp aborts."""
    models = folder / "models"
    models.mkdir()
    for file in models_folder.iterdir():
        with contextlib.suppress(OSError):
            os.link(file, models / file.name)
    brain = models / "brain.gguf"
    content = (models_folder / "SmolLM2-135M-Instruct.Q4_1.gguf").read_bytes()
    place = content.index(b"llama.attention.head_count") + len(b"llama.attention.head_count") + 4
    brain.write_bytes(content[:place] + bytes([content[place] ^ 2]) + content[place + 1 :])
    own = f"[models]\nfolder = '{models}'\nlanguage_model = '{brain}'\n"
    (folder / "mine.toml").write_text(SETTINGS + own)
    with service(folder, manager) as process:
        assert str(brain) in manager.wait_for("STATUS=cannot start: ")
        brain.write_bytes(content)
        manager.wait_for("STATUS=waiting for")
        eventually(lambda: _has_loaded(folder))
        process.kill()
        process.communicate()


def _has_loaded(folder: Path) -> bool:
    try:
        return len(Bench(Command(folder)).asked("status")["missing"]) == 2
    except ControlUnavailable:
        return False


def test_without_systemd_it_ends_with_one_sentence(folder: Path) -> None:
    (folder / "mine.toml").write_text("[audio]\nvolume = 330\n")
    outcome = Command(folder)("run", "--simulated", "-c", "mine.toml")
    assert outcome.status == 1
    assert len(outcome.err.splitlines()) == 1
