"""The report of a benchmark: everything it found, as one object that is written and read as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from appliance.bench.alternatives import BATCH, OURS
from appliance.bench.figures import Summary, ratio, same_replies, summary_of, times_slower, total_health
from appliance.bench.idle import IdleCost
from appliance.bench.interview import AskedTurn
from appliance.bench.machine import Machine, Setup
from appliance.bench.runner import Measured
from appliance.errors import ApplianceError, ConfigError
from appliance.monitoring.metrics import LABELS


@dataclass(frozen=True, slots=True)
class Comparison:
    """The appliance against another way to do the same."""

    times_slower: float | None
    """The other's voice-to-voice over ours, by the medians."""
    cpu_ratio: float | None
    """Our processor time a turn over the other's, by the medians."""
    same_replies: int
    """Turns in which both replied with the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What may be set beside another run's."""

    machine: Machine
    """Where it was."""
    setup: Setup
    """With what."""
    summaries: dict[str, Summary]
    """By alternative."""

    @property
    def ours(self) -> Summary:
        """The appliance as it was set."""
        return self.summaries[OURS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Figures):
    """Everything."""

    other_programs_cores: float
    """How many cores other programs kept busy meanwhile: with many of them no time counts."""
    speedup: float | None
    """Voice-to-voice of the batch order over ours, by the medians; None when the two were not compared."""
    comparisons: dict[str, Comparison]
    """By alternative."""
    turns: dict[str, list[AskedTurn]]
    """By alternative, in the order in which they were asked."""

    def as_json(self) -> str:
        """Write it out."""
        return TypeAdapter(Report).dump_json(self, indent=2).decode()


def check_targets(report: Report) -> None:
    """Raise `ApplianceError` when a target was missed, or a question was not answered."""
    ours = report.ours
    wrong = [f"{LABELS[name]} is too slow" for name in ours.misses()]
    if unanswered := ours.turns - ours.answered:
        wrong.append(f"{unanswered} of {ours.turns} turns were not answered")
    if wrong:
        raise ApplianceError(f"--strict: {'; '.join(wrong)}")


def report_of(
    machine: Machine, setup: Setup, measured: dict[str, Measured], idle: IdleCost | None, other_programs_cores: float
) -> Report:
    """Sum up a run."""
    summaries = {
        name: summary_of(one.turns, total_health(one.health), idle if name == OURS else None)
        for name, one in measured.items()
    }
    comparisons = {
        name: Comparison(
            times_slower=times_slower(summary, summaries[OURS]),
            cpu_ratio=ratio(summaries[OURS].cpu_s, summary.cpu_s),
            same_replies=same_replies(measured[OURS].turns, measured[name].turns),
        )
        for name, summary in summaries.items()
        if name != OURS
    }
    return Report(
        machine=machine,
        setup=setup,
        summaries=summaries,
        other_programs_cores=other_programs_cores,
        speedup=comparisons[BATCH].times_slower if BATCH in comparisons else None,
        comparisons=comparisons,
        turns={name: one.turns for name, one in measured.items()},
    )


def earlier_figures(path: Path, machine: Machine, room: str) -> Figures:
    """Read an earlier report, to be set beside a run on `machine`; raise `ConfigError` when it must not be."""
    try:
        earlier = TypeAdapter(Figures).validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError:
        raise ConfigError(
            f"{path}: is no report of this version; write one with `appliance bench --json FILE`"
        ) from None
    if not machine.is_like(earlier.machine):
        raise ConfigError(
            f"{path}: is from another machine ({earlier.machine}), and figures of two machines say nothing side by "
            f"side; this one is {machine}"
        )
    if room != earlier.setup.room:
        raise ConfigError(f"{path}: was measured through {earlier.setup.room}, and this would be through {room}")
    return earlier
