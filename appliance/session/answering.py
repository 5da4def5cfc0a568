"""Answering: the answers that are begun to a turn, before it is certain that it is over; at most one is under way.

Until it is confirmed an answer leaves no trace: its work is held in the pipeline, what is reported of it is held here,
and nobody else is told. When that is, and to what words, is decided in `turn_decider`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.events import TurnEvent, WorkEnded
from appliance.items import TranscriptionSegment
from appliance.monitoring.timeline import Timeline
from appliance.pipeline.answer_work import AnswerWork


@dataclass(slots=True)
class Answer:
    """An answer that is being made."""

    number: int
    """Under which the pipeline works on it."""
    text: str
    """The words it answers."""
    heard_s: float
    """When these were known."""
    is_confirmed: bool
    """True once it may be heard."""
    events: list[TurnEvent] = field(default_factory=list)
    """What was reported of it before that."""
    spent_s: float = 0.0
    """Time the compute thread spent on it."""


class Answering:
    """Begins, confirms and drops answers; used by the session's thread."""

    def __init__(self, work: AnswerWork) -> None:
        self.answer: Answer | None = None
        self._work = work
        self._timeline: Timeline | None = None

    @property
    def is_tentative(self) -> bool:
        """True while there is an answer that may not be heard yet."""
        return self.answer is not None and not self.answer.is_confirmed

    def begin_turn(self, timeline: Timeline) -> None:
        """Count what is done for a new turn."""
        self.answer, self._timeline = None, timeline

    def begin(self, segment: TranscriptionSegment, at_s: float, *, is_confirmed: bool) -> None:
        """Begin an answer, in place of one that was begun to other words."""
        self.drop()
        number = self._work.begin(segment, is_confirmed=is_confirmed)
        self.answer = Answer(number, segment.text, at_s, is_confirmed)
        if self._timeline:
            self._timeline.drafts += not is_confirmed

    def say(self, text: str) -> None:
        """Have a text spoken that nobody asked for, as an answer to nothing."""
        self.answer = Answer(self._work.say(text), "", 0.0, is_confirmed=True)

    def confirm(self, text: str) -> Answer | None:
        """Let the answer be heard, if it is one to exactly these words; return it, with what was reported of it."""
        answer = self.answer
        if answer is None or answer.is_confirmed or answer.text != text:
            return None
        answer.is_confirmed = True
        self._work.confirm()
        return answer

    def drop(self) -> None:
        """Forget the answer, confirmed or not: the user went on."""
        answer, self.answer = self.answer, None
        if answer is None:
            return
        self._work.drop()
        if self._timeline:
            self._timeline.dropped_drafts += not answer.is_confirmed
            self._timeline.wasted_s += answer.spent_s

    def drop_tentative(self) -> None:
        """Forget an answer that was not confirmed."""
        if self.is_tentative:
            self.drop()

    def worked(self, event: WorkEnded) -> None:
        """Count the time spent on an answer: as wasted, if it was dropped meanwhile."""
        if self._timeline is None or event.turn == self._timeline.turn:
            return
        if self.answer and event.turn == self.answer.number:
            self.answer.spent_s += event.spent_s
        elif event.turn > self._timeline.turn:
            self._timeline.wasted_s += event.spent_s
