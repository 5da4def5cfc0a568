"""A whole device on simulated models, with a pretended button, light and sound card, served on a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.adapters.simulated import simulated_models
from appliance.control.client import ControlClient
from appliance.control.server import ControlServer
from appliance.controls import Controls
from appliance.device import Device, DeviceParts
from appliance.errors import ControlUnavailable
from appliance.interfaces import Hardware
from appliance.kept_state import Kept, KeptState
from appliance.lights import Lights
from appliance.operations import ButtonOperations, SocketOperations
from appliance.panel import Panel
from appliance.reporter import Reporter
from appliance.session import VoiceSession
from appliance.settings import ButtonSettings, LightSettings, VoiceSessionConfig
from tests.session.plugged import PluggedLoudspeaker, PluggedMicrophone, eventually
from tests.unit.control_rig import NO_GROUP
from tests.unit.device_parts import NOON, FakeButton, FakeLight
from tests.unit.scripted import PATIENCE_S, Clock


@dataclass
class DeviceRig:
    """The parts of a device, put together as `app.device_of()` does."""

    folder: Path
    button_settings: ButtonSettings = field(default_factory=ButtonSettings)
    button: FakeButton = field(default_factory=FakeButton)
    light: FakeLight = field(default_factory=FakeLight)
    microphone: PluggedMicrophone = field(default_factory=PluggedMicrophone)
    loudspeaker: PluggedLoudspeaker = field(default_factory=PluggedLoudspeaker)
    models: dict[str, Any] = field(default_factory=dict)
    """Instead of the simulated ones."""

    def __post_init__(self) -> None:
        self.clock = Clock(100.0)
        """Of the button and the light."""
        self.socket = self.folder / "control.sock"
        kept = KeptState(self.folder / "state.json", Kept(volume=70))
        lights = Lights(self.light, LightSettings(), self.clock, lambda: NOON)
        panel = Panel(is_muted=kept.kept.is_muted)
        reporter = Reporter(panel, lights, kept)
        self.session = VoiceSession(
            VoiceSessionConfig(error_shown_s=0.0),
            Hardware(self.microphone, self.loudspeaker, may_be_missing=True, has_earcons=True),
            replace(simulated_models(), **self.models),
            reporter,
        )
        self.microphone.ready = lambda: self.session.is_idle
        self.session.set_volume(kept.kept.volume)
        self.session.mute(kept.kept.is_muted)
        controls = Controls(
            self.button_settings,
            ButtonOperations(self.session, panel, self.button_settings.shutdown_command),
            self.clock,
        )
        operations = SocketOperations(self.session, panel, reporter, controls.press_for, "simulated")
        server = ControlServer(self.socket, NO_GROUP, operations.carry_out)
        reporter.publish = server.publish
        panel.passes_on_to(lambda sign: server.publish("light", sign=sign.value), lights.show)
        self.device = Device(DeviceParts(self.session, reporter, controls, server, self.button, lights))
        self.error: Exception | None = None
        """What `serve()` raised."""

    def serve(self) -> None:
        try:
            self.device.serve()
        except Exception as error:
            self.error = error

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        with ControlClient(self.socket) as client:
            return client.ask(command, value)

    def wait_for(self, **status: object) -> None:
        """Wait until the status of the device, asked on its socket, is as described."""

        def is_so() -> bool:
            try:
                answer = self.ask("status")
            except ControlUnavailable:
                return False
            return all(answer[name] == value for name, value in status.items())

        eventually(is_so)

    def press(self, held_s: float) -> None:
        """Press the button, and move the clock as long as it is held; it is not let go."""
        self.button.edge(True, self.clock.now_s)
        self.clock.now_s += held_s
        self.button.edge(True, self.clock.now_s)

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
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "serve() did not return"
