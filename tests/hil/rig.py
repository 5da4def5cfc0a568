"""Rig: a whole appliance with the real models, between a tester at its sound card and a hand at its button.

Which card and which pins is said by a rig file (`rigs/`); what is done and measured is the same for all of them.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.adapters.sound_tester import SoundTester
from appliance.adapters.wav_files import load_recording
from appliance.app import device_of
from appliance.audio.format import Samples
from appliance.board.board import board_of
from appliance.control.client import ControlClient
from appliance.device.device import Device
from appliance.interfaces import Models
from appliance.recordings.recordings import Recording
from appliance.session.session import VoiceSession
from appliance.states import SessionState
from tests.hil.events import Events
from tests.hil.pins import MockPins, Pins, WiredPins, hues
from tests.hil.rig_file import RigFile
from tests.hil.virtual_card import VirtualCard

TAP_S = 0.08
"""A quick finger."""
PATIENCE_S = 30.0


class Rig:
    """An appliance that runs, and all that is around it."""

    def __init__(
        self, file: RigFile, folder: Path, engines: Models | None, state: Path | None = None, **sections: dict[str, Any]
    ) -> None:
        self.folder = folder
        self._file = file
        self.card = VirtualCard(folder) if file.kind == "virtual" else None
        self.settings = file.settings_with(sections, folder / "control.sock")
        board = board_of(self.settings)
        assert board.button
        assert board.light
        self.pins: Pins = (
            MockPins(board.button.pin, board.light.pins) if self.card else WiredPins(file.press_pin, file.light_pins)
        )
        self.tester = SoundTester(file.play, file.record)
        os.environ["STATE_DIRECTORY"] = str(state or folder)
        if self.card:
            os.environ["ALSA_CONFIG_PATH"] = self.card.alsa_config
        self.device: Device = device_of(self.settings, board, models=engines, pin_factory=self.pins.factory)
        self.presses: list[tuple[float, bool]] = []
        """Edges of the button, and when."""
        self.card_is_in = False
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, name="appliance", daemon=True)
        self.began_s = time.monotonic()
        self.events: Events

    @property
    def session(self) -> VoiceSession:
        """The appliance's session: to look at what cannot be heard or seen, never to drive it."""
        return self.device.parts.session

    # --- from power on to power off ---

    @contextmanager
    def running(self, *, wait_until_ready: bool = True, card_is_in: bool = True) -> Iterator[Rig]:
        """Power it on, and off and apart at the end; whatever ended the appliance before is raised."""
        try:
            self.power_on(wait_until_ready=wait_until_ready, card_is_in=card_is_in)
            yield self
            if self._thread.is_alive():
                self.power_off()
        finally:
            self.device.stop()
            self.dismantle()
        if self.error:
            raise self.error

    def power_on(self, *, wait_until_ready: bool = True, card_is_in: bool = True) -> None:
        """Start the card, the appliance and the tester; wait until it is ready."""
        self.tester.start()
        if card_is_in:
            self.plug_in_the_card()
        self._thread.start()
        self._wait_for_socket()
        self.events = Events(self.folder / "control.sock")
        if wait_until_ready:
            self.wait_for_light("green")
            self.events.wait_for("state", self.began_s, state="connected")

    def _wait_for_socket(self) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not (self.folder / "control.sock").exists():
            assert self._thread.is_alive(), f"the appliance ended: {self.error}"
            assert time.monotonic() < deadline_s, "the appliance does not start"
            self._thread.join(0.02)

    def _serve(self) -> None:
        try:
            self.device.serve()
        except Exception as error:
            self.error = error

    def power_off(self) -> float:
        """Stop the appliance as SIGTERM does, and return the seconds it took."""
        asked_s = time.monotonic()
        self.device.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the appliance does not stop"
        took_s = time.monotonic() - asked_s
        self.events.join()
        return took_s

    def dismantle(self) -> None:
        """Stop everything else."""
        self.tester.stop()
        if self.card:
            self.card.pull_out()
        self.pins.close()

    def pull_out_the_card(self) -> float:
        """Unplug it in full use; return when."""
        assert self.card, "only a virtual card can be pulled out by a program"
        self.tester.card_is(False)
        self.card_is_in = False
        self.card.pull_out()
        at_s = time.monotonic()
        self.tester.forget()  # what comes later would be taken for what comes next
        return at_s

    def plug_in_the_card(self) -> float:
        """Plug it in again; return when it was there."""
        if self.card:
            self.card.plug_in()
        at_s = time.monotonic()
        self.tester.card_is(True)
        self.card_is_in = True
        return at_s

    # --- what a person does ---

    def say(self, recording: Recording) -> float:
        """Play a recording to the microphone; return when its speech ends."""
        begins_s = self.tester.play(load_recording(recording.path, 30))
        return begins_s + (recording.speech_end_s or 0.0)

    def ask(self, recording: Recording) -> str:
        """Ask a question as a whole, see that it is heard right and answered, and return the reply."""
        tapped_s = self.tap()
        self.wait_for_light("red", tapped_s)
        self.say(recording)
        self.events.wait_for("turn", tapped_s, outcome="answered")
        assert self.events.of("transcript", tapped_s)[-1]["text"] == recording.transcript
        return str(self.events.of("reply", tapped_s)[-1]["text"])

    def press(self) -> float:
        """Put the finger down; return when."""
        return self._set_button(True)

    def release(self) -> float:
        """Take it away."""
        return self._set_button(False)

    def _set_button(self, is_pressed: bool) -> float:
        at_s = self.pins.set_button(is_pressed)
        self.presses.append((at_s, is_pressed))
        return at_s

    def tap(self) -> float:
        """Press and release; return when it was pressed."""
        at_s = self.press()
        self.wait(TAP_S)
        self.release()
        return at_s

    def wait(self, length_s: float) -> None:
        """Let time pass, by the sound card."""
        self.tester.listen_for(length_s)

    def control(self, command: str, value: object = None) -> float:
        """Ask over the control socket; return when."""
        at_s = time.monotonic()
        with ControlClient(self.folder / "control.sock") as client:
            client.ask(command, value)
        return at_s

    def bring_to_rest(self) -> None:
        """Wait until the appliance is ready again; what it still listens to falls silent by itself."""
        self.tester.hush()
        self.events.wait_until(lambda: self.session.state is SessionState.CONNECTED)
        self.wait(0.5)

    def missing(self) -> dict[str, str]:
        """Return the devices that are missing, as last told, and why."""
        told = self.events.of("missing")
        return dict(told[-1]["devices"]) if told else {}

    def wait_until_back(self) -> float:
        """Wait until nothing is missing any more and the appliance is ready; return since when."""
        self.events.wait_until(lambda: not self.missing() and self.session.state is SessionState.CONNECTED)
        told = self.events.of("missing")
        return float(told[-1]["at_s"]) if told else self.began_s

    def come_to_rest(self) -> None:
        """Let the button go, and wait until the appliance is ready and silent."""
        self.release()
        if not self.card_is_in:
            self.plug_in_the_card()
        self.bring_to_rest()

    def wait_until(self, at_s: float) -> None:
        """Let time pass until a moment, by the sound card."""
        while (left_s := at_s - time.monotonic()) > 0:
            self.wait(left_s)

    def wait_exactly(self, length_s: float) -> None:
        """Let a moment pass that is too short for the sound card to measure."""
        threading.Event().wait(length_s)

    # --- what a person sees and hears ---

    def wait_for_light(self, colour: str, since_s: float | None = None) -> float:
        """Wait until the light shows a colour, now or after a moment; return since when."""
        begins_s = self.pins.light.since(time.monotonic())[0].at_s if since_s is None and self.pins.light.shown else 0.0

        def fitting() -> list[float]:
            from_s = begins_s if since_s is None else since_s
            return [one.at_s for one in self.pins.light.shown if one.hue == colour and one.at_s >= from_s]

        self.pins.light.wait_for(lambda _shown: bool(fitting()), colour)
        return fitting()[0]

    def lights_since(self, at_s: float) -> list[str]:
        """Return the colours shown from a moment on."""
        return hues(self.pins.light.since(at_s))

    def heard(self, since_s: float, until_s: float | None = None) -> Samples:
        """Return what the loudspeaker played, at 48 kHz."""
        return self.tester.recording(since_s, until_s)[0]
