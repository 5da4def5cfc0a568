"""PendingAction: what the answer of a skill promises, from the answer on until it is carried out or dropped.

A turn is committed when the user can no longer take it back: they have heard the beginning of the answer, and the time
in which they may speak on is over. An interruption by the button after the first sound commits it too: who taps wants
silence, and has heard that it is being done. So does "stop"; but "cancel" drops it, while it can be taken back. Before
the first sound an interruption drops it. So an action is carried out once, or never.
"""

from __future__ import annotations

import logging

from appliance.intents import Answer
from appliance.monitoring.journal_fields import action_fields
from appliance.pipeline.wiring import Pipeline
from appliance.session.notifier import Notifier

log = logging.getLogger(__name__)


class PendingAction:
    """The action of the turn in progress; used by the session's thread."""

    def __init__(self, pipeline: Pipeline, notifier: Notifier) -> None:
        self._pipeline = pipeline
        self._notifier = notifier
        self._answer: Answer | None = None

    @property
    def is_urgent(self) -> bool:
        """True when it is to be done with the first sound of the answer."""
        return bool(self._answer and self._answer.action and self._answer.action.is_urgent)

    def promise(self, answer: Answer) -> None:
        """Keep the action of an answer that is being spoken, in place of any other."""
        self._answer = answer if answer.action else None

    def commit(self) -> None:
        """Have it carried out, if there is one that was not."""
        answer, self._answer = self._answer, None
        if answer and answer.action:
            if not answer.action.is_internal:
                self._notifier.action_begun(answer)
            self._pipeline.carry_out(answer)

    def drop(self) -> None:
        """Forget it: the turn was taken back."""
        self._answer = None

    def ended(self, answer: Answer, error: Exception | None) -> None:
        """Tell of what became of an action."""
        fields, action = action_fields(answer), answer.action
        if error is None and action:
            log.log(logging.DEBUG if action.is_internal else logging.INFO, "done: %s", action.name, extra=fields)
        elif error:
            log.error("%s", error, extra=fields)
            self._notifier.error_occurred(error)
