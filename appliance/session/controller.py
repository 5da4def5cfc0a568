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
from appliance.intents import Answer
from appliance.interfaces import AudioDevice
from appliance.items import IgnoreFrames, Listen, TranscriptionSegment
from appliance.monitoring.journal_fields import (
    Extra,
    action_fields,
    back_fields,
    error_fields,
    lost_fields,
    state_fields,
)
from appliance.monitoring.metrics import Outcome, TurnMoment
from appliance.monitoring.timeline import Timeline
from appliance.pipeline.wiring import Pipeline
from appliance.session.notifier import Notifier
from appliance.session.pending_action import PendingAction
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.stages.responder import Responder
from appliance.stages.synthesizer import Synthesizer
from appliance.states import SessionState, Trigger, next_state

log = logging.getLogger(__name__)


class SessionController:
    """A session from `connect` to `disconnect`."""

    def __init__(
        self,
        config: VoiceSessionConfig,
        pipeline: Pipeline,
        conversation: Conversation,
        notifier: Notifier,
        clock: Callable[[], float],
    ) -> None:
        self.config = config
        self.pipeline = pipeline
        self.notifier = notifier
        self.conversation = conversation
        self._clock = clock
        self._turn = pipeline.turn
        self._state = SessionState.DISCONNECTED
        self._failure: PipelineError | None = None
        self._missing: dict[AudioDevice, AudioUnavailable] = {}
        self._connecting: Future[None] | None = None
        """Resolved once everything is open."""
        self.awaits_resume = False
        """True while the user may still go on, although the turn was judged over; set here alone."""
        self.pending = PendingAction(self._carry_out)
        """What the reply in progress promises."""
        self.last_reply = ""
        """What was replied last; "" if nothing was."""
        self._deadline: tuple[float, Callable[[], None]] | None = None
        """When, and what then. The next step of a turn replaces it, and a change of state clears it."""

    @property
    def state(self) -> SessionState:
        """What the session is doing."""
        return self._state

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

    # --- the one place where the state changes ---

    def go(self, trigger: Trigger) -> None:
        """Take the transition, and tell of it; raise `ImpossibleTransition` when there is none."""
        before, self._state = self._state, next_state(self._state, trigger)
        self.pipeline.want_frames(self.awaits_resume or self._state is SessionState.LISTENING)
        self._deadline = None
        if self._state is not before or trigger is Trigger.INTERRUPT:
            timeline = self._turn.timeline
            fields = state_fields(self._state, timeline.turn if timeline else None)
            log.info("%s -> %s (%s)", before.value, self._state.value, trigger.value, extra=fields)
            self.notifier.state_changed(self._state)

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

    def ask(self, text: str) -> None:
        """Begin a turn whose words were typed."""
        self.go(Trigger.ASK)
        timeline, now_s = self._turn.begin(), self._clock()
        timeline.transcript = text
        timeline.mark(TurnMoment.TRANSCRIPT, now_s)
        self.notifier.transcript_received(text, is_final=True)
        segment = TranscriptionSegment(text, 0.0, 0.0, 1.0, self.config.language, is_final=True)
        self._turn.begin_reply(segment, now_s, is_committed=True)
        self.give_up_after(self.config.generation_timeout_s, Responder.name)

    def await_resume(self) -> None:
        """Keep listening although the turn was judged over: the user may only have paused."""
        if self.config.resume_s > 0 and self.pipeline.is_live:
            self.awaits_resume = True
            self.pipeline.want_frames(True)
        else:
            self.ignore_frames()

    def ignore_frames(self) -> None:
        """Take no more frames for the turn."""
        self.awaits_resume = False
        self.pipeline.want_frames(False)
        self.pipeline.command(IgnoreFrames())
        if self._is_heard:
            self.pending.commit()

    def resume(self, timeline: Timeline) -> None:
        """Take the turn up again: the user resumed, so the reply is discarded."""
        self.awaits_resume = False
        self.pending.drop()
        self._turn.discard_reply()
        timeline.user_resumed()
        self.go(Trigger.RESUMED)

    def interrupt(self, trigger: Trigger) -> None:
        """Stop at once whatever goes on; `trigger` is `STOP`, or `INTERRUPT` to listen again."""
        self.end_turn(Outcome.INTERRUPTED)
        if trigger is Trigger.INTERRUPT:
            self.listen(trigger, Earcon.INTERRUPTED)
        else:
            self.go(trigger)

    def nothing_said(self) -> None:
        """Close a turn without words."""
        self.end_turn(Outcome.NOTHING_SAID)
        self.go(Trigger.NOTHING_SAID)
        self.pipeline.play_earcon(Earcon.CANCELLED)

    def end_reply(self) -> None:
        """Close a turn whose reply was played to its end, or was empty."""
        timeline = self._turn.timeline
        answer = timeline.answer if timeline else None
        spoken = Outcome.ASKED_BACK if timeline and timeline.is_asked_back else Outcome.ANSWERED
        if answer:  # also where it has no words, as after "never mind"
            self.pending.commit()
        self.end_turn(spoken if answer or self._state is SessionState.SPEAKING else Outcome.NO_REPLY)
        self.go(Trigger.REPLY_ENDED)
        if answer and answer.listens_after and not self.pipeline.is_muted:
            self.listen(Trigger.LISTEN, Earcon.LISTENING)

    def end_turn(self, outcome: Outcome) -> None:
        """Close the turn in progress, if there is one: what is still under way for it is stale from here on."""
        if self._is_heard:
            self.pending.commit()
        self.pending.drop()
        if (timeline := self._turn.end()) is None:
            return
        self.ignore_frames()
        self.last_reply = timeline.reply or self.last_reply
        self.conversation.remember(*timeline.exchange)
        if self.config.streaming:
            self._turn.prefill()
        self.notifier.turn_completed(timeline.metrics(outcome))

    def first_sound(self) -> None:
        """The reply begins to be heard: do what is urgent, or what the user cannot take back."""
        if self.pending.is_urgent:
            self.ignore_frames()
        elif not self.awaits_resume:
            self.pending.commit()

    @property
    def _is_heard(self) -> bool:
        """True once the first sound of the reply was played."""
        timeline = self._turn.timeline
        return timeline is not None and timeline.first_played_s is not None

    def _carry_out(self, answer: Answer) -> None:
        self.notifier.action_begun(answer)
        self.pipeline.carry_out(answer)

    def action_ended(self, answer: Answer, error: Exception | None) -> None:
        """Tell what became of an action; the user, who was told that it is done, hears it if it is not."""
        fields = action_fields(answer)
        if error is None:
            log.info("done: %s", answer.action.name if answer.action else "", extra=fields)
            return
        log.error("%s", error, extra=fields)
        self.notifier.error_occurred(error)
        if self._state is SessionState.CONNECTED:
            self.say("I'm sorry, I could not do that. My log says why.")
        else:
            self.pipeline.play_earcon(Earcon.ERROR)

    def give_up_after(self, timeout_s: float, stage: str) -> None:
        """Fail after `timeout_s`, unless the turn takes its next step before; `stage` is the one that is waited for."""
        self.act_after(timeout_s, lambda: self.fail(StageTimeout(stage, timeout_s)))

    def act_after(self, delay_s: float, action: Callable[[], None]) -> None:
        """Do something later, unless the state changes or this is called again before."""
        self._deadline = (self._clock() + delay_s, action)

    @property
    def due_s(self) -> float | None:
        """When `act()` has something to do; None while there is nothing."""
        return self._deadline[0] if self._deadline else None

    def act(self) -> None:
        """Do what is due."""
        deadline, self._deadline = self._deadline, None
        if deadline:
            deadline[1]()
