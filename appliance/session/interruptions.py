"""Interruptions: what follows when somebody speaks over a reply.

After a moment of speech the reply rests. What was said then decides: words that are a turn end the reply, and are the
next turn from their beginning on, or go on with the last one; anything else was a false interruption, and the reply
goes on from where it was. (LiveKit's names.) Used by the session's thread.
"""

from __future__ import annotations

import logging
import math
import sys

from appliance import events as ev
from appliance.items import AwaitInterruption, ResumeTurn, TranscriptionSegment
from appliance.monitoring.journal_fields import echo_fields
from appliance.pipeline.current_turn import NO_TURN
from appliance.session.controller import SessionController
from appliance.session.cut_reply import may_be_echoed
from appliance.session.reply_rest import ReplyRest
from appliance.states import SessionState
from appliance.text.stop_words import CORRECTING, takes_back, without_lead
from appliance.turn_taking.endpointer import SETTLED_FRAMES, frames
from appliance.turn_taking.interruption_judge import InterruptionJudge
from appliance.turn_taking.interruption_policy import Verdict

log = logging.getLogger(__name__)

FARTHER_DB = -16.0
"""Relative to the echo of the reply: a user who is to be heard beside it is louder. A television is usually farther."""
SOFTER_DB = -18.0
"""Relative to the user in the turn that the reply answers: who goes on with it may be so soft. The end of a sentence is
10 to 15 dB softer than the rest of it, whatever the level of the echo."""
OUTLASTING_FRAMES = frames(0.12)
"""Speech after the reply has fallen silent, by which it is not the echo of that: no room rings on so long."""
OUTLASTING_AT_FIRST_FRAMES = frames(0.3)
"""The same while what is left of the echo is not known yet: then all of the reverberation may be heard as speech."""
CORRECTED_FRAMES = frames(1.3)
"""Silence behind "wait" or "hold on" after which nothing more is said, also where the settings wait for longer."""
JUST_BEGUN_S = 0.5
"""Time from the first frame of speech in which the reply rests, if it does."""
STILL_FRAMES, STILL_S = frames(0.5), 4.0
"""Whoever began to speak in time goes on with their turn until so long a silence, and for so long, at most: it may take
some words until they are understood, after the reply has gone on."""

NO_WORDS = sys.maxsize
"""Frames of speech in which words were heard, where none were: they have to outlast the reply."""


