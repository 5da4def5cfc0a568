"""The figures of a benchmark, from its turns. Pure statistics: nothing is measured, printed or drawn here."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appliance.bench.idle import IdleCost
from appliance.bench.interview import AskedTurn
from appliance.bench.words import word_error_rate
from appliance.monitoring.health import PipelineHealth
from appliance.monitoring.metrics import TARGETS_MS, TIMINGS, Outcome

OWN_RECKONING = "own_reckoning"
"""Name of voice-to-voice as the device reckons it, from the frames it took for speech."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a time was spread over the turns, in milliseconds."""

    count: int
    """Turns that have it."""
    p50: float
    """Median."""
    p95: float
    """The one that 95 of 100 do not exceed; one that was measured."""
    max: float
    """The longest."""

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Spread | None:
        """Return the spread of those values that are there; None when there are none."""
        known = sorted(value for value in values if value is not None)
        if not known:
            return None
        p95 = known[math.ceil(0.95 * len(known)) - 1]
        return cls(len(known), *(round(value, 1) for value in (statistics.median(known), p95, known[-1])))


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of all turns of one alternative."""

    times_ms: dict[str, Spread | None]
    """The times of the latency contract, of the turns that were asked to their end and answered; voice-to-voice is
    measured on the sound, OWN_RECKONING is the device's."""
    reckoning_off_ms: float | None
    """Median of what the device reckons more than was measured on the sound."""
    turns: int
    """Questions asked."""
    answered: int
    """Of these, answered."""
    whole: int
    """Of these, heard to their end before they were answered, or almost: see `AskedTurn.is_whole`."""
    cut_off: int
    """Answered before they were asked to their end."""
    false_starts: int
    """Turns judged over while the user only paused, and taken back."""
    talked_over_ms: Spread | None
    """Replies that were heard in a pause: how long they went on when the user did."""
    drafts: int
    """Answers begun before it was certain that the user had finished."""
    dropped_drafts: int
    """Of these, thrown away."""
    wasted_ms: float
    """Computing time thrown away, a turn (mean)."""
    cpu_s: float | None
    """Processor seconds a turn (median)."""
    word_error_rate: float | None
    """Of the transcripts; None where jiwer is not installed."""
    errors: tuple[str, ...]
    """What went wrong."""
    health: PipelineHealth
    """What was lost."""
    idle: IdleCost | None = None
    """When nothing is said; None: not measured."""

    @property
    def voice_to_voice(self) -> Spread | None:
        """The figure that counts."""
        return self.times_ms["voice_to_voice"]

    def misses(self) -> list[str]:
        """Return the times that are not below their target at p95."""
        spreads = ((name, self.times_ms[name], target) for name, target in TARGETS_MS.items())
        return [name for name, spread, target_ms in spreads if spread and spread.p95 >= target_ms]


def summary_of(turns: Sequence[AskedTurn], health: PipelineHealth, idle: IdleCost | None = None) -> Summary:
    """Sum up the turns of one alternative."""
    records = [turn.metrics for turn in turns if turn.metrics]
    answered = [turn for turn in turns if turn.metrics and turn.metrics.outcome is Outcome.ANSWERED]
    to_the_end = [turn for turn in answered if not turn.is_cut_off]
    own = [turn.metrics.voice_to_voice if turn.metrics else None for turn in to_the_end]
    times_ms = {
        name: Spread.of(turn.metrics.timings_ms()[name] for turn in to_the_end if turn.metrics) for name in TIMINGS
    } | {OWN_RECKONING: Spread.of(own), "voice_to_voice": Spread.of(turn.voice_to_voice for turn in to_the_end)}
    off_ms = [
        reckoned - turn.voice_to_voice
        for turn, reckoned in zip(to_the_end, own, strict=True)
        if turn.voice_to_voice is not None and reckoned is not None
    ]
    return Summary(
        times_ms=times_ms,
        reckoning_off_ms=round(statistics.median(off_ms), 1) if off_ms else None,
        turns=len(turns),
        answered=len(answered),
        whole=sum(turn.is_whole for turn in turns),
        cut_off=sum(turn.is_cut_off for turn in turns),
        false_starts=sum(record.false_starts for record in records),
        talked_over_ms=Spread.of(turn.talked_over for turn in turns),
        drafts=sum(record.drafts for record in records),
        dropped_drafts=sum(record.dropped_drafts for record in records),
        wasted_ms=round(sum(record.wasted_ms for record in records) / max(1, len(records)), 1),
        cpu_s=round(statistics.median(turn.cpu_s for turn in turns), 3) if turns else None,
        word_error_rate=word_error_rate([turn.expected for turn in turns], [turn.transcript for turn in turns]),
        errors=tuple(turn.error for turn in turns if turn.error),
        health=health,
        idle=idle,
    )


def ratio(compared: float | None, ours: float | None) -> float | None:
    """Return how many times ours the other is; None where one of them is not known."""
    return round(compared / ours, 2) if compared is not None and ours else None


def times_slower(compared: Summary, ours: Summary) -> float | None:
    """Return how many times longer the other takes from the last word to the first sound, by the medians."""
    theirs, own = compared.voice_to_voice, ours.voice_to_voice
    return ratio(theirs.p50, own.p50) if theirs and own else None


def same_replies(ours: Sequence[AskedTurn], others: Sequence[AskedTurn]) -> int:
    """Count the turns in which both wrote the same; they were asked the same in the same order."""
    return sum(one.reply == other.reply for one, other in zip(ours, others, strict=True))


def total_health(parts: Sequence[PipelineHealth]) -> PipelineHealth:
    """Add up what was lost in each session."""
    return PipelineHealth(
        capture_xruns=sum(part.capture_xruns for part in parts),
        playback_xruns=sum(part.playback_xruns for part in parts),
        dropped_frames=sum(part.dropped_frames for part in parts),
        late_frames=sum(part.late_frames for part in parts),
    )
