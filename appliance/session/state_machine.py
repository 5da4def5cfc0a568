"""StateMachine: the state of a session, and what is due later. The one place where the state changes.

Which state follows which is the table in `states`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from appliance.monitoring.journal_fields import state_fields
from appliance.pipeline.current_turn import NO_TURN
from appliance.pipeline.wiring import Pipeline
from appliance.session.notifier import Notifier
from appliance.states import SessionState, Trigger, next_state

log = logging.getLogger(__name__)


class StateMachine:
    """Used by the session's thread alone."""

    def __init__(self, pipeline: Pipeline, notifier: Notifier, clock: Callable[[], float]) -> None:
        self.pipeline = pipeline
        self.notifier = notifier
        self._clock = clock
        self._turn = pipeline.turn
        self._state = SessionState.DISCONNECTED
        self.awaits_resume = False
        """True while the user may still go on, although the turn was judged over; set here alone."""
        self.interruption = NO_TURN
        """Id of the turn that begins if somebody speaks over the reply; `NO_TURN` while nobody is listened to."""
        self._is_user_speaking = False
        """As it was told last."""
        self._deadline: tuple[float, Callable[[], None]] | None = None
        """When, and what then. The next step of a turn replaces it, and a change of state clears it."""

    @property
    def state(self) -> SessionState:
        """What the session is doing."""
        return self._state

    @property
    def now_s(self) -> float:
        """The session's clock, monotonic."""
        return self._clock()

    def go(self, trigger: Trigger) -> None:
        """Take the transition, and tell of it; raise `ImpossibleTransition` when there is none."""
        before, self._state = self._state, next_state(self._state, trigger)
        self.pipeline.want_frames(self.takes_frames)
        self._deadline = None
        if self._state is not before or trigger is Trigger.INTERRUPT:
            timeline = self._turn.timeline
            fields = state_fields(self._state, timeline.turn if timeline else None)
            if self._state is not SessionState.LISTENING or trigger is Trigger.INTERRUPT:  # whoever spoke is not heard
                self.user_speaks(False)
            log.info("%s -> %s (%s)", before.value, self._state.value, trigger.value, extra=fields)
            self.notifier.state_changed(self._state)

    def user_speaks(self, is_speaking: bool) -> None:
        """Tell whether the user speaks, if that is news."""
        if is_speaking is not self._is_user_speaking:
            self._is_user_speaking = is_speaking
            self.notifier.speech_activity(is_speaking=is_speaking)

    @property
    def takes_frames(self) -> bool:
        """True while the frames of the microphone are wanted as they come."""
        return self.awaits_resume or bool(self.interruption) or self._state is SessionState.LISTENING

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