class Interruptions:
    """Of one session."""

    def __init__(self, controller: SessionController) -> None:
        self._controller = controller
        self._config = controller.config
        self._pipeline = controller.pipeline
        self._events: list[ev.TurnEvent] = []
        """What was reported of somebody who speaks."""
        self._spoke_at_s = -math.inf
        """When whoever speaks began to, by the clock of the controller."""
        self._ended_frames: int | None = None
        """Their frames of speech when they had ended; None: they speak."""
        self._rest = ReplyRest(controller)
        self._is_far = False
        """Whoever speaks is too quiet to be the user: a television, somebody in the next room."""
        self._has_heard: bool | None = None
        """Whether the echo was cancelled when it was last looked; None: not yet."""
        self._judge = InterruptionJudge(self._config.interrupt_by_voice)
        """Of what is heard."""
        self._progress: ev.InterruptionProgress | None = None
        """How long they have spoken by now."""
        self._words_frames = NO_WORDS
        """Frames of speech in which the words were heard that were judged last."""
        self._outlasts_reply = False
        """They spoke on while the reply rests: it is no echo, which falls silent with it."""
        self._outlasted_frames = -1
        """Their frames of speech when it last went on after that: what was said by then is no echo either."""
        self._resumed = NO_TURN
        """The turn that was just taken up again over its reply."""

    def await_one(self) -> None:
        """Listen to whoever speaks from now on, if that may interrupt; a reply is heard."""
        if self._config.interrupt_by_voice == "off" or self._pipeline.is_muted or not self._hears_over_reply():
            return
        self._events.clear()
        self._rest.forget()
        self._spoke_at_s, self._ended_frames, self._progress = -math.inf, None, None
        self._judge = InterruptionJudge(self._config.interrupt_by_voice)
        self._words_frames, self._outlasts_reply, self._outlasted_frames = NO_WORDS, False, -1
        turn = self._pipeline.turn.await_interruption()
        self._controller.interruption = turn
        self._pipeline.want_frames(True)
        self._pipeline.command(AwaitInterruption(turn))

    @property
    def is_undecided(self) -> bool:
        """Whether somebody is heard of whom it is not known yet if they interrupt the reply."""
        if not self._controller.interruption:  # nobody is listened to any more
            return False
        has_just_begun = self._rest.began is None and self._controller.now_s - self._spoke_at_s < JUST_BEGUN_S
        return self._rest.is_on or ((has_just_begun or self._may_still_go_on) and not self._is_far)

    @property
    def _may_still_go_on(self) -> bool:
        last, since_s = self._progress, self._controller.now_s - self._spoke_at_s
        is_heard = last is not None and last.silent_frames < STILL_FRAMES and since_s < STILL_S
        return is_heard and self._judge.may_go_on

    def _hears_over_reply(self) -> bool:
        fault = self._pipeline.echo_fault
        hears = self._pipeline.is_live and fault is None
        if hears is not self._has_heard and self._pipeline.is_live:
            self._has_heard = hears
            if hears:
                log.info("the echo of the loudspeaker is cancelled: whoever speaks over a reply is listened to")
            else:
                log.warning(
                    "only the button interrupts a reply: the echo of the loudspeaker cannot be taken out of what the "
                    "microphone hears (%s)",
                    fault,
                    extra=echo_fields(),
                )
        return hears

    def on_event(self, event: ev.TurnEvent) -> list[ev.TurnEvent]:
        """Take an event of somebody who speaks; return the events of the turn that has begun by that, if one has."""
        if event.turn != self._controller.interruption or self._controller.state is not SessionState.SPEAKING:
            return []
        if isinstance(event, ev.TranscriptionCompleted) and event.speech_frames != self._ended_frames:
            return []  # they have begun to say more since
        if not isinstance(event, ev.InterruptionProgress):
            self._events.append(event)
        match event:
            case ev.UserStartedSpeaking(at_s=at_s):
                self._spoke_at_s = at_s
                self._judge.may_go_on = self._may_go_on()
            case ev.UserResumed():
                self._ended_frames = None
                heard = [one for one in self._events if not isinstance(one, ev.UtteranceEnded | ev.UserResumed)]
                self._events = [*heard, ev.PauseEnded(event.turn, event.at_s)]
            case ev.InterruptionProgress():
                self._on_progress(event)
            case ev.UtteranceEnded(speech_frames=speech_frames):
                self._ended_frames = speech_frames
                self._count(speech_frames)
            case ev.TranscriptionProgress(segment=segment):
                self._on_words(segment, event.speech_frames, is_whole=event.is_pause)
            case ev.TranscriptionCompleted(segment=segment):
                self._on_words(segment, event.speech_frames, is_whole=True)
        judged = self._judge.verdict
        is_no_echo = self._outlasts_reply or self._outlasted_frames >= self._words_frames or self._judge.is_told_to_stop
        if judged is Verdict.INTERRUPTS and is_no_echo and not self._is_far:
            return self._take_up()
        is_judged = isinstance(event, ev.TranscriptionProgress) and judged in (Verdict.FALSE, Verdict.HUM)
        if is_judged or isinstance(event, ev.TranscriptionCompleted):
            self._go_on()
        if isinstance(event, ev.TranscriptionCompleted):
            self.await_one()
        return []

    def take_resumed(self) -> int:
        """Return, once, the turn that was taken up again over its reply; `NO_TURN` for none."""
        resumed, self._resumed = self._resumed, NO_TURN
        return resumed

    def not_understood(self) -> None:
        """What was said cannot be transcribed: the reply goes on."""
        self._go_on()
        self.await_one()

    def _may_go_on(self) -> bool:
        """Say whether whoever speaks is likely to go on with the last turn, because its reply has only just begun."""
        return self._pipeline.turn.timeline is not None and self._controller.may_resume(self._spoke_at_s)

    def _may_be_too_late(self) -> None:
        """Where only stop words interrupt, note that nobody can go on with the turn any more: else any words would."""
        if self._config.interrupt_by_voice == "stopword" and not self._may_go_on():
            self._judge.may_go_on = False

    def _on_words(self, segment: TranscriptionSegment, speech_frames: int, *, is_whole: bool) -> None:
        self._words_frames = speech_frames
        self._may_be_too_late()
        self._judge.hear(segment, speech_frames, self._echoed(), is_whole=is_whole)
        heard = segment.written or segment.text
        log.debug("over the reply: %r (%.2f): %s", heard, segment.confidence, self._judge.verdict.value)

    def _echoed(self) -> str:
        timeline = self._pipeline.turn.timeline
        if timeline is None:
            return ""
        since_s = self._controller.now_s - timeline.played_at_s
        echoed = may_be_echoed(timeline.played_text, timeline.played_part, since_s, self._config.language)
        return timeline.reply if echoed is None else echoed

    def _count(self, speech_frames: int) -> None:
        """Take note of how long somebody has spoken by now."""
        is_settled = self._progress is not None and self._progress.is_settled
        is_known = is_settled or not self._pipeline.learns_echo
        enough = OUTLASTING_FRAMES if is_known else OUTLASTING_AT_FIRST_FRAMES
        if self._rest.is_on and speech_frames - (self._rest.began or 0) >= enough:
            self._outlasts_reply = True

    def _on_progress(self, event: ev.InterruptionProgress) -> None:
        heard = event.speech_frames + event.silent_frames
        self._is_far = self._is_farther(event)
        self._progress = event
        self._count(event.speech_frames)
        self._may_be_too_late()
        self._judge.go_on(event)
        if self._rest.is_on:
            if self._judge.is_over(event) or self._rest.has_lasted(heard):
                self._go_on()
        elif self._rest.is_due(event) and not self._is_far:
            self._rest.begin(heard)

    def _is_farther(self, event: ev.InterruptionProgress) -> bool:
        """Say whether whoever speaks is too soft to be the user."""
        if self._judge.may_go_on and event.user_relative_db is not None:
            return event.user_relative_db < SOFTER_DB
        return event.echo_relative_db is not None and event.echo_relative_db < FARTHER_DB

    def _go_on(self) -> None:
        if not self._rest.end():
            return
        self._judge.reply_goes_on()
        if self._outlasts_reply and self._progress:
            self._outlasts_reply, self._outlasted_frames = False, self._progress.speech_frames

    def _is_said(self) -> bool:
        """Say whether the words that were judged last are all, as far as that can be told soon."""
        corrects = without_lead(self._judge.words) in CORRECTING
        if corrects and self._ended_frames is not None:
            return True
        silence = CORRECTED_FRAMES if corrects else SETTLED_FRAMES
        last = self._progress
        return last is not None and last.silent_frames >= silence and last.speech_frames <= self._words_frames

    def _take_up(self) -> list[ev.TurnEvent]:
        controller, timeline = self._controller, self._pipeline.turn.timeline
        may_resume = self._may_go_on()
        if timeline and may_resume and self._judge.is_stop_word:
            if not self._is_said():
                return []  # "no" may go on: "no, of Spain"
            answers = timeline.answer is not None and timeline.answer.listens_after
            if takes_back(self._judge.words) and not answers:
                controller.pending.drop()
        elif timeline and may_resume:
            log.info("the user goes on: the reply is given up")
            self._resumed = timeline.turn
            controller.resume(timeline)
            self._pipeline.command(ResumeTurn(timeline.turn))
            return []
        elif self._config.interrupt_by_voice == "stopword" and not self._judge.is_stop_word:
            self._judge.verdict = Verdict.FALSE  # it was to go on with the turn, and is too late for that
            self._go_on()
            return []
        log.info("the user interrupts the reply")
        taken, self._events = self._events, []
        controller.take_up(controller.interruption)
        return taken
