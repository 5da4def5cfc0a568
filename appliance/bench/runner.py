"""The run itself. Every round asks each alternative in turn, so that the load of the machine affects all alike."""

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
    """What to run."""

    alternatives: tuple[Alternative, ...]
    """The appliance as configured, then the ones to compare it with."""
    room: Room
    """How the questions are played and the replies recorded."""
    questions: tuple[Question, ...]
    """In the order in which they are asked, as turns of one conversation."""
    repeats: int
    """Number of rounds."""
    idle_s: float
    """Seconds to measure while nothing is said; 0: not at all."""

    @property
    def turns(self) -> int:
        """Number of turns in the whole run."""
        return self.repeats * len(self.alternatives) * len(self.questions)


@dataclass(frozen=True, slots=True)
class Measured:
    """The results of one alternative."""

    turns: list[AskedTurn]
    """Its turns, in the order in which they were asked."""
    health: list[PipelineHealth]
    """The losses of each round."""


def run(plan: Plan, on_turn: Callable[[str, AskedTurn], None]) -> tuple[dict[str, Measured], IdleCost | None]:
    """Run the plan; `on_turn` is called after each turn, with the name of its alternative."""
    measured = {alternative.name: Measured([], []) for alternative in plan.alternatives}
    with plan.room as room:
        idle = idle_cost(plan.alternatives[0], room, plan.idle_s) if plan.idle_s else None
        for _ in range(plan.repeats):
            for alternative in plan.alternatives:
                with Interview(alternative, room) as interview:
                    for question in plan.questions:
                        turn = interview.ask(question)
                        measured[alternative.name].turns.append(turn)
                        on_turn(alternative.name, turn)
                    measured[alternative.name].health.append(interview.health)
    return measured, idle
