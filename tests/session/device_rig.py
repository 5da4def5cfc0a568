"""A whole device on simulated models, with a fake button, light and sound card, served on a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.adapters.simulated import simulated_models
from appliance.app import assembled
from appliance.control.client import ControlClient
from appliance.device.equipment import Equipment
from appliance.device.notice import Notice
from appliance.errors import ControlUnavailable
from appliance.interfaces import Hardware
from appliance.settings import (
    AudioSettings,
    ButtonSettings,
    ControlSettings,
    JournalSettings,
    Settings,
    VoiceSessionConfig,
)
from tests.session.plugged import PluggedLoudspeaker, PluggedMicrophone, eventually
from tests.unit.control.control_rig import NO_GROUP
from tests.unit.device.device_parts import NOON, FakeButton, FakeLight
from tests.unit.scripted import Clock
from tests.unit.watched_thread import TIMEOUT_S


@dataclass
class DeviceRig:
    """The parts of a device, put together by `app.assembled()`."""

    folder: Path
    button_settings: ButtonSettings = field(default_factory=ButtonSettings)
    button: FakeButton = field(default_factory=FakeButton)
    light: FakeLight = field(default_factory=FakeLight)
    has_light: bool = True
    microphone: PluggedMicrophone = field(default_factory=PluggedMicrophone)
    loudspeaker: PluggedLoudspeaker = field(default_factory=PluggedLoudspeaker)
    models: dict[str, Any] = field(default_factory=dict)
    """Fields of `Models` that replace the simulated models."""
    notice: Notice | None = None
    transcripts: bool = False
    is_slowed: Callable[[], bool] | None = None
    lost: str = ""

    def __post_init__(self) -> None:
        self.clock = Clock(100.0)
        """The clock of the button and the light."""
        self.socket = self.folder / "control.sock"
        settings = Settings(
            session=VoiceSessionConfig(error_shown_s=0.0),
            audio=AudioSettings(volume=70),
            button=self.button_settings,
            control=ControlSettings(socket=self.socket, group=NO_GROUP),
            journal=JournalSettings(transcripts=self.transcripts),
        )
        equipment = Equipment(
            Hardware(self.microphone, self.loudspeaker, may_be_missing=True, has_earcons=True),
            replace(simulated_models(), **self.models),
            self.button,
            self.light if self.has_light else None,
            profile="simulated",
            state_file=self.folder / "state.json",
            notice=self.notice,
            is_slowed=self.is_slowed,
            lost=self.lost,
        )
        self.device = assembled(settings, equipment, self.clock, lambda: NOON)
        self.session = self.device.parts.session
        self.microphone.ready = lambda: self.session.is_idle
        self.error: Exception | None = None
        """What `serve()` raised."""

    def serve(self) -> None:
        """Serve until the device is stopped; keep in `error` what is raised."""
        try:
            self.device.serve()
        except Exception as error:
            self.error = error

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        """Send a command to the control socket, and return its response."""
        with ControlClient(self.socket) as client:
            return client.ask(command, value)

    def wait_for(self, **status: object) -> None:
        """Wait until the status that the control socket reports has these values."""

        def is_so() -> bool:
            try:
                response = self.ask("status")
            except ControlUnavailable:
                return False
            return all(response[name] == value for name, value in status.items())

        eventually(is_so)

    def press(self, held_s: float) -> None:
        """Press the button, or go on holding it, for `held_s` on the clock; it is not released."""
        self.button.edge(True, self.clock.now_s)
        self.clock.now_s += held_s
        self.button.edge(True, self.clock.now_s)

    def release(self) -> None:
        """Release the button; a moment passes."""
        self.button.edge(False, self.clock.now_s)
        self.clock.now_s += 0.01

    @property
    def is_closed(self) -> bool:
        """True when nothing is left open."""
        return not (self.socket.exists() or self.light.is_open or self.button.is_open)


@contextmanager
def served(rig: DeviceRig, *, until: str | None = "connected") -> Iterator[DeviceRig]:
    """A device that is served until the block is left."""
    thread = threading.Thread(target=rig.serve, name="device", daemon=True)
    thread.start()
    try:
        if until:
            rig.wait_for(state=until)
        yield rig
    finally:
        rig.device.stop()
        thread.join(TIMEOUT_S)
        assert not thread.is_alive(), "serve() did not return"
