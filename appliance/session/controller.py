"""SessionController: the state of a session, and everything that may change it: begin a turn, end it, show a failure.

Used by the session's thread alone. When each of its methods is called is decided in `calls` (what callers ask), in
`turn_events` and in `thread` (what stages report). Which state follows which is the table in `states`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future

from appliance.audio.earcons import Earcon
from appliance.errors import AudioUnavailable, PipelineError, StageTimeout
from appliance.interfaces import AudioDevice
from appliance.items import IgnoreFrames, Listen
from appliance.monitoring.journal_fields import (
    Extra,
    back_fields,
    error_fields,
    lost_fields,
)
from appliance.monitoring.metrics import Outcome, TurnMoment
from appliance.monitoring.timeline import Timeline
from appliance.pipeline.current_turn import NO_TURN
from appliance.pipeline.wiring import Pipeline
from appliance.session.cut_reply import words_heard
from appliance.session.notifier import Notifier
from appliance.session.pending_action import PendingAction
from appliance.session.state_machine import StateMachine
from appliance.settings import AUTO, VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.stages.synthesizer import Synthesizer
from appliance.states import SessionState, Trigger

FRAMES_COME_S = 5.0
"""Longest time for which the frames after the end of a recording are waited for."""

AFTER_QUESTION = 2.0
"""How much longer it listens after an answer that is a question."""

log = logging.getLogger(__name__)


class SessionController(StateMachine):
    """A session from `connect` to `disconnect`."""

    def __init__(
        self,
        config: VoiceSessionConfig,
        pipeline: Pipeline,
        conversation: Conversation,
        notifier: Notifier,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(pipeline, notifier, clock)
        self.config = config
        self.conversation = conversation
        self._failure: PipelineError | None = None
        self._missing: dict[AudioDevice, AudioUnavailable] = {}
        self._connecting: Future[None] | None = None
        """Resolved once everything is open."""
        self.pending = PendingAction(pipeline, notifier)
        """What the reply in progress promises."""
        self._has_failed = False
        """True when an action has failed, and the user does not know yet."""
        self.last_reply = ""
        """What was replied last; "" if nothing was."""

    @property
    def failure(self) -> PipelineError | None:
        """Why no work is possible any more: a thread has died. None while work is possible."""
        return self._failure

    @property
    def is_ready(self) -> bool:
        """True when somebody could be served: everything is loaded, nothing is missing, and sound comes in."""
        is_open = self._state not in (SessionState.DISCONNECTED, SessionState.CONNECTING)
        return is_open and not self._missing and not self._failure and self.pipeline.has_captured

    @property
    def missing(self) -> AudioUnavailable | None:
        """Why an audio device is missing; None when none is."""
        return next(iter(self._missing.values()), None)

    # --- connecting, and what may be missing or broken ---

    def connect(self, connected: Future[None]) -> None:
        """Wait for the stages to open; `connected` is resolved then."""
        self._connecting = connected
        self.go(Trigger.CONNECT)

    def opened(self) -> None:
        """Every stage is open. An audio device that may be missing is waited for, in the state `error`."""
        if self._connecting:
            self.go(Trigger.FAIL if self._missing else Trigger.OPENED)
            self._resolve_connecting()

    def disconnect(self, error: Exception) -> None:
        """End the turn and the session; `error` is for whoever still waits for it to be connected."""
        self._resolve_connecting(error)
        self.end_turn(Outcome.INTERRUPTED)
        self.go(Trigger.DISCONNECT)

    def device_lost(self, device: AudioDevice, error: AudioUnavailable) -> None:
        """Show that an audio device is missing, until it is back."""
        self._missing[device] = error
        self.notifier.devices_missing(self._missing)
        if self._connecting:
            log.error("%s", error, extra=lost_fields(device))
        else:
            self.fail(error, lost_fields(device))

    def device_back(self, device: AudioDevice) -> None:
        """Go back to work, unless something else is missing."""
        log.info("the %s is back", device.value, extra=back_fields(device))
        self._missing.pop(device, None)
        self.notifier.devices_missing(self._missing)
        if self._state is SessionState.ERROR and not (self._missing or self._failure):
            self.go(Trigger.RECOVER)

    def stage_failed(self, stage: str, error: Exception) -> None:
        """Show that a stage failed, outside of any turn."""
        self.fail(error if self._connecting else PipelineError(stage, error))

    def worker_died(self, stage: str, error: BaseException) -> None:
        """Show that no work is possible any more."""
        self._failure = PipelineError(stage, error)
        self.fail(self._failure)

    def bug(self, error: Exception) -> None:
        """Tell of an exception on the session's own thread; nothing is decided after it."""
        self._failure = PipelineError("session", error)
        try:
            if self._state is not SessionState.DISCONNECTED:
                self.go(Trigger.FAIL)
        finally:  # whatever is broken, nobody waits in vain
            self._resolve_connecting(self._failure)
            self.notifier.error_occurred(self._failure)

    def fail(self, error: Exception, fields: Extra | None = None) -> None:
        """Give up the turn, show what is wrong, and go back to work after a moment if that is possible."""
        log.error("%s", error, extra=fields or error_fields(error))
        self.end_turn(Outcome.FAILED)
        self.go(Trigger.FAIL)
        if self._connecting:
            self._resolve_connecting(error)
            return
        self.notifier.error_occurred(error)
        self.pipeline.play_earcon(Earcon.ERROR)
        if not (self._failure or self._missing):
            self.act_after(self.config.error_shown_s, lambda: self.go(Trigger.RECOVER))

    def _resolve_connecting(self, error: BaseException | None = None) -> None:
        connecting, self._connecting = self._connecting, None
        if connecting is None or connecting.done():  # done: carrying out the call itself has failed
            return
        connecting.set_exception(error) if error else connecting.set_result(None)

    # --- a turn, from its beginning to its end ---

    def listen(self, trigger: Trigger, earcon: Earcon) -> None:
        """Begin a turn of the user; the earcon is played meanwhile."""
        self.go(trigger)
        timeline = self._turn.begin()
        self.pipeline.command(Listen(timeline.turn))
        self.pipeline.play_earcon(earcon)

    def say(self, text: str) -> None:
        """Begin a turn in which a text is spoken that nobody asked for."""
        self.go(Trigger.SAY)
        self._turn.begin()
        self._turn.say(text)
        self.give_up_after(self.config.synthesis_timeout_s, Synthesizer.name)

    def first_sound(self) -> None:
        """The reply begins to be heard: do what is urgent, or what the user cannot take back."""
        if self.pending.is_urgent:
            self.ignore_frames()
        elif not self.awaits_resume:
            self.pending.commit()

    def action_failed(self) -> None:
        """Tell the user, who was told that it is done; once that was said to its end."""
        self._has_failed = self._state in (SessionState.PROCESSING, SessionState.SPEAKING)
        if self._state is SessionState.CONNECTED:
            self.say("I'm sorry, I could not do that. My log says why.")
        elif not self._has_failed:
            self.pipeline.play_earcon(Earcon.ERROR)

    def await_resume(self) -> None:
        """Keep listening although the turn was judged over: the user may only have paused."""
        if self.config.resume_s > 0:
            self.awaits_resume = True
            self.pipeline.want_frames(True)
        else:
            self.ignore_frames()

    def ignore_frames(self) -> None:
        """Take no more frames for the turn."""
        self.awaits_resume = False
        self.pipeline.want_frames(self.takes_frames)
        self.pipeline.command(IgnoreFrames(self.interruption))
        if self._is_heard:
            self.pending.commit()

    def resume_time_over(self) -> None:
        """Take no more frames for the turn, and close it if the reply was played."""
        self.ignore_frames()
        timeline = self._turn.timeline
        if timeline and TurnMoment.REPLY_END in timeline.moments_s:
            self.end_reply()

    def may_resume(self, at_s: float) -> bool:
        """Say whether who speaks at `at_s` goes on with the turn, because its reply has only just begun."""
        return self.awaits_resume and self.resume_left_s(at_s) >= 0

    def resume_left_s(self, now_s: float) -> float:
        """Return how much longer the user may resume; the time runs from the first sample of the reply on.

        Of a recording that waits for the models the turns stage counts the frames, and says when it is over.
        """
        if not self.pipeline.is_live:
            return FRAMES_COME_S
        timeline = self._turn.timeline
        first_played_s = timeline.first_played_s if timeline else None
        return self.config.resume_s - (0.0 if first_played_s is None else now_s - first_played_s)

    def resume(self, timeline: Timeline) -> None:
        """Take the turn up again: the user resumed, so the reply is discarded."""
        self.awaits_resume, self.interruption = False, NO_TURN
        self.pending.drop()
        self._turn.discard_reply()
        self.pipeline.pause.end()
        timeline.user_resumed()
        self.go(Trigger.RESUMED)

    def take_up(self, interruption: int) -> None:
        """End the reply for the turn that has begun by speaking over it."""
        self.end_turn(Outcome.INTERRUPTED, interruption)
        self.go(Trigger.INTERRUPT)
        timeline = self._turn.begin(interruption)
        self.pipeline.command(Listen(timeline.turn))

    def interrupt(self, trigger: Trigger) -> None:
        """Stop at once whatever goes on; `trigger` is `STOP`, or `INTERRUPT` to listen again."""
        self.end_turn(Outcome.INTERRUPTED)
        if trigger is Trigger.INTERRUPT:
            self.listen(trigger, Earcon.INTERRUPTED)
        else:
            self.go(trigger)

    def nothing_said(self) -> None:
        """Close a turn without words."""
        timeline = self._turn.timeline
        is_called = timeline is None or not timeline.follows_up
        self.end_turn(Outcome.NOTHING_SAID)
        self.go(Trigger.NOTHING_SAID)
        if is_called:
            self.pipeline.play_earcon(Earcon.CANCELLED)

    def listen_called(self) -> None:
        """Listen as long as whoever calls may expect, instead of for what may follow up an answer."""
        self.end_turn(Outcome.NOTHING_SAID)
        self.listen(Trigger.INTERRUPT, Earcon.LISTENING)

    def _follow_up(self, timeline: Timeline, outcome: Outcome) -> None:
        """Listen for what may follow up an answer, if the settings say so and the user has spoken."""
        seconds = self.config.follow_up_s
        is_over = outcome is not Outcome.ANSWERED and timeline.follows_up
        if seconds == AUTO or not seconds or not timeline.has_speech or is_over:
            return
        if not self.config.vad_enabled or self.pipeline.is_muted or not self.pipeline.is_live:
            return
        self.go(Trigger.LISTEN)
        following = self._turn.begin()
        following.follows_up = True
        asks = timeline.reply.rstrip().endswith("?")
        self.pipeline.command(Listen(following.turn, float(seconds) * (AFTER_QUESTION if asks else 1.0)))

    def end_reply(self) -> None:
        """Close a turn whose reply was played to its end, or was empty."""
        timeline = self._turn.timeline
        answer = timeline.answer if timeline else None
        spoken = timeline.spoken_outcome if timeline else Outcome.ANSWERED
        if answer:  # also where it has no words, as after "never mind"
            self.pending.commit()
        is_spoken = self._state is SessionState.SPEAKING
        self.end_turn(spoken if answer or is_spoken else Outcome.NO_REPLY)
        self.go(Trigger.REPLY_ENDED)
        if self._has_failed:
            self.action_failed()
        elif answer and answer.listens_after and self.config.vad_enabled and not self.pipeline.is_muted:
            self.listen(Trigger.LISTEN, Earcon.LISTENING)
        elif timeline and is_spoken:
            self._follow_up(timeline, spoken)

    def end_turn(self, outcome: Outcome, interruption: int = NO_TURN) -> None:
        """Close the turn in progress, if there is one: what is still under way for it is stale from here on.

        `interruption` is the turn that has begun by speaking over its reply, if there is one.
        """
        if self._is_heard:
            self.pending.commit()
        self.pending.drop()
        self.interruption = interruption
        timeline = self._turn.end()
        self.pipeline.pause.end()
        if timeline is None:
            return
        self.ignore_frames()
        self.interruption = NO_TURN
        self.last_reply = timeline.reply or self.last_reply
        user, played = timeline.exchange
        if outcome is Outcome.INTERRUPTED and user:
            cut = words_heard(timeline.played_part, self.now_s - timeline.played_at_s, self.config.language)
            self.conversation.remember_cut(user, played, cut)
        else:
            self.conversation.remember(user, played)
        if self.config.streaming:
            self._turn.prefill()
        if not (timeline.follows_up and outcome is Outcome.NOTHING_SAID):
            self.notifier.turn_completed(timeline.metrics(outcome))

    @property
    def _is_heard(self) -> bool:
        """True once the first sound of the reply was played."""
        timeline = self._turn.timeline
        return timeline is not None and timeline.first_played_s is not None

    def give_up_after(self, timeout_s: float, stage: str) -> None:
        """Fail after `timeout_s`, unless the turn takes its next step before; `stage` is the one that is waited for."""
        self.act_after(timeout_s, lambda: self.fail(StageTimeout(stage, timeout_s)))
