"""TurnEventHandler: what follows from what the stages report of the present turn and of the answer to it.

An answer is begun in a pause, held, and let go when the turn is judged over; if the user goes on, before or after that,
it never happened.
"""

from __future__ import annotations

from appliance import events as ev
from appliance import items
from appliance.audio.earcons import Earcon
from appliance.errors import PipelineError
from appliance.events import EndReason
from appliance.monitoring.metrics import Outcome
from appliance.monitoring.timeline import Timeline
from appliance.session.answering import Answer
from appliance.session.controller import SessionController
from appliance.states import SessionState, Trigger
from appliance.turn_taking.endpoint_policy import EndpointPolicy


class TurnEventHandler:
    """Draws conclusions from events of a turn; used by the session's thread."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._is_paused = False
        """True while the user is silent, though the turn is not over."""
        self._end_of_turn = EndpointPolicy(controller.config, has_model=controller.pipeline.judges_voice)

    def on_event(self, event: ev.TurnEvent) -> None:
        """Draw the conclusion; events of turns and answers that are over mean nothing."""
        timeline, answer = self._controller.timeline, self._controller.answering.answer
        if isinstance(event, ev.WorkEnded):
            self._controller.answering.worked(event)
        elif timeline and event.turn == timeline.turn:
            self._on_user_event(event, timeline)
        elif timeline and answer and event.turn == answer.number:
            self._on_answer_event(event, timeline, answer)

    def on_failure(self, failure: ev.StageFailed) -> None:
        """Give the turn up, if it is still the present one; an answer nobody has heard of fails unheard."""
        turn, answer = self._controller.pipeline.turn, self._controller.answering
        if failure.turn == turn.answer and answer.is_tentative:
            answer.drop()
        elif failure.turn in (turn.current, turn.answer):
            self._controller.fail(PipelineError(failure.stage, failure.error))

    # --- while the user speaks ---

    def _on_user_event(self, event: ev.TurnEvent, timeline: Timeline) -> None:
        controller, known = self._controller, timeline.transcript
        if isinstance(event, ev.UserResumed):
            self._on_resumed(event, timeline)
            return
        if isinstance(event, ev.UtteranceEnded) and controller.state is not SessionState.LISTENING:
            return  # it went on too late, and was told to stop too late
        if isinstance(event, ev.TranscriptionCompleted) and event.speech_frames != timeline.ended_frames:
            return  # of an end that was taken back, or was none
        timeline.note(event)
        match event:
            case ev.NobodySpoke():
                controller.nothing_said()
            case ev.SpeechActivity():
                controller.notifier.notify("speech_activity", event.is_speaking)
            case ev.SpeechPaused():
                self._is_paused = True
            case ev.PauseEnded():
                self._is_paused = False
                if controller.answering.is_tentative:
                    controller.pipeline.answers.suspend(True)  # not dropped yet: it may have been a noise
            case ev.EndOfTurnJudged():
                self._be_patient(event, self._end_of_turn.hear_voice(event.probability, event.speech_frames))
            case ev.UtteranceEnded():
                self._on_utterance_end(event)
            case ev.TranscriptionProgress():
                self._on_partial(event, known)
            case ev.TranscriptionCompleted():
                self._on_transcript(event, timeline)

    def _on_partial(self, event: ev.TranscriptionProgress, known: str) -> None:
        controller, text = self._controller, event.segment.text
        if text and text != known:
            controller.notifier.notify("transcript_received", text, False)
        if event.is_pause:
            self._be_patient(event, self._end_of_turn.hear_words(text, event.speech_frames))
            self._draft(event)
        if controller.config.speculative and not controller.answering.answer:
            controller.pipeline.answers.prepare(text.rstrip(" .,?!"))

    def _draft(self, event: ev.TranscriptionProgress) -> None:
        """Begin an answer to the words before a pause that still goes on, or go on with the one to the same words."""
        controller, answer = self._controller, self._controller.answering.answer
        if answer and answer.text == event.segment.text:
            if not any(isinstance(told, ev.GenerationProgress) for told in answer.events):
                answer.heard_s = event.at_s  # it rested until these words came again
            controller.pipeline.answers.suspend(not self._is_paused)
        elif controller.config.speculative and self._is_paused and self._end_of_turn.is_worth_answering():
            controller.answering.begin(event.segment, event.at_s, is_confirmed=False)
        else:
            controller.answering.drop()

    def _be_patient(self, event: ev.TranscriptionProgress | ev.EndOfTurnJudged, silence_s: float | None) -> None:
        if silence_s is not None:
            self._controller.pipeline.command(items.EndpointingDelay(event.turn, event.speech_frames, silence_s))

    # --- the turn is judged over ---

    def _on_utterance_end(self, event: ev.UtteranceEnded) -> None:
        controller = self._controller
        controller.go(Trigger.UTTERANCE_ENDED)
        answer = controller.answering.answer
        can_be_heard = answer and any(isinstance(told, ev.SpeechSynthesized) for told in answer.events)
        if event.reason is EndReason.COMMITTED and not can_be_heard:
            controller.pipeline.signal(Earcon.COMMITTED)
        if event.reason is EndReason.SILENCE:
            controller.follow()
        controller.give_up_after(controller.config.transcription_timeout_s, "transcriber")

    def _on_transcript(self, event: ev.TranscriptionCompleted, timeline: Timeline) -> None:
        controller, text = self._controller, event.segment.text
        if not text:
            controller.nothing_said()
            return
        controller.notifier.notify("transcript_received", text, True)
        if text == timeline.taken_up:
            controller.ignore()  # it went on without a word: a noise, or ourselves; once is enough
        controller.give_up_after(controller.config.generation_timeout_s, "responder")
        if answer := controller.answering.confirm(text):
            timeline.mark("transcript", answer.heard_s)
            for told in answer.events:
                self._on_reply_event(told, timeline)
        else:
            timeline.mark("transcript", event.at_s)
            controller.answering.begin(event.segment, event.at_s, is_confirmed=True)

    def _on_resumed(self, event: ev.UserResumed, timeline: Timeline) -> None:
        """Take it for the rest of the turn, unless the answer has been heard for too long."""
        controller = self._controller
        heard_s = timeline.moments_s.get("first_played", event.at_s)
        if controller.is_followed and event.at_s <= heard_s + controller.config.resume_s:
            controller.resume(timeline)
        elif controller.is_followed:
            controller.ignore()

    # --- the answer ---

    def _on_answer_event(self, event: ev.TurnEvent, timeline: Timeline, answer: Answer) -> None:
        if answer.is_confirmed:
            self._on_reply_event(event, timeline)
        else:
            answer.events.append(event)

    def _on_reply_event(self, event: ev.TurnEvent, timeline: Timeline) -> None:
        controller = self._controller
        timeline.note(event)
        match event:
            case ev.GenerationProgress() | ev.GenerationCompleted():
                controller.notifier.notify("response_received", event.text)
            case ev.SentenceReady() if controller.state is SessionState.PROCESSING:
                controller.give_up_after(controller.config.synthesis_timeout_s, "synthesizer")
            case ev.SpeechSynthesized():
                controller.notifier.notify("audio_received", event.samples)
                if controller.state is SessionState.PROCESSING:
                    controller.give_up_after(controller.config.synthesis_timeout_s, "player")
            case ev.SpeechStarted():
                controller.go(Trigger.FIRST_AUDIO)
                self._await_more_speech(timeline)
            case ev.SpeechCompleted():
                self._on_reply_end(event, timeline)
            case ev.SpeechProgress():
                self._await_more_speech(timeline)
                if (
                    controller.is_followed
                    and event.at_s > timeline.moments_s["first_played"] + controller.config.resume_s
                ):
                    controller.ignore()

    def _on_reply_end(self, event: ev.SpeechCompleted, timeline: Timeline) -> None:
        """End the turn; after a very short answer only when the user can no longer go on."""
        controller = self._controller
        heard_s = timeline.moments_s.get("first_played")
        rest_s = heard_s + controller.config.resume_s - event.at_s if heard_s and controller.is_followed else 0.0
        if rest_s > 0:
            controller.act_after(rest_s, self._end_reply)
        else:
            self._end_reply()

    def _end_reply(self) -> None:
        controller = self._controller
        controller.end_turn(Outcome.ANSWERED if controller.state is SessionState.SPEAKING else Outcome.NO_REPLY)
        controller.go(Trigger.REPLY_ENDED)

    def _await_more_speech(self, timeline: Timeline) -> None:
        controller = self._controller
        if timeline.is_written:
            controller.give_up_after(controller.config.synthesis_timeout_s, "synthesizer")
        else:
            controller.give_up_after(controller.config.generation_timeout_s, "responder")
