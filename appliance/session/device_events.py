"""DeviceEventHandler: what follows from what stages report of themselves and of devices; turns: `turn_events`.

The session's thread hands it one event at a time, calls go to `calls`, and both act on the same `SessionController`.
"""

from __future__ import annotations

import logging

from appliance import events as ev
from appliance.errors import AudioUnavailable, PipelineError
from appliance.events import AudioDevice, Event
from appliance.monitoring.journal_fields import back_fields, lost_fields
from appliance.session.controller import SessionController
from appliance.session.turn_events import TurnEventHandler
from appliance.states import SessionState, Trigger

log = logging.getLogger(__name__)


class DeviceEventHandler:
    """Draws conclusions from events; used by the session's thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._opening = set(controller.pipeline.stages)
        self._turns = TurnEventHandler(controller)

    def on_event(self, event: Event) -> None:
        """Draw the conclusion from what a stage reports."""
        controller = self._controller
        match event:
            case ev.StageReady(stage):
                self._opened(stage)
            case ev.DeviceLost(device, lost):
                self._lost(device, lost)
            case ev.DeviceBack(device):
                self._back(device)
            case ev.StageFailed(stage, error, None):
                controller.fail(error if controller.connecting else PipelineError(stage, error))
            case ev.StageFailed():
                self._turns.on_failure(event)
            case ev.WorkerDied(stage, died):
                controller.failure = PipelineError(stage, died)
                controller.fail(controller.failure)
            case ev.TurnEvent():
                self._turns.on_event(event)

    def on_bug(self, error: Exception) -> None:
        """Tell of an exception in deciding itself; nothing is decided after it."""
        controller = self._controller
        controller.failure = PipelineError("session", error)
        controller.state = SessionState.ERROR
        controller.notifier.notify("state_changed", controller.state)
        controller.answer_connecting(controller.failure)
        controller.notifier.notify("error_occurred", controller.failure)

    # --- stages and devices ---

    def _opened(self, stage: str) -> None:
        self._opening.discard(stage)
        controller = self._controller
        if self._opening or not controller.connecting:
            return
        if controller.missing:  # connected all the same: it is waited for
            controller.go(Trigger.FAIL)
        else:
            controller.go(Trigger.OPENED)
        controller.answer_connecting()

    def _lost(self, device: AudioDevice, error: AudioUnavailable) -> None:
        """Show that a device is missing, until it is back."""
        controller = self._controller
        controller.missing[device] = error
        controller.notifier.notify("devices_missing", dict(controller.missing))
        if controller.connecting:
            log.error("%s", error, extra=lost_fields(device))
        else:
            controller.fail(error, lost_fields(device))

    def _back(self, device: AudioDevice) -> None:
        controller = self._controller
        log.info("the %s is back", device.value, extra=back_fields(device))
        controller.missing.pop(device, None)
        controller.notifier.notify("devices_missing", dict(controller.missing))
        if controller.state is SessionState.ERROR and not (controller.missing or controller.failure):
            controller.go(Trigger.RECOVER)
