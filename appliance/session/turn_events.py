"""TurnEventHandler: what follows from what the stages report of the turn in progress.

A reply is begun in a pause, and committed when the turn is judged over. If the user goes on, before that or after, the
reply is discarded.
"""

from __future__ import annotations

from dataclasses import replace

from appliance import events as ev
from appliance.audio.earcons import Earcon
from appliance.errors import PipelineError
from appliance.items import EndpointingDelay, EndReason, TranscriptionSegment
from appliance.monitoring.metrics import TurnMoment
from appliance.monitoring.timeline import Timeline
from appliance.pipeline.current_turn import NO_TURN
from appliance.session.ask_back import AskBack
from appliance.session.controller import SessionController
from appliance.session.interruptions import Interruptions
from appliance.session.other_voice_events import OtherVoiceHandler
from appliance.session.reply_events import ReplyEventHandler
from appliance.stages.responder import Responder
from appliance.stages.synthesizer import Synthesizer
from appliance.stages.transcriber import Transcriber
from appliance.states import SessionState, Trigger
from appliance.text.echoed_words import without_echoed
from appliance.text.stop_words import is_called_to_stop
from appliance.turn_taking.endpoint_policy import EndpointPolicy


class TurnEventHandler:
    """Acts on the events of a turn and of its reply; used by the session's thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._config = controller.config
        self._notifier = controller.notifier
        self._pipeline = controller.pipeline
        self._turn = controller.pipeline.turn
        self._in_pause: ev.TranscriptionProgress | None = None
        """The transcript of the last pause."""
        self._without_words = NO_TURN
        """Turn whose final transcript had no words; it is not closed yet."""
        self._transcribed = (NO_TURN, 0)
        """The turn, and the speech frames, of which the final transcript is known."""
        self._is_paused = False
        """True during a pause: the user is silent, and the turn is not over."""
        self._policy = EndpointPolicy(controller.config, has_model=controller.pipeline.has_end_of_turn_model)
        self._other_voice = OtherVoiceHandler(controller)
        self._ask_back = AskBack(controller.config)
        self._interruptions = Interruptions(controller)
        self._reply_events = ReplyEventHandler(controller, self._interruptions)

    def on_event(self, event: ev.TurnEvent | ev.ReplyEvent) -> None:
        """Act on an event; those of turns and replies that are over mean nothing."""
        timeline, reply = self._turn.timeline, self._turn.reply
        match event:
            case ev.ReplyWorkEnded():
                self._turn.count_work(event)
            case ev.VoiceChange() if timeline and event.turn == timeline.turn:
                self._other_voice.on_change(event)
            case ev.TurnEvent() if timeline and event.turn == timeline.turn:
                self._on_user_event(event, timeline)
            case ev.TurnEvent():
                for earlier in self._interruptions.on_event(event):
                    self.on_event(earlier)
                if resumed := self._interruptions.take_resumed():
                    self._other_voice.user_resumed(resumed)
            case ev.ReplyEvent():
                if timeline and reply and event.reply == reply.id:
                    self._reply_events.on_event(event, timeline, reply)

    def on_failure(self, failure: ev.StageFailed) -> None:
        """Give the turn up if it is still in progress. An uncommitted reply is only discarded: nobody knows of it."""
        if failure.turn and failure.turn == self._controller.interruption:
            self._interruptions.not_understood()
            return
        reply = self._turn.reply
        is_of_reply = reply is not None and failure.reply == reply.id
        if reply and is_of_reply and not reply.is_committed:
            self._turn.discard_reply()
        elif is_of_reply or failure.turn == self._turn.id:
            self._controller.fail(PipelineError(failure.stage, failure.error))

    # --- while the user speaks ---

    def _on_user_event(self, event: ev.TurnEvent, timeline: Timeline) -> None:
        if isinstance(event, ev.UserResumed | ev.ResumeTimeOver):
            self._on_user_resumed(event, timeline)
            return
        if isinstance(event, ev.UtteranceEnded) and self._controller.state is not SessionState.LISTENING:
            return  # too late to resume: the turns stage had ended it before it was told to ignore frames
        if not self._is_news(event, timeline):
            return
        event = _without_echo(event, timeline)
        known = timeline.transcript
        timeline.note(event)
        match event:
            case ev.NobodySpoke():
                self._on_nothing_said()
            case ev.SpeechActivity():
                self._controller.user_speaks(event.is_speaking and self._controller.state is SessionState.LISTENING)
            case ev.PauseStarted():
                self._is_paused = True
            case ev.PauseEnded():
                self._is_paused = False
                if self._turn.reply and not self._turn.reply.is_committed:
                    self._turn.suspend_reply(True)  # not discarded yet: it may have been a noise
            case ev.EndOfTurnPredicted():
                self._set_delay(
                    event, self._policy.add_prediction(event.probability, (event.turn, event.speech_frames))
                )
            case ev.UtteranceEnded():
                self._on_utterance_end(event)
                self._take_transcript_of_pause(event, timeline)
            case ev.TranscriptionProgress():
                self._on_partial(event, timeline, known)
            case ev.TranscriptionCompleted():
                self._on_transcript(event, timeline)

    def _is_news(self, event: ev.TurnEvent, timeline: Timeline) -> bool:
        """Say whether an event is no transcript of speech that has a final one, and no final one of speech that the
        user has gone on with. Its reply is committed then, and nothing would commit another.
        """
        if isinstance(event, ev.TranscriptionProgress):
            return self._transcribed != (event.turn, timeline.ended_frames)
        if not isinstance(event, ev.TranscriptionCompleted):
            return True
        is_known = self._transcribed == (event.turn, event.speech_frames)
        if is_known or event.speech_frames != timeline.ended_frames:
            return False
        self._transcribed = event.turn, event.speech_frames
        return True

    def _on_partial(self, event: ev.TranscriptionProgress, timeline: Timeline, known: str) -> None:
        text = event.segment.text
        if text and text != known:
            self._notifier.transcript_received(text, is_final=False)
        if self._other_voice.ends(event):
            return
        if event.is_pause:
            self._in_pause = event
            confidence, has_resumed = event.segment.confidence, timeline.resumed_transcript not in ("", text)
            pause = event.turn, event.speech_frames
            silence_s = self._policy.add_transcript(text, pause, confidence=confidence, has_resumed=has_resumed)
            self._set_delay(event, silence_s)
            self._reply_preemptively(event)
        if self._config.preemptive_replies and not self._turn.reply:
            self._turn.prefill(text.rstrip(" .,?!"))

    def _reply_preemptively(self, event: ev.TranscriptionProgress) -> None:
        """Begin a reply to the words before a pause that still goes on, or go on with the one to the same words."""
        reply = self._turn.reply
        if self._ask_back.question_for(event.segment, event.turn, event.at_s):
            self._turn.discard_reply()
        elif reply and reply.transcript == event.segment.text:
            reply.resumed(event.at_s)
            self._turn.suspend_reply(not self._is_paused)
        elif self._config.preemptive_replies and self._is_paused and self._policy.is_worth_a_reply():
            self._turn.begin_reply(event.segment, event.at_s, is_committed=False)
        else:
            self._turn.discard_reply()

    def _set_delay(self, event: ev.TranscriptionProgress | ev.EndOfTurnPredicted, silence_s: float | None) -> None:
        if silence_s is not None:
            self._pipeline.command(EndpointingDelay(event.turn, event.speech_frames, silence_s))

    # --- the turn is judged over ---

    def _on_utterance_end(self, event: ev.UtteranceEnded) -> None:
        self._controller.go(Trigger.UTTERANCE_ENDED)
        reply = self._turn.reply
        has_sound = reply is not None and reply.has(ev.SpeechSynthesized)
        if event.reason is EndReason.COMMITTED and not has_sound:
            self._pipeline.play_earcon(Earcon.COMMITTED)
        if event.reason is EndReason.SILENCE:
            self._controller.await_resume()
        if self._other_voice.has_ended(event):
            self._transcribed = NO_TURN, 0  # the same words may have been final before somebody resumed
        self._controller.give_up_after(self._config.transcription_timeout_s, Transcriber.name)

    def _take_transcript_of_pause(self, event: ev.UtteranceEnded, timeline: Timeline) -> None:
        """Do not wait for the transcriber to say the same again: its thread may be evaluating the prompt."""
        known = self._in_pause
        segment: TranscriptionSegment | None = None
        if event.reason is EndReason.OTHER_VOICE:
            segment = self._other_voice.transcript_at(event)
        elif known and (known.turn, known.speech_frames) == (event.turn, event.speech_frames):
            self._other_voice.on_silence(event.turn, known.segment, event.speech_frames, is_doubtful=known.is_doubtful)
            segment = None if known.is_doubtful else replace(known.segment, is_final=True)
        if segment:
            completed = ev.TranscriptionCompleted(event.turn, event.at_s, segment, event.speech_frames)
            self._on_user_event(completed, timeline)

    def _on_transcript(self, event: ev.TranscriptionCompleted, timeline: Timeline) -> None:
        event = self._other_voice.alone(event)
        text = event.segment.text
        if not text:
            question = self._ask_back.question_without_words(event.segment, event.turn, event.at_s)
            if question and timeline.is_called and not timeline.over_reply:
                self._ask(question, event, timeline)
            else:
                self._on_no_words()
            return
        self._other_voice.on_silence(event.turn, event.segment, event.speech_frames, is_doubtful=False)
        self._notifier.transcript_received(text, is_final=True)
        if text == timeline.resumed_transcript:
            self._controller.ignore_frames()  # no new words, so it was noise or echo: do not resume again
        elif timeline.resumed_transcript and is_called_to_stop(text, self._config.language):
            self._controller.interrupt(Trigger.STOP)
            self._pipeline.play_earcon(Earcon.CANCELLED)
            return
        if question := self._ask_back.question_for(event.segment, event.turn, event.at_s):
            self._ask(question, event, timeline)
            return
        self._ask_back.not_asked()
        self._controller.give_up_after(self._config.generation_timeout_s, Responder.name)
        if reply := self._turn.commit_reply(text):
            timeline.mark(TurnMoment.TRANSCRIPT, reply.transcribed_s)
            for earlier in reply.events:
                self._reply_events.on_committed(earlier, timeline)
        else:
            timeline.mark(TurnMoment.TRANSCRIPT, event.at_s)
            self._turn.begin_reply(event.segment, event.at_s, is_committed=True)

    def _on_no_words(self) -> None:
        """Wait a moment before the turn is closed: a breath or "um" may come before the question, or noise may have."""
        if self._controller.awaits_resume:
            self._without_words = self._turn.id
            self._controller.act_after(self._config.resume_s, self._on_nothing_said)
        else:
            self._on_nothing_said()

    def _on_nothing_said(self) -> None:
        self._ask_back.not_asked()
        self._controller.nothing_said()

    def _ask(self, question: str, event: ev.TranscriptionCompleted, timeline: Timeline) -> None:
        """Ask the user back, in place of any reply to the words."""
        self._ask_back.asked(event.turn, event.at_s)
        timeline.asked_back(question, event.at_s)
        self._notifier.response_received(question)
        self._controller.give_up_after(self._config.synthesis_timeout_s, Synthesizer.name)
        self._turn.say(question)

    def _on_user_resumed(self, event: ev.UserResumed | ev.ResumeTimeOver, timeline: Timeline) -> None:
        """Take what follows for the rest of the turn, unless the reply was played for too long."""
        if not self._controller.awaits_resume:
            return
        if isinstance(event, ev.ResumeTimeOver):
            self._controller.resume_time_over()
            is_processing = self._controller.state is SessionState.PROCESSING
            if is_processing and self._without_words == event.turn and not self._turn.reply:
                self._on_nothing_said()
        elif self._controller.may_resume(event.at_s):
            self._without_words = NO_TURN
            self._transcribed = NO_TURN, 0  # what another voice is found to have followed is news again
            self._controller.resume(timeline)
        else:
            self._controller.ignore_frames()


def _without_echo(event: ev.TurnEvent, timeline: Timeline) -> ev.TurnEvent:
    """Leave out of a transcript what is the reply's own, over which it was said."""
    if not timeline.over_reply or not isinstance(event, ev.TranscriptionProgress | ev.TranscriptionCompleted):
        return event
    text = without_echoed(event.segment.text, timeline.over_reply)
    return replace(event, segment=replace(event.segment, text=text))
