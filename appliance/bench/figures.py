"""The figures of a benchmark, computed from its turns. Pure statistics: this measures, prints and draws nothing."""

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

OWN_ESTIMATE = "own_reckoning"
"""Name, in the JSON, of the device's own estimate of voice-to-voice, from the frames that it took for speech."""
LONG_GAP_MS = 150.0
"""A wait in the middle of a reply that is heard as one."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of a time over the turns, in milliseconds."""

    count: int
    """Turns that have this time."""
    p50: float
    """Median."""
    p95: float
    """95th percentile: one of the measured values, which 95 of 100 do not exceed."""
    max: float
    """The longest time."""

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Spread | None:
        """Return the distribution of the values that are not None; None if there are none."""
        known = sorted(value for value in values if value is not None)
        if not known:
            return None
        p95 = known[math.ceil(0.95 * len(known)) - 1]
        return cls(len(known), *(round(value, 1) for value in (statistics.median(known), p95, known[-1])))


@dataclass(frozen=True, slots=True)
class Summary:
    """The results of all turns of one alternative."""

    times_ms: dict[str, Spread | None]
    """The times of the latency contract, over the turns that were answered and not cut off. Voice-to-voice is measured
    on the sound; OWN_ESTIMATE is the device's own estimate of it."""
    reckoning_off_ms: float | None
    """Median of the device's estimate of voice-to-voice minus the measured one."""
    turns: int
    """Questions asked."""
    answered: int
    """Questions that were answered."""
    whole: int
    """Questions that were answered after their end, with 300 ms of tolerance: see `AskedTurn.is_whole`."""
    cut_off: int
    """Questions whose turn was ended before the question was over."""
    false_starts: int
    """Times a turn was judged over in a pause, and the reply was taken back."""
    talked_over_ms: Spread | None
    """Of the replies that were audible in a pause: how long each went on after the user resumed."""
    gaps_ms: Spread | None
    """The longest wait for more in the middle of each reply."""
    long_gaps: int
    """Replies with a wait of more than LONG_GAP_MS."""
    preemptive_replies: int
    """Preemptive replies: begun in a pause, before the turn was judged over."""
    discarded_replies: int
    """Preemptive replies that were discarded."""
    wasted_ms: float
    """Computing time spent on discarded replies, per turn (mean)."""
    cpu_s: float | None
    """Processor seconds per turn (median)."""
    word_error_rate: float | None
    """Word error rate of the transcripts; None if jiwer is not installed."""
    errors: tuple[str, ...]
    """The error messages of all turns."""
    health: PipelineHealth
    """Sound that was lost or late."""
    idle: IdleCost | None = None
    """Processor time while nothing is said; None: not measured."""

    @property
    def voice_to_voice(self) -> Spread | None:
        """The main figure: from the last word to the first sound of the reply."""
        return self.times_ms["voice_to_voice"]

    def misses(self) -> list[str]:
        """Return the names of the times whose p95 is not below the target."""
        spreads = ((name, self.times_ms[name], target) for name, target in TARGETS_MS.items())
        return [name for name, spread, target_ms in spreads if spread and spread.p95 >= target_ms]


def summary_of(turns: Sequence[AskedTurn], health: PipelineHealth, idle: IdleCost | None = None) -> Summary:
    """Return the figures of one alternative's turns."""
    records = [turn.metrics for turn in turns if turn.metrics]
    answered = [turn for turn in turns if turn.metrics and turn.metrics.outcome is Outcome.ANSWERED]
    to_the_end = [turn for turn in answered if not turn.is_cut_off]
    estimates = [turn.metrics.voice_to_voice if turn.metrics else None for turn in to_the_end]
    times_ms = {
        name: Spread.of(turn.metrics.timings_ms()[name] for turn in to_the_end if turn.metrics) for name in TIMINGS
    } | {OWN_ESTIMATE: Spread.of(estimates), "voice_to_voice": Spread.of(turn.voice_to_voice for turn in to_the_end)}
    off_ms = [
        estimate - turn.voice_to_voice
        for turn, estimate in zip(to_the_end, estimates, strict=True)
        if turn.voice_to_voice is not None and estimate is not None
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
        gaps_ms=Spread.of(turn.longest_gap for turn in turns),
        long_gaps=sum((turn.longest_gap or 0.0) > LONG_GAP_MS for turn in turns),
        preemptive_replies=sum(record.preemptive_replies for record in records),
        discarded_replies=sum(record.discarded_replies for record in records),
        wasted_ms=round(sum(record.wasted_ms for record in records) / max(1, len(records)), 1),
        cpu_s=round(statistics.median(turn.cpu_s for turn in turns), 3) if turns else None,
        word_error_rate=word_error_rate([turn.expected for turn in turns], [turn.transcript for turn in turns]),
        errors=tuple(turn.error for turn in turns if turn.error),
        health=health,
        idle=idle,
    )


def ratio(compared: float | None, ours: float | None) -> float | None:
    """Return `compared` divided by `ours`; None if one of them is not known."""
    return round(compared / ours, 2) if compared is not None and ours else None


def times_slower(compared: Summary, ours: Summary) -> float | None:
    """Return the compared median of voice-to-voice divided by ours; None if one of them was not measured."""
    theirs, own = compared.voice_to_voice, ours.voice_to_voice
    return ratio(theirs.p50, own.p50) if theirs and own else None


def same_replies(ours: Sequence[AskedTurn], others: Sequence[AskedTurn]) -> int:
    """Count the turns with the same reply. `ours` and `others` were asked the same questions in the same order."""
    return sum(one.reply == other.reply for one, other in zip(ours, others, strict=True))


def total_health(parts: Sequence[PipelineHealth]) -> PipelineHealth:
    """Add up the losses of several sessions."""
    return PipelineHealth(
        capture_xruns=sum(part.capture_xruns for part in parts),
        playback_xruns=sum(part.playback_xruns for part in parts),
        dropped_frames=sum(part.dropped_frames for part in parts),
        late_frames=sum(part.late_frames for part in parts),
    )
