"""The run itself: round by round, each alternative in turn, so that the noise of the machine hits all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.bench.alternatives import Alternative
from appliance.bench.idle import IdleCost, idle_cost
from appliance.bench.interview import AskedTurn, Interview
from appliance.bench.questions import Question
from appliance.bench.rooms import Room
from appliance.monitoring.health import PipelineHealth


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run."""

    alternatives: tuple[Alternative, ...]
    """The appliance as it is set, then those to compare with."""
    room: Room
    """Where."""
    questions: tuple[Question, ...]
    """In the order in which they are asked: turns of one conversation."""
    repeats: int
    """Rounds."""
    idle_s: float
    """How long to measure while nothing is said; 0: not at all."""

    @property
    def turns(self) -> int:
        """How many there will be."""
        return self.repeats * len(self.alternatives) * len(self.questions)


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one alternative."""

    turns: list[AskedTurn]
    """In the order in which they were asked."""
    health: list[PipelineHealth]
    """Of each round."""


def run(plan: Plan, told: Callable[[str, AskedTurn], None]) -> tuple[dict[str, Measured], IdleCost | None]:
    """Run it; `told` hears of each turn, with the name of its alternative."""
    measured = {alternative.name: Measured([], []) for alternative in plan.alternatives}
    with plan.room as room:
        idle = idle_cost(plan.alternatives[0], room, plan.idle_s) if plan.idle_s else None
        for _ in range(plan.repeats):
            for alternative in plan.alternatives:
                with Interview(alternative, room) as interview:
                    for question in plan.questions:
                        turn = interview.ask(question)
                        measured[alternative.name].turns.append(turn)
                        told(alternative.name, turn)
                    measured[alternative.name].health.append(interview.health)
    return measured, idle
