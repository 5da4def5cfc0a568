"""ReplyEventHandler: what follows from what the stages report of a reply."""

from __future__ import annotations

from appliance import events as ev
from appliance.monitoring.timeline import Timeline
from appliance.pipeline.current_turn import Reply
from appliance.session.controller import SessionController
from appliance.session.interruptions import Interruptions
from appliance.stages.player import Player
from appliance.stages.responder import Responder
from appliance.stages.synthesizer import Synthesizer
from appliance.states import SessionState, Trigger

LOOK_AGAIN_S = 0.05
"""How often it is looked whether it is decided what somebody says over the end of a reply."""


class ReplyEventHandler:
    """Used by the session's thread."""

    def __init__(self, controller: SessionController, interruptions: Interruptions) -> None:
        self._controller = controller
        self._config = controller.config
        self._notifier = controller.notifier
        self._interruptions = interruptions

    def on_event(self, event: ev.ReplyEvent, timeline: Timeline, reply: Reply) -> None:
        """Act on an event; while the reply is not committed, keep it: nobody is told."""
        if reply.is_committed:
            self.on_committed(event, timeline)
        else:
            reply.events.append(event)

    def on_committed(self, event: ev.ReplyEvent, timeline: Timeline) -> None:
        """Act on an event of a reply that may be played."""
        timeline.note(event)
        is_processing = self._controller.state is SessionState.PROCESSING
        match event:
            case ev.AnswerFound(answer=answer):
                self._controller.pending.promise(answer)
                self._notifier.answer_found(answer)
            case ev.GenerationProgress() | ev.GenerationCompleted():
                self._notifier.response_received(event.text)
            case ev.ReplyPartReady() if is_processing:
                self._controller.give_up_after(self._config.synthesis_timeout_s, Synthesizer.name)
            case ev.SpeechSynthesized():
                self._notifier.audio_received(event.samples)
                if is_processing:
                    self._controller.give_up_after(self._config.synthesis_timeout_s, Player.name)
            case ev.PlaybackStarted():
                self._controller.go(Trigger.FIRST_AUDIO)
                self._await_more_speech(timeline)
                self._controller.first_sound()
                self._interruptions.await_one()
            case ev.PlaybackCompleted():
                self._on_reply_end(event, timeline)
            case ev.PlaybackProgress():
                self._await_more_speech(timeline)
                if not self._controller.interruption:  # since the reply began the microphone may have been opened
                    self._interruptions.await_one()
                is_late = self._controller.awaits_resume and not self._controller.may_resume(event.at_s)
                if is_late and not self._interruptions.is_undecided:
                    self._controller.ignore_frames()

    def _on_reply_end(self, event: ev.PlaybackCompleted, timeline: Timeline) -> None:
        """End the turn; after a very short reply only when the user can no longer resume."""
        can_resume = self._controller.awaits_resume and timeline.first_played_s is not None
        left_s = self._controller.resume_left_s(event.at_s) if can_resume else 0.0
        if left_s > 0:
            self._controller.act_after(left_s, self._end_once_decided)
        else:
            self._end_once_decided()

    def _end_once_decided(self) -> None:
        """End the turn, but not while somebody speaks who may go on with it, or interrupt its last word."""
        if self._interruptions.is_undecided:
            self._controller.act_after(LOOK_AGAIN_S, self._end_once_decided)
        else:
            self._controller.end_reply()

    def _await_more_speech(self, timeline: Timeline) -> None:
        if timeline.is_written:
            self._controller.give_up_after(self._config.synthesis_timeout_s, Synthesizer.name)
        else:
            self._controller.give_up_after(self._config.generation_timeout_s, Responder.name)
