"""Decider: what happens on what. It alone changes the state, moves the turn number on and writes the history.

Stages report events, callers make calls; the session's thread hands both to `on_event()` and `on_call()`, one at a
time, and carries out `deadline` when nothing came before. What state follows what is the table in `states`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal

from appliance import events as ev
from appliance import items
from appliance.conversation import Conversation
from appliance.delegate import Notifier
from appliance.errors import ApplianceError, InvalidState, PipelineError, StageTimeout
from appliance.events import Event
from appliance.metrics import Outcome
from appliance.pipeline import STAGES, Pipeline
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState, Trigger, next_state
from appliance.timeline import Timeline
from appliance.transcript_guard import is_complete

log = logging.getLogger(__name__)

CallName = Literal["connect", "disconnect", "start listening", "stop listening", "interrupt"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is to happen if nothing happens before."""

    at_s: float
    """When."""
    action: Callable[[], None]
    """What."""


class Decider:
    """Leads a session from `connect` to `disconnect`; used by one thread."""

    def __init__(
        self,
        config: VoiceSessionConfig,
        pipeline: Pipeline,
        conversation: Conversation,
        notifier: Notifier,
        clock: Callable[[], float],
    ) -> None:
        self.state = SessionState.DISCONNECTED
        self.deadline: Deadline | None = None
        """Set anew at each step of a turn."""
        self._config = config
        self._pipeline = pipeline
        self._conversation = conversation
        self._notifier = notifier
        self._clock = clock
        self._opening = set(STAGES)
        self._connecting: Future[Any] | None = None
        self._timeline: Timeline | None = None
        """The turn that is going on; None when there is none, and then no turn event means anything."""
        self.failure: PipelineError | None = None
        """Why no work is possible any more: a worker has died."""

    # --- calls: what the public API asks ---

    def on_call(self, name: CallName, answer: Future[Any]) -> None:
        """Do what a caller asks, and answer; `connect` is answered when everything is open."""
        calls: dict[CallName, Callable[[], object]] = {
            "disconnect": self._disconnect,
            "start listening": self._start_listening,
            "stop listening": self._stop_listening,
            "interrupt": self._interrupt,
        }
        if name == "connect":
            self._connecting = answer
            self._go(Trigger.CONNECT)
            return
        try:
            if self.failure and name != "disconnect":
                raise self.failure
            answer.set_result(calls[name]())
        except ApplianceError as error:
            answer.set_exception(error)

    def _start_listening(self) -> None:
        if self.state not in (SessionState.CONNECTED, SessionState.ERROR):
            raise InvalidState(f"cannot start listening while {self.state.value}")
        self._go(Trigger.LISTEN)
        self._listen(with_pre_roll=True)

    def _stop_listening(self) -> None:
        if self.state is not SessionState.LISTENING:
            raise InvalidState(f"cannot stop listening while {self.state.value}")
        self._pipeline.command(items.Commit(self._pipeline.turn.current))

    def _interrupt(self) -> bool:
        """Stop whatever goes on at once, and listen; False where nothing goes on."""
        if self.state in (SessionState.DISCONNECTED, SessionState.CONNECTING):
            raise InvalidState(f"cannot interrupt while {self.state.value}")
        if self.state in (SessionState.CONNECTED, SessionState.ERROR):
            return False
        was_speaking = self.state is SessionState.SPEAKING
        self._end_turn(Outcome.INTERRUPTED)
        if self._config.listen_after_interrupt:
            self._go(Trigger.INTERRUPT)
            self._listen(with_pre_roll=not was_speaking)
        else:
            self._go(Trigger.STOP)
        return True

    def _disconnect(self) -> None:
        if self._connecting:
            self._connecting.set_exception(InvalidState("disconnected while connecting"))
            self._connecting = None
        self._end_turn(Outcome.INTERRUPTED)
        self._go(Trigger.DISCONNECT)

    # --- the course of a turn ---

    def _go(self, trigger: Trigger) -> None:
        before, self.state = self.state, next_state(self.state, trigger)
        log.info("%s -> %s (%s)", before.value, self.state.value, trigger.value)
        self.deadline = None
        if self.state is not before or trigger is Trigger.INTERRUPT:
            self._notifier.notify("state_changed", self.state)

    def _listen(self, *, with_pre_roll: bool) -> None:
        turn = self._pipeline.turn.advance()
        self._timeline = Timeline(turn)
        self._pipeline.command(items.Listen(turn, with_pre_roll))

    def _end_turn(self, outcome: Outcome) -> None:
        """Close the present turn: what is still under way for it is stale from here on."""
        timeline, self._timeline = self._timeline, None
        self._pipeline.turn.advance()
        if timeline is None:
            return
        self._pipeline.command(items.Ignore())
        self._conversation.remember(timeline.transcript, timeline.heard)
        self._notifier.notify("turn_completed", timeline.metrics(outcome))

    def _give_up_after(self, timeout_s: float, stage: str) -> None:
        def give_up() -> None:
            self._fail(StageTimeout(stage, timeout_s))

        self.deadline = Deadline(self._clock() + timeout_s, give_up)

    def _fail(self, error: Exception) -> None:
        log.error("%s", error)
        self._end_turn(Outcome.FAILED)
        self._go(Trigger.FAIL)
        if self._connecting:
            self._connecting.set_exception(error)
            self._connecting = None
            return
        self._notifier.notify("error_occurred", error)
        if not self.failure:
            self.deadline = Deadline(self._clock() + self._config.error_shown_s, lambda: self._go(Trigger.RECOVER))

    # --- events: what the stages report ---

    def on_event(self, event: Event) -> None:
        """Draw the conclusion from what a stage reports; events of a turn that is over mean nothing."""
        match event:
            case ev.StageReady(stage):
                self._opened(stage)
            case ev.StageFailed(stage, error, turn) if turn in (None, self._pipeline.turn.current):
                self._fail(error if self._connecting else PipelineError(stage, error))
            case ev.WorkerDied(stage, died):
                self.failure = PipelineError(stage, died)
                self._fail(self.failure)
            case ev.TurnEvent() if self._timeline and event.turn == self._timeline.turn:
                self._on_turn_event(event, self._timeline)

    def on_bug(self, error: Exception) -> None:
        """Tell of an exception in deciding itself; nothing is decided after it."""
        self.failure = PipelineError("session", error)
        self.state = SessionState.ERROR
        self._notifier.notify("state_changed", self.state)
        if self._connecting:
            self._connecting.set_exception(self.failure)
            self._connecting = None
        self._notifier.notify("error_occurred", self.failure)

    def _opened(self, stage: str) -> None:
        self._opening.discard(stage)
        if not self._opening and self._connecting:
            self._go(Trigger.OPENED)
            self._connecting.set_result(None)
            self._connecting = None

    def _on_turn_event(self, event: ev.TurnEvent, timeline: Timeline) -> None:
        known = timeline.transcript
        timeline.note(event)
        match event:
            case ev.NobodySpoke():
                self._nothing_said()
            case ev.UtteranceEnded():
                self._go(Trigger.UTTERANCE_ENDED)
                self._give_up_after(self._config.transcription_timeout_s, "transcriber")
            case ev.TranscriptionProgress():
                self._on_partial(event, known)
            case ev.TranscriptionCompleted():
                self._on_transcript(event)
            case ev.GenerationProgress() | ev.GenerationCompleted():
                self._notifier.notify("response_received", event.text)
            case ev.SentenceReady() if self.state is SessionState.PROCESSING:
                self._give_up_after(self._config.synthesis_timeout_s, "synthesizer")
            case ev.SpeechSynthesized():
                self._notifier.notify("audio_received", event.samples)
                if self.state is SessionState.PROCESSING:
                    self._give_up_after(self._config.synthesis_timeout_s, "player")
            case ev.SpeechStarted():
                self._go(Trigger.FIRST_AUDIO)
                self._await_more_speech(timeline)
            case ev.SpeechCompleted():
                self._end_turn(Outcome.ANSWERED if self.state is SessionState.SPEAKING else Outcome.NO_REPLY)
                self._go(Trigger.REPLY_ENDED)
            case ev.SpeechProgress():
                self._await_more_speech(timeline)

    def _on_partial(self, event: ev.TranscriptionProgress, known: str) -> None:
        text = event.segment.text
        if text and text != known:
            self._notifier.notify("transcript_received", text, False)
        if event.is_pause and self._config.language == "en" and not is_complete(text):
            self._pipeline.command(items.WaitLonger(event.turn, event.speech_frames))

    def _on_transcript(self, event: ev.TranscriptionCompleted) -> None:
        if not event.segment.text:
            self._nothing_said()
            return
        self._notifier.notify("transcript_received", event.segment.text, True)
        self._give_up_after(self._config.generation_timeout_s, "responder")

    def _await_more_speech(self, timeline: Timeline) -> None:
        if timeline.is_written:
            self._give_up_after(self._config.synthesis_timeout_s, "synthesizer")
        else:
            self._give_up_after(self._config.generation_timeout_s, "responder")

    def _nothing_said(self) -> None:
        self._end_turn(Outcome.NOTHING_SAID)
        self._go(Trigger.NOTHING_SAID)
