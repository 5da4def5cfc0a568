"""A whole device in a terminal: real session, simulated models, a pseudo-terminal; the microphone is a test's."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from rich.console import Console

from appliance.adapters.simulated import simulated_models
from appliance.adapters.terminal import TerminalButton
from appliance.adapters.tty import Tty
from appliance.app import assembled
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.control.protocol import Request, Response
from appliance.device.device import Device
from appliance.device.equipment import Equipment
from appliance.device.terminal_screen import TerminalScreen
from appliance.errors import PipelineError
from appliance.interfaces import Hardware
from appliance.settings import ButtonSettings, ControlSettings, Settings, VoiceSessionConfig
from tests.pseudo_terminal import PseudoTerminal, pseudo_terminal
from tests.session.plugged import PluggedLoudspeaker, PluggedMicrophone
from tests.unit.control.control_rig import NO_GROUP, short_folder
from tests.unit.watched_thread import TIMEOUT_S

WORDS = (np.sin(np.arange(CAPTURE_RATE_HZ * 2) * 0.2) * 12000).astype(np.int16)
"""Two seconds of what the simulated models take for speech."""


class TerminalDevice:
    """A device in a pseudo-terminal, served on a thread."""

    def __init__(self, terminal: PseudoTerminal, folder: object, hold: str = "shutdown") -> None:
        button = ButtonSettings.model_validate({"hold": hold})
        settings = Settings(
            session=VoiceSessionConfig(error_shown_s=0.0),
            button=button,
            control=ControlSettings.model_validate({"socket": f"{folder}/control.sock", "group": NO_GROUP}),
        )
        inside = terminal.inside
        self.errors = open(f"{folder}/stderr", "w")  # noqa: SIM115
        self.screen = TerminalScreen(
            Tty(inside, inside, self.errors.fileno()),
            TerminalButton(is_held=hold == "talk"),
            Console(force_terminal=True, color_system="truecolor", highlight=False),
        )
        self.microphone = PluggedMicrophone()
        sound = self.screen.metered(Hardware(self.microphone, PluggedLoudspeaker(), may_be_missing=True))
        self.device: Device = assembled(
            settings,
            Equipment(
                sound,
                simulated_models(),
                self.screen.button,
                self.screen.light,
                profile="simulated",
                state_file=settings.control.socket.parent / "state.json",  # type: ignore[union-attr]
                screen=self.screen,
            ),
        )
        self.microphone.ready = lambda: self.device.parts.session.is_idle
        self.error: Exception | None = None

    def serve(self) -> None:
        try:
            self.device.serve()
        except Exception as error:
            self.error = error


@contextmanager
def served(hold: str = "shutdown") -> Iterator[tuple[PseudoTerminal, TerminalDevice]]:
    with pseudo_terminal(60, 20) as terminal, short_folder() as folder:
        device = TerminalDevice(terminal, folder, hold)
        thread = threading.Thread(target=device.serve, name="device", daemon=True)
        thread.start()
        try:
            yield terminal, device
        finally:
            device.device.stop()
            terminal.until(lambda: not thread.is_alive(), "the device ends")
            thread.join(TIMEOUT_S)
            device.errors.close()
            terminal.look()
            assert terminal.modes() == terminal.before
            assert terminal.screen.has_cursor


def test_a_question_and_its_answer_are_seen() -> None:
    with served() as (terminal, device):
        terminal.shows("ready (green, dim)")
        terminal.type(" ")
        terminal.shows("listening (red")
        device.microphone.play(WORDS)
        terminal.shows("you: This is what a simulated recogniser heard.", "it: You said:", "[language model]")
        terminal.shows("ready (green, dim)", "last word to first sound")
        assert not terminal.screen.text.startswith("●"), "the turn that is over stays above"


def test_space_ends_what_it_began_when_held_to_talk() -> None:
    with served("talk") as (terminal, device):
        terminal.shows("ready (green, dim)", "space begin, space again end")
        terminal.type(" ")
        terminal.shows("listening (red")
        device.microphone.play(WORDS)
        terminal.shows("This is")
        terminal.until(lambda: device.microphone.remaining_s == 0.0, "all is heard")
        terminal.type(" ")
        terminal.shows("you: This is", "[language model]", "ready (green, dim)")


def test_an_unplugged_microphone_is_said_and_comes_back() -> None:
    with served() as (terminal, device):
        terminal.shows("ready (green, dim)")
        device.microphone.unplug()
        terminal.shows("waiting for the microphone: microphone Mic: is gone", "pcm:pipewire")
        device.microphone.plug_in()
        terminal.until(lambda: "waiting for the microphone" not in terminal.look(), "it is back")


def test_a_line_on_stderr_and_of_the_log_go_above_the_picture() -> None:
    with served() as (terminal, device):
        terminal.shows("ready (green, dim)")
        device.errors.write("ALSA lib pcm.c: a library complains\n")
        device.errors.flush()
        device.screen.note("WARNING something is odd")
        terminal.shows("ALSA lib pcm.c: a library complains", "WARNING something is odd")
        text = terminal.look()
        assert text.index("odd") < text.index("●")
        assert text.index("library") < text.index("●")


def test_keys_that_are_pressed_in_an_escape_sequence_do_nothing() -> None:
    with served() as (terminal, device):
        terminal.shows("ready (green, dim)")
        volume = device.device.parts.session.volume
        terminal.type("\x1bOm\x1b[5~\x1bm")
        terminal.type("+")
        terminal.shows(f"volume {volume + 5} %", "ready (green, dim)")
        assert not device.device.parts.session.is_muted


def test_its_power_command_ends_this_process_and_no_machine() -> None:
    with served() as (_, device):
        assert device.screen.power_command == ("kill", "-TERM", str(os.getpid()))


class Bug(Exception):
    pass


def _broken(request: Request) -> Response:
    raise Bug("this is a bug")


@pytest.mark.filterwarnings("error")
def test_a_bug_in_its_thread_ends_the_device_and_leaves_the_terminal_as_it_was() -> None:
    with served() as (terminal, device):
        terminal.shows("ready (green, dim)")
        device.screen.attach(_broken, device.device.stop)
        terminal.type("m")
        terminal.until(lambda: device.error is not None, "the device ends")
        assert isinstance(device.error, PipelineError)
        assert device.error.stage == "terminal"
