"""TurnController: what may change the turn in progress: begin it, take it up again, end it.

Used by the session's thread alone, as a part of `SessionController`.
"""

from __future__ import annotations

import logging
import math
from abc import ABC, abstractmethod
from collections.abc import Callable

from appliance.audio.earcons import Earcon
from appliance.errors import StageTimeout
from appliance.items import IgnoreFrames, Listen
from appliance.monitoring.journal_fields import Extra
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

log = logging.getLogger(__name__)

CALLED_S = 0.45
"""From the wake word to its earcon: whoever asks in one breath with it is noticed by then."""
FAILURE_TOLD_S = 60.0
"""An action that failed so long ago is told no more: nobody would know which. The journal has it."""
FRAMES_COME_S = 5.0
"""Longest time for which the frames after the end of a recording are waited for."""
AFTER_QUESTION = 2.0
"""How much longer it listens after an answer that is a question."""
MOST_FOLLOW_UPS = 10
"""Turns in a row for which nobody has called: a television that is as loud as the user is not answered for ever."""


class TurnController(StateMachine, ABC):
    """The turns of a session, one after the other."""

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
        self.pending = PendingAction(pipeline, notifier)
        """What the reply in progress promises."""
        self._failed_at_s = -math.inf
        """When an action has failed of which the user does not know yet."""
        self._follow_ups = 0
        """Turns in a row that followed up an answer."""
        self.last_reply = ""
        """What was replied last; "" if nothing was."""

    @abstractmethod
    def fail(self, error: Exception, fields: Extra | None = None) -> None:
        """Give up the turn, show what is wrong, and go back to work after a moment if that is possible."""

    def listen(self, trigger: Trigger, earcon: Earcon | None, *, by_wake_word: bool = False) -> None:
        """Begin a turn of the user; the earcon, if there is one, is played meanwhile."""
        self.go(trigger)
        self._follow_ups = 0
        timeline = self._turn.begin()
        timeline.ends_by_silence = self.config.vad_enabled or by_wake_word
        self.pipeline.command(Listen(timeline.turn, by_wake_word=by_wake_word))
        if earcon:
            self.pipeline.play_earcon(earcon)

    def woken(self) -> None:
        """Listen, if nothing goes on but what may follow up an answer: somebody has called by the wake word.

        What is said while the earcon is played is not heard. So it comes a moment later, and not at all if they ask in
        one breath with the word.
        """
        timeline = self._turn.timeline
        follows_up = self._state is SessionState.LISTENING and timeline is not None and timeline.follows_up
        if self.pipeline.is_muted or not (self._state is SessionState.CONNECTED or follows_up):
            return
        if follows_up:
            self.end_turn(Outcome.NOTHING_SAID)
        self.listen(Trigger.INTERRUPT if follows_up else Trigger.LISTEN, None, by_wake_word=True)
        self.act_after(CALLED_S, self._respond_to_call)

    def _respond_to_call(self) -> None:
        if not self._is_user_speaking:
            self.pipeline.play_earcon(Earcon.LISTENING)

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
        timeline = self._turn.timeline
        is_listening = self._state is SessionState.LISTENING
        if is_listening and timeline and timeline.follows_up and not timeline.has_speech:
            self.end_turn(Outcome.NOTHING_SAID)
            self.go(Trigger.NOTHING_SAID)
        self._failed_at_s = -math.inf
        if self._state is SessionState.CONNECTED:
            self.say("I'm sorry, I could not do that. My log says why.")
            return
        self._failed_at_s = self.now_s
        if self._state not in (SessionState.PROCESSING, SessionState.SPEAKING):
            self.pipeline.play_earcon(Earcon.ERROR)

    def await_resume(self) -> None:
        """Keep listening although the turn was judged over: the user may only have paused."""
        if self.config.resume_s > 0:
            self.awaits_resume = True
            self.pipeline.want_frames(True)
        else:
            self.ignore_frames()

    def ignore_frames(self, *, was_noise: bool = False) -> None:
        """Take no more frames for the turn; `was_noise`: there were no words in it."""
        self.awaits_resume = False
        self.pipeline.want_frames(self.takes_frames)
        self.pipeline.command(IgnoreFrames(self.interruption, was_noise))
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
        timeline.over_reply = self.last_reply
        self.pipeline.command(Listen(timeline.turn))

    def hear_nobody(self) -> None:
        """Have whoever speaks over the reply not interrupt it: no frame of theirs comes any more."""
        self.interruption, self.awaits_resume = NO_TURN, False
        self.pipeline.want_frames(self.takes_frames)
        self.pipeline.pause.end()

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
        is_called = timeline is None or timeline.is_called
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
        is_over = outcome not in (Outcome.ANSWERED, Outcome.ASKED_BACK) and timeline.follows_up
        if seconds == AUTO or not seconds or not timeline.has_speech or is_over:
            return
        if not self.config.vad_enabled or self.pipeline.is_muted or not self.pipeline.is_live:
            return
        if self._follow_ups >= MOST_FOLLOW_UPS:
            log.info("nobody has called for %d turns: it listens no longer by itself", MOST_FOLLOW_UPS)
            return
        self._follow_ups += 1
        self.go(Trigger.LISTEN)
        following = self._turn.begin()
        following.follows_up, following.is_awaited = True, timeline.is_asked_back
        listen_s = follow_up_s(float(seconds), timeline.reply)
        self.pipeline.command(Listen(following.turn, listen_s, is_awaited=timeline.is_asked_back))

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
        if self.now_s - self._failed_at_s < FAILURE_TOLD_S:
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
        self.ignore_frames(was_noise=outcome is Outcome.NOTHING_SAID)
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


def follow_up_s(usual_s: float, reply: str) -> float:
    """Return how long it listens for what may follow up a reply: longer where that asks something."""
    return usual_s * (AFTER_QUESTION if reply.rstrip(" \"')\u201d\u2019").endswith("?") else 1.0)
