"""HardwareRig: a whole appliance with the real models, a tester at its sound card, and pins for its button and light.

A rig file (`rigs/`) names the card and the pins. The tests do and measure the same on every rig.
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
from tests.patience import OUTER_S
from tests.polling import poll_until

TAP_S = 0.08
"""How long a quick tap holds the button down."""
LIFT_S = 0.03
"""How long the finger is off the button at least: a shorter release is a spike on the wire."""
TIMEOUT_S = OUTER_S


class HardwareRig:
    """An appliance, and everything that is connected to it. Moments are on `time.monotonic()`."""

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
        """The edges of the button: when, and whether it was pressed (else released)."""
        self.card_is_in = False
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, name="appliance", daemon=True)
        self.began_s = time.monotonic()
        self.events: Events

    @property
    def session(self) -> VoiceSession:
        """The appliance's session, to read what cannot be heard or seen from outside. Tests never control it."""
        return self.device.parts.session

    # --- from power on to power off ---

    @contextmanager
    def running(self, *, wait_until_ready: bool = True, card_is_in: bool = True) -> Iterator[HardwareRig]:
        """Power it on; at the end, power it off and dismantle it. Raises the error that ended the appliance, if any."""
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
        """Start the tester, the card and the appliance; wait until the appliance is ready."""
        self.tester.start()
        if card_is_in:
            self.plug_in_the_card()
        self._thread.start()
        self._wait_for_socket()
        self.events = Events(self.folder / "control.sock")
        if wait_until_ready:
            self.wait_for_light("green")
            # Its event may have come before anybody could follow, or it is still on its way.
            poll_until(lambda: self.session.state is SessionState.CONNECTED, "the session is connected", TIMEOUT_S)
            self.wait(0.5)

    def _wait_for_socket(self) -> None:
        def is_there() -> bool:
            assert self._thread.is_alive(), f"the appliance ended: {self.error}"
            return (self.folder / "control.sock").exists()

        poll_until(is_there, "the appliance has started and made its control socket", TIMEOUT_S)

    def _serve(self) -> None:
        try:
            self.device.serve()
        except Exception as error:
            self.error = error

    def power_off(self) -> float:
        """Stop the appliance as SIGTERM does; return the seconds that it took."""
        asked_s = time.monotonic()
        self.device.stop()
        self._thread.join(TIMEOUT_S)
        assert not self._thread.is_alive(), "the appliance does not stop"
        took_s = time.monotonic() - asked_s
        self.events.join()
        return took_s

    def dismantle(self) -> None:
        """Stop the tester, the card and the pins."""
        self.tester.stop()
        if self.card:
            self.card.pull_out()
        self.pins.close()

    def pull_out_the_card(self) -> float:
        """Unplug the card while it is in use; return when, before the appliance could notice."""
        assert self.card, "only a virtual card can be pulled out by a program"
        self.tester.card_is(False)
        self.card_is_in = False
        at_s = time.monotonic()
        self.card.pull_out()
        self.tester.forget()  # sound recorded before and after the gap would count as continuous
        return at_s

    def plug_in_the_card(self) -> float:
        """Plug the card in; return when it was there."""
        if self.card:
            self.card.plug_in()
        at_s = time.monotonic()
        self.tester.card_is(True)
        self.card_is_in = True
        return at_s

    # --- what a person does ---

    def say(self, recording: Recording) -> float:
        """Begin to play a recording into the microphone; return when its speech ends."""
        begins_s = self.tester.play(load_recording(recording.path, 30))
        return begins_s + (recording.speech_end_s or 0.0)

    def ask(self, recording: Recording) -> str:
        """Ask a question with a tap, check that it is transcribed correctly and answered, and return the reply."""
        tapped_s = self.tap()
        self.wait_for_light("red", tapped_s)
        self.say(recording)
        self.events.wait_for("turn", tapped_s, outcome="answered")
        assert self.events.of("transcript", tapped_s)[-1]["text"] == recording.transcript
        return str(self.events.of("reply", tapped_s)[-1]["text"])

    def press(self) -> float:
        """Press the button; return when."""
        return self._set_button(True)

    def release(self) -> float:
        """Release the button; return when."""
        return self._set_button(False)

    def _set_button(self, is_pressed: bool) -> float:
        at_s = self.pins.set_button(is_pressed)
        self.presses.append((at_s, is_pressed))
        return at_s

    def tap(self) -> float:
        """Press and release the button; return when it was pressed."""
        at_s = self.press()
        self.wait(TAP_S)
        self.release()
        self.wait(LIFT_S)
        return at_s

    def wait(self, length_s: float) -> None:
        """Wait for a time, measured by the sound card."""
        self.tester.listen_for(length_s)

    def control(self, command: str, value: object = None) -> float:
        """Send a command to the control socket; return when."""
        at_s = time.monotonic()
        with ControlClient(self.folder / "control.sock") as client:
            client.ask(command, value)
        return at_s

    def bring_to_rest(self) -> None:
        """Stop what is played into the microphone, and wait until the appliance is ready again."""
        self.tester.hush()
        self.events.wait_until(lambda: self.session.state is SessionState.CONNECTED)
        self.wait(0.5)

    def missing(self) -> dict[str, str]:
        """Return the audio devices that are missing by the last event, each with the reason."""
        told = self.events.of("missing")
        return dict(told[-1]["devices"]) if told else {}

    def wait_until_back(self) -> float:
        """Wait until no audio device is missing and the appliance is ready; return when the last device was back."""
        self.events.wait_until(lambda: not self.missing() and self.session.state is SessionState.CONNECTED)
        told = self.events.of("missing")
        return float(told[-1]["at_s"]) if told else self.began_s

    def come_to_rest(self) -> None:
        """Release the button, plug the card in if it is out, and wait until the appliance is ready and silent."""
        self.release()
        if not self.card_is_in:
            self.plug_in_the_card()
        self.bring_to_rest()

    def wait_until(self, at_s: float) -> None:
        """Wait until a moment, by the sound card."""
        while (left_s := at_s - time.monotonic()) > 0:
            self.wait(left_s)

    def wait_exactly(self, length_s: float) -> None:
        """Wait for a time that is too short to be measured by the sound card."""
        threading.Event().wait(length_s)

    # --- what a person sees and hears ---

    def wait_for_light(self, colour: str, since_s: float | None = None) -> float:
        """Wait until the light shows a colour, now or after `since_s`; return when it began."""
        begins_s = self.pins.light.since(time.monotonic())[0].at_s if since_s is None and self.pins.light.shown else 0.0

        def fitting() -> list[float]:
            from_s = begins_s if since_s is None else since_s
            return [one.at_s for one in self.pins.light.shown if one.hue == colour and one.at_s >= from_s]

        self.pins.light.wait_for(lambda _shown: bool(fitting()), colour)
        return fitting()[0]

    def wait_for_sign(self, sign: str) -> None:
        """Wait until the status tells this sign of the light. Events of the start may be over before one can follow."""

        def is_shown() -> bool:
            with ControlClient(self.folder / "control.sock") as client:
                return bool(client.ask("status")["light"] == sign)

        poll_until(is_shown, f"the light tells: {sign}", TIMEOUT_S)

    def lights_since(self, at_s: float) -> list[str]:
        """Return the colours that the light showed from `at_s` on."""
        return hues(self.pins.light.since(at_s))

    def played(self, since_s: float, until_s: float | None = None) -> Samples:
        """Return what the loudspeaker played from `since_s` to `until_s`, or until now: int16, mono, 48 kHz."""
        return self.tester.recording(since_s, until_s)[0]
