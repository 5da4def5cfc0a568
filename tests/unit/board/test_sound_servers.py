"""The sound server of a desktop, found by its files."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.board.board import Board
from appliance.board.sound_servers import server_device, through_server
from appliance.settings import AudioSettings
from tests.unit.control.control_rig import short_folder

PIPEWIRE, PULSE = "pipewire-0", "pulse/native"


class Desktop:
    """A user's runtime folder, and the folder with ALSA's plugins."""

    def __init__(self, folder: Path) -> None:
        self.runtime, self.alsa = folder / "run", folder / "conf.d"
        self.alsa.mkdir()
        self._sockets: list[socket.socket] = []

    def serves(self, *names: str) -> None:
        for name in names:
            path = self.runtime / name
            path.parent.mkdir(parents=True, exist_ok=True)
            server = socket.socket(socket.AF_UNIX)
            server.bind(str(path))
            self._sockets.append(server)

    def knows(self, *names: str) -> None:
        for name in names:
            (self.alsa / name).write_text("")

    @property
    def device(self) -> str | None:
        return server_device({"XDG_RUNTIME_DIR": str(self.runtime)}, [self.alsa.parent / "nowhere", self.alsa])

    def close(self) -> None:
        for server in self._sockets:
            server.close()


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    with short_folder() as folder:
        desktop = Desktop(folder)
        yield desktop
        desktop.close()


def test_pipewire_comes_first(desktop: Desktop) -> None:
    desktop.serves(PIPEWIRE, PULSE)
    desktop.knows("50-pipewire.conf", "50-pulseaudio.conf", "99-pipewire-default.conf")
    assert desktop.device == "pipewire"


def test_pipewire_that_alsa_does_not_know_is_asked_as_pulseaudio(desktop: Desktop) -> None:
    desktop.serves(PIPEWIRE, PULSE)
    desktop.knows("50-pulseaudio.conf")
    assert desktop.device == "pulse"


def test_a_server_that_does_not_run_is_none(desktop: Desktop) -> None:
    desktop.knows("50-pipewire.conf", "50-pulseaudio.conf")
    assert desktop.device is None


def test_a_server_that_alsa_does_not_know_is_none(desktop: Desktop) -> None:
    desktop.serves(PIPEWIRE, PULSE)
    assert desktop.device is None


def test_the_variables_of_the_servers_count(desktop: Desktop) -> None:
    desktop.serves("elsewhere/native")
    desktop.knows("50-pulseaudio.conf")
    assert desktop.device is None
    environment = {"XDG_RUNTIME_DIR": "/nowhere", "PULSE_RUNTIME_PATH": str(desktop.runtime / "elsewhere")}
    assert server_device(environment, [desktop.alsa]) == "pulse"


def board(profile: str = "no-gpio") -> Board:
    return Board(profile, "*", "*", None, None)


def test_a_desktop_takes_its_server() -> None:
    taken = through_server(board(), AudioSettings(), "pipewire")
    assert (taken.microphone, taken.loudspeaker) == ("pcm:pipewire", "pcm:pipewire")


def test_what_the_settings_name_stays() -> None:
    named = Board("no-gpio", "Device", "*", None, None)
    taken = through_server(named, AudioSettings(microphone="Device"), "pulse")
    assert (taken.microphone, taken.loudspeaker) == ("Device", "pcm:pulse")


@pytest.mark.parametrize(("profile", "device"), [("no-gpio", None), ("generic-usb", "pulse")])
def test_without_a_server_or_on_a_board_nothing_changes(profile: str, device: str | None) -> None:
    assert through_server(board(profile), AudioSettings(), device) == board(profile)
