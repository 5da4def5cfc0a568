"""SessionController: the state of a session, and what can be done to it: begin a turn, end it, show a failure.

Used by one thread. When which of them is to be done is decided in `calls` (what callers ask) and in `decider` (what
the stages report); what state follows what is the table in `states`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from appliance import items
from appliance.audio.earcons import Earcon
from appliance.errors import AudioUnavailable, PipelineError, StageTimeout
from appliance.events import AudioDevice
from appliance.monitoring.journal_fields import Extra, error_fields, state_fields
from appliance.monitoring.metrics import Outcome
from appliance.monitoring.timeline import Timeline
from appliance.pipeline.wiring import Pipeline
from appliance.session.answering import Answering
from appliance.session.delegate import Notifier
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.states import SessionState, Trigger, next_state

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is to happen if nothing happens before."""

    at_s: float
    """When."""
    action: Callable[[], None]
    """What."""


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
        self.state = SessionState.DISCONNECTED
        self.config = config
        self.pipeline = pipeline
        self.notifier = notifier
        self.deadline: Deadline | None = None
        """Set anew at each step of a turn."""
        self.timeline: Timeline | None = None
        """The turn that is going on; None when there is none, and then no turn event means anything."""
        self.connecting: Future[Any] | None = None
        """To be answered once everything is open."""
        self.missing: dict[AudioDevice, AudioUnavailable] = {}
        """Devices that are not there, and why."""
        self.failure: PipelineError | None = None
        """Why no work is possible any more: a worker has died."""
        self.answering = Answering(pipeline.answers)
        self.is_followed = False
        """True while the user may still go on, though the turn was judged over."""
        self._conversation = conversation
        self._clock = clock

    @property
    def is_ready(self) -> bool:
        """True when somebody could be served: everything is loaded, nothing is missing, and sound comes in."""
        is_open = self.state not in (SessionState.DISCONNECTED, SessionState.CONNECTING)
        return is_open and not self.missing and not self.failure and self.pipeline.has_heard

    def go(self, trigger: Trigger) -> None:
        """Take the transition, and tell of it."""
        before, self.state = self.state, next_state(self.state, trigger)
        self.pipeline.listen(self.is_followed or self.state is SessionState.LISTENING)
        self.deadline = None
        if self.state is not before or trigger is Trigger.INTERRUPT:
            fields = state_fields(self.state, self.timeline.turn if self.timeline else None)
            log.info("%s -> %s (%s)", before.value, self.state.value, trigger.value, extra=fields)
            self.notifier.notify("state_changed", self.state)

    def listen(self, earcon: Earcon) -> None:
        """Begin a turn of the user; the earcon is heard meanwhile."""
        self._begin_turn()
        self.pipeline.command(items.Listen(self.pipeline.turn.current))
        self.pipeline.signal(earcon)

    def _begin_turn(self) -> None:
        self.timeline = Timeline(self.pipeline.turn.advance())
        self.answering.begin_turn(self.timeline)

    def end_turn(self, outcome: Outcome) -> None:
        """Close the present turn, if there is one: what is still under way for it is stale from here on."""
        timeline, self.timeline = self.timeline, None
        self.answering.drop_tentative()
        self.pipeline.end_turn()
        if timeline is None:
            return
        self.ignore()
        self._conversation.remember(timeline.transcript, timeline.heard)
        if self.config.streaming:
            self.pipeline.answers.prepare()
        self.notifier.notify("turn_completed", timeline.metrics(outcome))

    def follow(self) -> None:
        """Go on listening to the user, who may only have paused, though the turn was judged over."""
        if self.config.resume_s > 0 and self.pipeline.is_live:
            self.is_followed = True
            self.pipeline.listen(True)
        else:
            self.ignore()

    def ignore(self) -> None:
        """Listen to nobody."""
        self.is_followed = False
        self.pipeline.listen(False)
        self.pipeline.command(items.Ignore())

    def resume(self, timeline: Timeline) -> None:
        """Take the turn up again: the user went on, and what was begun in reply never happened."""
        self.is_followed = False
        self.answering.drop()
        timeline.user_goes_on()
        self.go(Trigger.RESUMED)

    def say(self, text: str) -> None:
        """Begin a turn in which a text is spoken that nobody asked for."""
        self._begin_turn()
        self.answering.say(text)
        self.give_up_after(self.config.synthesis_timeout_s, "synthesizer")

    def nothing_said(self) -> None:
        """Close a turn without words."""
        self.end_turn(Outcome.NOTHING_SAID)
        self.go(Trigger.NOTHING_SAID)
        self.pipeline.signal(Earcon.CANCELLED)

    def give_up_after(self, timeout_s: float, stage: str) -> None:
        """Fail when nothing happens for `timeout_s`; `stage` is whom we wait for."""
        self.act_after(timeout_s, lambda: self.fail(StageTimeout(stage, timeout_s)))

    def act_after(self, delay_s: float, action: Callable[[], None]) -> None:
        """Do something unless anything happens before."""
        self.deadline = Deadline(self._clock() + delay_s, action)

    def fail(self, error: Exception, fields: Extra | None = None) -> None:
        """Give up the present turn, show what is wrong, and go back to work after a moment if that can be."""
        log.error("%s", error, extra=fields or error_fields(error))
        self.end_turn(Outcome.FAILED)
        self.go(Trigger.FAIL)
        if self.connecting:
            self.answer_connecting(error)
            return
        self.notifier.notify("error_occurred", error)
        self.pipeline.signal(Earcon.ERROR)
        if not (self.failure or self.missing):
            self.act_after(self.config.error_shown_s, lambda: self.go(Trigger.RECOVER))

    def answer_connecting(self, error: BaseException | None = None) -> None:
        """Answer whoever waits for the session to be connected."""
        connecting, self.connecting = self.connecting, None
        if connecting and error:
            connecting.set_exception(error)
        elif connecting:
            connecting.set_result(None)
