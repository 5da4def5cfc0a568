"""DeviceEventHandler: what follows from what stages report of themselves and of audio devices; turns: `turn_events`."""

from __future__ import annotations

from appliance import events as ev
from appliance.session.controller import SessionController
from appliance.session.turn_events import TurnEventHandler


class DeviceEventHandler:
    """Takes every event; used by the session's thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._opening = set(controller.pipeline.stages)
        """Stages that are not open yet."""
        self._turns = TurnEventHandler(controller)

    def on_event(self, event: ev.Event) -> None:
        """Act on what a stage reports."""
        controller = self._controller
        match event:
            case ev.StageReady(stage):
                self._opening.discard(stage)
                if not self._opening:
                    controller.opened()
            case ev.DeviceLost(device, lost):
                controller.device_lost(device, lost)
            case ev.DeviceBack(device):
                controller.device_back(device)
            case ev.StageFailed(stage, error, None, None):
                controller.stage_failed(stage, error)
            case ev.StageFailed():
                self._turns.on_failure(event)
            case ev.WorkerDied(stage, died):
                controller.worker_died(stage, died)
            case ev.TurnEvent() | ev.ReplyEvent():
                self._turns.on_event(event)
