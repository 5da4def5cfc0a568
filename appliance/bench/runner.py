"""The run itself. Every round asks each alternative in turn, so that the load of the machine affects all alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.bench.alternatives import Alternative
from appliance.bench.busy import BusyProcesses
from appliance.bench.idle import IdleCost, idle_cost
from appliance.bench.interview import AskedTurn, Interview
from appliance.bench.questions import Question
from appliance.bench.rooms import Room
from appliance.monitoring.health import PipelineHealth
from appliance.system.other_programs import OtherPrograms


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


@dataclass(frozen=True, slots=True)
class Results:
    """What a run brought."""

    measured: dict[str, Measured]
    """By alternative."""
    idle: IdleCost | None
    """The cost of doing nothing, if the plan asked for it."""
    other_programs_cores: float
    """How many cores other programs kept busy meanwhile, on average; without the busy processes of the plan."""


def run(plan: Plan, on_turn: Callable[[str, AskedTurn], None]) -> Results:
    """Run the plan; `on_turn` is called after each turn, with the name of its alternative."""
    others = _OthersOverTime()
    measured = {alternative.name: Measured([], []) for alternative in plan.alternatives}
    with plan.room as room:
        idle = idle_cost(plan.alternatives[0], room, plan.idle_s) if plan.idle_s else None
        for _ in range(plan.repeats):
            for alternative in plan.alternatives:
                others.begin()
                with BusyProcesses(alternative.busy_processes), Interview(alternative, room) as interview:
                    for question in plan.questions:
                        turn = interview.ask(question)
                        measured[alternative.name].turns.append(turn)
                        on_turn(alternative.name, turn)
                    measured[alternative.name].health.append(interview.health)
                if not alternative.busy_processes:
                    others.end()
    return Results(measured, idle, others.cores())


class _OthersOverTime:
    """The load of other programs over several stretches of time."""

    def __init__(self) -> None:
        self._now = OtherPrograms()
        self._core_s = self._time_s = 0.0

    def begin(self) -> None:
        self._now.begin_again()

    def end(self) -> None:
        time_s = self._now.elapsed_s
        self._core_s += self._now.cores() * time_s
        self._time_s += time_s

    def cores(self) -> float:
        return round(self._core_s / self._time_s, 2) if self._time_s else 0.0
