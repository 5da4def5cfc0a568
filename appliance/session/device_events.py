"""Decider: what follows from what the stages report: here of themselves and the devices, in `turn_decider` of a turn.

The session's thread hands it one event at a time, calls go to `calls`, and both act on the same `Course`.
"""

from __future__ import annotations

import logging

from appliance import events as ev
from appliance.errors import AudioUnavailable, PipelineError
from appliance.events import Device, Event
from appliance.monitoring.journal_fields import back_fields, lost_fields
from appliance.session.controller import Course
from appliance.session.turn_events import TurnDecider
from appliance.states import SessionState, Trigger

log = logging.getLogger(__name__)


class Decider:
    """Draws conclusions from events; used by the session's thread."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._opening = set(course.pipeline.stages)
        self._turns = TurnDecider(course)

    def on_event(self, event: Event) -> None:
        """Draw the conclusion from what a stage reports."""
        course = self._course
        match event:
            case ev.StageReady(stage):
                self._opened(stage)
            case ev.DeviceLost(device, lost):
                self._lost(device, lost)
            case ev.DeviceBack(device):
                self._back(device)
            case ev.StageFailed(stage, error, None):
                course.fail(error if course.connecting else PipelineError(stage, error))
            case ev.StageFailed():
                self._turns.on_failure(event)
            case ev.WorkerDied(stage, died):
                course.failure = PipelineError(stage, died)
                course.fail(course.failure)
            case ev.TurnEvent():
                self._turns.on_event(event)

    def on_bug(self, error: Exception) -> None:
        """Tell of an exception in deciding itself; nothing is decided after it."""
        course = self._course
        course.failure = PipelineError("session", error)
        course.state = SessionState.ERROR
        course.notifier.notify("state_changed", course.state)
        course.answer_connecting(course.failure)
        course.notifier.notify("error_occurred", course.failure)

    # --- stages and devices ---

    def _opened(self, stage: str) -> None:
        self._opening.discard(stage)
        course = self._course
        if self._opening or not course.connecting:
            return
        if course.missing:  # connected all the same: it is waited for
            course.go(Trigger.FAIL)
        else:
            course.go(Trigger.OPENED)
        course.answer_connecting()

    def _lost(self, device: Device, error: AudioUnavailable) -> None:
        """Show that a device is missing, until it is back."""
        course = self._course
        course.missing[device] = error
        course.notifier.notify("devices_missing", dict(course.missing))
        if course.connecting:
            log.error("%s", error, extra=lost_fields(device))
        else:
            course.fail(error, lost_fields(device))

    def _back(self, device: Device) -> None:
        course = self._course
        log.info("the %s is back", device.value, extra=back_fields(device))
        course.missing.pop(device, None)
        course.notifier.notify("devices_missing", dict(course.missing))
        if course.state is SessionState.ERROR and not (course.missing or course.failure):
            course.go(Trigger.RECOVER)
