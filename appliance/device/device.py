"""Device: a session with a button, a light and a control socket, which is served until it is stopped.

The parts are built in `app`. Their threads are started and stopped here; those of the session by the session.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass

from appliance.adapters.gpio_outputs import GpioOutputs
from appliance.board.panel import Button
from appliance.control.server import ControlServer
from appliance.device.button import ButtonHandler
from appliance.device.ending import Ending
from appliance.device.lights import Lights
from appliance.device.reporter import Reporter
from appliance.device.ringing import Ringing
from appliance.device.screen import Screen
from appliance.errors import PipelineError
from appliance.events import Event, WorkerDied
from appliance.monitoring.watchdog import ServiceManager
from appliance.session.session import VoiceSession
from appliance.threads.worker import Runner, ThreadGroup, reported

log = logging.getLogger(__name__)

STOP_S = 1.2
"""Longest wait for the session's threads, and then for the device's: both must have stopped within 3 s."""


@dataclass(frozen=True, slots=True)
class DeviceParts:
    """The parts of a device."""

    session: VoiceSession
    """The session, which listens, thinks and speaks."""
    reporter: Reporter
    """The delegate of the session."""
    button_handler: ButtonHandler
    """Handles the button, and the presses that the control socket asks for."""
    server: ControlServer
    """The control socket."""
    button: Button | None
    """The button; None if the board has none."""
    lights: Lights | None
    """The thread of the light; None if the board has none."""
    manager: ServiceManager | None = None
    """The service manager, which is told how the appliance is; None if it was not started by one."""
    ringing: Ringing | None = None
    """The thread that rings; None if nothing can ring."""
    outputs: GpioOutputs | None = None
    """Lamps and the like; None if there are none."""
    screen: Screen | None = None
    """Shows what happens, and takes keys; None if there is none."""


class Device:
    """Serves until it is told to stop, or until a failure from which the session cannot recover."""

    def __init__(self, parts: DeviceParts) -> None:
        self.parts = parts
        self._over = Ending()
        parts.reporter.on_failure = self._over.put

    def serve(self) -> None:
        """Open everything, serve until `stop()`, close everything.

        Raises `PinUnavailable` and `ControlUnavailable` before anything is started, `ModelUnavailable` if a model
        cannot be loaded, `PipelineError` after a bug. Sound cards may be missing: it waits for them.
        """
        parts = self.parts
        with ExitStack() as opened:
            self._over.open()
            opened.callback(self._over.close)
            if parts.screen:
                parts.screen.open()
                opened.callback(parts.screen.close)
            parts.server.open()
            opened.callback(parts.server.close)
            if parts.lights:
                parts.lights.open()
                opened.callback(parts.lights.close)
            if parts.button:
                parts.button.open(parts.button_handler.changed)
                opened.callback(parts.button.close)
            if parts.outputs:
                parts.outputs.open()
                opened.callback(parts.outputs.close)
            runners = (parts.screen, parts.lights, parts.server, parts.button_handler, parts.ringing)
            thread_group = ThreadGroup([_Guarded(runner, self._over) for runner in runners if runner])
            opened.callback(self._stop_threads, thread_group)
            thread_group.start()
            opened.callback(self._disconnect)
            parts.session.connect_soon().add_done_callback(self._connected)
            error = self._over.wait()
            if parts.manager and not error:
                parts.manager.stopping()
        if error:
            raise error

    def _connected(self, future: Future[None]) -> None:
        if error := future.exception():
            self._over.put(error if isinstance(error, Exception) else PipelineError("session", error))
        else:
            log.info("everything is loaded")

    def _disconnect(self) -> None:
        try:
            self.parts.session.disconnect(STOP_S)
        except PipelineError as error:
            log.warning("%s", error)

    def _stop_threads(self, thread_group: ThreadGroup) -> None:
        if late := thread_group.stop(STOP_S):
            log.warning("still at work: %s", ", ".join(late))

    def stop(self) -> None:
        """Make `serve()` return. A signal handler may call this."""
        self._over.put(None)


class _Guarded:
    """Runs a runner, and ends the device if a bug ends the runner."""

    def __init__(self, runner: Runner, over: Ending) -> None:
        self.name = runner.name
        self._runner = runner
        self._over = over

    def run(self) -> None:
        with reported(self.name, self._report):
            self._runner.run()

    def _report(self, event: Event) -> None:
        if isinstance(event, WorkerDied):
            self._over.put(PipelineError(event.stage, event.error))

    def stop(self) -> None:
        self._runner.stop()
