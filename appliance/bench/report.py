"""The report of a benchmark: all its results as one object, written and read as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from appliance.bench.alternatives import BATCH, OURS
from appliance.bench.figures import Summary, ratio, same_replies, summary_of, times_slower, total_health
from appliance.bench.interview import AskedTurn
from appliance.bench.runner import Results
from appliance.bench.setup import Setup
from appliance.errors import ApplianceError, ConfigError
from appliance.monitoring.metrics import LABELS
from appliance.system.machine import Machine

ReportT = TypeVar("ReportT")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The appliance compared with one alternative."""

    times_slower: float | None
    """The alternative's median of voice-to-voice divided by ours."""
    cpu_ratio: float | None
    """Our median processor time per turn divided by the alternative's."""
    same_replies: int
    """Turns in which both replied with the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The part of a report that a later run is compared with."""

    machine: Machine
    """The machine that it ran on."""
    setup: Setup
    """What it ran with: questions, models, threads, versions."""
    summaries: dict[str, Summary]
    """The figures, by alternative."""

    @property
    def ours(self) -> Summary:
        """The figures of the appliance as configured."""
        return self.summaries[OURS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Figures):
    """All results of a run."""

    other_programs_cores: float
    """How many cores other programs kept busy meanwhile. If they are many, the times mean nothing."""
    speedup: float | None
    """The median of voice-to-voice of the batch order divided by ours; None if the two were not compared."""
    comparisons: dict[str, Comparison]
    """The comparisons, by alternative."""
    turns: dict[str, list[AskedTurn]]
    """The turns by alternative, in the order in which they were asked."""

    def as_json(self) -> str:
        """Return the report as JSON text."""
        return TypeAdapter(Report).dump_json(self, indent=2).decode()


def check_targets(report: Report) -> None:
    """Raise `ApplianceError` if a target was missed or a question was not answered."""
    ours = report.ours
    wrong = [f"{LABELS[name]} is too slow" for name in ours.misses()]
    if unanswered := ours.turns - ours.answered:
        wrong.append(f"{unanswered} of {ours.turns} turns were not answered")
    if wrong:
        raise ApplianceError(f"--strict: {'; '.join(wrong)}")


def report_of(machine: Machine, setup: Setup, results: Results) -> Report:
    """Make the report of a run."""
    measured = results.measured
    summaries = {
        name: summary_of(one.turns, total_health(one.health), results.idle if name == OURS else None)
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
        other_programs_cores=results.other_programs_cores,
        speedup=comparisons[BATCH].times_slower if BATCH in comparisons else None,
        comparisons=comparisons,
        turns={name: one.turns for name, one in measured.items()},
    )


def read_report(path: Path, kind: type[ReportT], refusal: str) -> ReportT:
    """Read a report that was written as JSON.

    Raises `ConfigError` if the file cannot be read, or, with the words of `refusal`, if it is no report of this kind.
    """
    try:
        return TypeAdapter(kind).validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError:
        raise ConfigError(f"{path}: {refusal}") from None


def earlier_figures(path: Path, machine: Machine, room: str) -> Figures:
    """Read the report of an earlier run, to compare it with a run on `machine` through `room`.

    Raises `ConfigError` if the file cannot be read, is not a report, or comes from another machine or another room.
    """
    refusal = "is not a report of this version; write one with `appliance bench --json FILE`"
    earlier = read_report(path, Figures, refusal)
    if not machine.is_like(earlier.machine):
        raise ConfigError(
            f"{path}: is from another machine ({earlier.machine}), and figures of two machines say nothing side by "
            f"side; this one is {machine}"
        )
    if room != earlier.setup.room:
        raise ConfigError(f"{path}: was measured through {earlier.setup.room}, and this would be through {room}")
    return earlier
