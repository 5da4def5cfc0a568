"""Device: the appliance as a thing: a session with a button, a light and a control socket, served until it is stopped.

Its parts are built in `app`; their threads are started and stopped here, and those of the session by the session.
"""

from __future__ import annotations

import logging
import queue
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass

from appliance.control.server import ControlServer
from appliance.device.button import ButtonHandler
from appliance.device.lights import Lights
from appliance.device.reporter import Reporter
from appliance.errors import PipelineError
from appliance.events import Event, WorkerDied
from appliance.interfaces import Button
from appliance.monitoring.watchdog import ServiceManager
from appliance.session.session import VoiceSession
from appliance.threads.worker import Runner, ThreadGroup, reported

log = logging.getLogger(__name__)

STOP_S = 1.2
"""Longest wait for the session's threads, and then for the device's: it must be down within 3 s."""


@dataclass(frozen=True, slots=True)
class DeviceParts:
    """What a device is made of."""

    session: VoiceSession
    """Listens, thinks and speaks."""
    reporter: Reporter
    """Its delegate."""
    button_handler: ButtonHandler
    """What is pressed."""
    server: ControlServer
    """The control socket."""
    button: Button | None
    """None: there is none."""
    lights: Lights | None
    """None: there is none."""
    manager: ServiceManager | None = None
    """Who started the appliance and wants to know how it is; None: nobody does."""


class Device:
    """Serves until it is told to stop, or until nothing works any more."""

    def __init__(self, parts: DeviceParts) -> None:
        self.is_late = False
        """True when a thread was still at work when it should have ended: a model cannot be stopped while it loads."""
        self.parts = parts
        # A SimpleQueue may be put into by a signal handler, whatever the thread below it is doing.
        self._over: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()
        parts.reporter.on_failure = self._over.put

    def serve(self) -> None:
        """Open everything, serve until `stop()`, close everything.

        Raises `PinUnavailable` and `ControlUnavailable` before anything was started, `ModelUnavailable` when it cannot
        think, `PipelineError` after a bug. Sound cards may be missing: they are waited for.
        """
        parts = self.parts
        with ExitStack() as opened:
            parts.server.open()
            opened.callback(parts.server.close)
            if parts.lights:
                parts.lights.open()
                opened.callback(parts.lights.close)
            if parts.button:
                parts.button.open(parts.button_handler.changed)
                opened.callback(parts.button.close)
            runners: tuple[Runner | None, ...] = (parts.lights, parts.server, parts.button_handler)
            thread_group = ThreadGroup([_Guarded(runner, self._over) for runner in runners if runner])
            opened.callback(self._stop_threads, thread_group)
            thread_group.start()
            opened.callback(self._disconnect)
            parts.session.connect_soon().add_done_callback(self._connected)
            error = self._over.get()
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
            self.is_late = True
            log.warning("%s", error)

    def _stop_threads(self, thread_group: ThreadGroup) -> None:
        if late := thread_group.stop(STOP_S):
            self.is_late = True
            log.warning("still at work: %s", ", ".join(late))

    def stop(self) -> None:
        """Let `serve()` return. May be called by a signal handler."""
        self._over.put(None)


class _Guarded:
    """Runs a runner; when a bug ends it, the device ends."""

    def __init__(self, runner: Runner, over: queue.SimpleQueue[Exception | None]) -> None:
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
