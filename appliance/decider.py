"""Decider: what follows from what the stages report.

The session's thread hands it one event at a time, calls go to `calls`, and both act on the same `Course`.
"""

from __future__ import annotations

import logging

from appliance import events as ev
from appliance import items
from appliance.course import Course
from appliance.errors import AudioUnavailable, PipelineError
from appliance.events import Device, EndReason, Event
from appliance.items import Earcon
from appliance.journal import back_fields, lost_fields
from appliance.metrics import Outcome
from appliance.pipeline import STAGES
from appliance.states import SessionState, Trigger
from appliance.timeline import Timeline
from appliance.transcript_guard import is_complete

log = logging.getLogger(__name__)


class Decider:
    """Draws conclusions from events; used by the session's thread."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._opening = set(STAGES)

    def on_event(self, event: Event) -> None:
        """Draw the conclusion from what a stage reports; events of a turn that is over mean nothing."""
        course = self._course
        match event:
            case ev.StageReady(stage):
                self._opened(stage)
            case ev.DeviceLost(device, lost):
                self._lost(device, lost)
            case ev.DeviceBack(device):
                self._back(device)
            case ev.StageFailed(stage, error, turn) if turn in (None, course.pipeline.turn.current):
                course.fail(error if course.connecting else PipelineError(stage, error))
            case ev.WorkerDied(stage, died):
                course.failure = PipelineError(stage, died)
                course.fail(course.failure)
            case ev.TurnEvent() if course.timeline and event.turn == course.timeline.turn:
                self._on_turn_event(event, course.timeline)

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

    # --- the course of a turn ---

    def _on_turn_event(self, event: ev.TurnEvent, timeline: Timeline) -> None:
        known = timeline.transcript
        timeline.note(event)
        match event:
            case ev.NobodySpoke():
                self._course.nothing_said()
            case ev.SpeechActivity():
                self._course.notifier.notify("speech_activity", event.is_speaking)
            case ev.UtteranceEnded():
                self._on_utterance_end(event)
            case ev.TranscriptionProgress():
                self._on_partial(event, known)
            case ev.TranscriptionCompleted():
                self._on_transcript(event)
            case _:
                self._on_reply_event(event, timeline)

    def _on_utterance_end(self, event: ev.UtteranceEnded) -> None:
        course = self._course
        course.go(Trigger.UTTERANCE_ENDED)
        if event.reason is EndReason.COMMITTED:
            course.pipeline.signal(Earcon.COMMITTED)
        course.give_up_after(course.config.transcription_timeout_s, "transcriber")

    def _on_reply_event(self, event: ev.TurnEvent, timeline: Timeline) -> None:
        course = self._course
        match event:
            case ev.GenerationProgress() | ev.GenerationCompleted():
                course.notifier.notify("response_received", event.text)
            case ev.SentenceReady() if course.state is SessionState.PROCESSING:
                course.give_up_after(course.config.synthesis_timeout_s, "synthesizer")
            case ev.SpeechSynthesized():
                course.notifier.notify("audio_received", event.samples)
                if course.state is SessionState.PROCESSING:
                    course.give_up_after(course.config.synthesis_timeout_s, "player")
            case ev.SpeechStarted():
                course.go(Trigger.FIRST_AUDIO)
                self._await_more_speech(timeline)
            case ev.SpeechCompleted():
                course.end_turn(Outcome.ANSWERED if course.state is SessionState.SPEAKING else Outcome.NO_REPLY)
                course.go(Trigger.REPLY_ENDED)
            case ev.SpeechProgress():
                self._await_more_speech(timeline)

    def _on_partial(self, event: ev.TranscriptionProgress, known: str) -> None:
        course = self._course
        text = event.segment.text
        if text and text != known:
            course.notifier.notify("transcript_received", text, False)
        if event.is_pause and course.config.language == "en" and not is_complete(text):
            course.pipeline.command(items.WaitLonger(event.turn, event.speech_frames))

    def _on_transcript(self, event: ev.TranscriptionCompleted) -> None:
        course = self._course
        if not event.segment.text:
            course.nothing_said()
            return
        course.notifier.notify("transcript_received", event.segment.text, True)
        course.give_up_after(course.config.generation_timeout_s, "responder")

    def _await_more_speech(self, timeline: Timeline) -> None:
        course = self._course
        if timeline.is_written:
            course.give_up_after(course.config.synthesis_timeout_s, "synthesizer")
        else:
            course.give_up_after(course.config.generation_timeout_s, "responder")
