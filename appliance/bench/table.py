"""The report as a table for a terminal. The times and their targets are those of the latency contract."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.bench.alternatives import LOADED, OURS
from appliance.bench.figures import LONG_GAP_MS, OWN_ESTIMATE, Spread, Summary
from appliance.bench.report import Comparison, Figures, Report
from appliance.monitoring.metrics import LABELS, TARGETS_MS

NAMES = {**LABELS, OWN_ESTIMATE: "  by the device's own estimate"}
HEAD = f"{'milliseconds':<36}{'target':>8}{'p50':>9}{'p95':>9}{'max':>9}"


def table(report: Report, earlier: Figures | None) -> str:
    """Return the report as lines of text, with the figures of an earlier run if there is one."""
    return "\n".join(
        [
            f"{report.machine}; {report.setup.room}",
            f"other programs kept {report.other_programs_cores:g} cores busy meanwhile",
            "",
            *_contract(report.ours),
            "",
            *_sums(report.ours),
            *_compared(report),
            *_against(report, earlier),
        ]
    )


def _contract(ours: Summary) -> Iterator[str]:
    yield HEAD
    for name, label in NAMES.items():
        spread, target_ms = ours.times_ms.get(name), TARGETS_MS.get(name)
        target = f"< {target_ms:g}" if target_ms else ""
        verdict = "" if not spread or not target_ms else "  ok" if spread.p95 < target_ms else "  MISSED"
        yield f"{label:<36}{target:>8}{_figures(spread)}{verdict}"
    if ours.reckoning_off_ms is not None:
        yield f"{'  minus the measured (median)':<44}{ours.reckoning_off_ms:>+9.1f}"


def _figures(spread: Spread | None) -> str:
    return "".join(f"{value:>9.1f}" for value in (spread.p50, spread.p95, spread.max)) if spread else f"{'-':>9}" * 3


def _range(spread: Spread) -> str:
    return f"{spread.p50:g} (at most {spread.max:g})"


def _sums(ours: Summary) -> Iterator[str]:
    yield f"turns           {ours.turns}: {ours.answered} answered, {ours.whole} as a whole, {ours.cut_off} cut off"
    overlap = f", audible for {_range(ours.talked_over_ms)} ms after you went on" if ours.talked_over_ms else ""
    yield f"false starts    {ours.false_starts} taken back{overlap}"
    if ours.gaps_ms:
        yield (
            f"gaps            of more than {LONG_GAP_MS:g} ms inside {ours.long_gaps} of {ours.gaps_ms.count} replies; "
            f"the longest {ours.gaps_ms.max:g} ms"
        )
    yield (
        f"preemptive      {ours.preemptive_replies} replies, {ours.discarded_replies} of them discarded: "
        f"{ours.wasted_ms:g} ms of computing wasted per turn"
    )
    yield f"processor       {ours.cpu_s:g} s per turn"
    if idle := ours.idle:
        yield (
            f"idle            {idle.ready_percent:.1f} % of a core; {idle.listening_percent:.1f} % while listening to "
            f"a silent room, which was decoded {idle.decodes} times"
        )
    lost = ours.health
    yield (
        f"lost            {lost.capture_xruns} + {lost.playback_xruns} xruns (microphone, loudspeaker), "
        f"{lost.dropped_frames} frames dropped, {lost.late_frames} late"
    )
    if ours.word_error_rate is not None:
        yield f"word errors     {100 * ours.word_error_rate:.1f} %"
    for error, count in {error: ours.errors.count(error) for error in ours.errors}.items():
        yield f"error           {error} ({count} times)"


def _compared(report: Report) -> Iterator[str]:
    if not report.comparisons:
        return
    yield ""
    yield f"{LABELS['voice_to_voice']:<44}{'p50':>9}{'p95':>9}{'max':>9}{'cpu s':>9}{'errors':>9}{'cut off':>9}"
    for name, summary in report.summaries.items():
        cpu = "-" if summary.cpu_s is None else f"{summary.cpu_s:.2f}"
        words = "-" if summary.word_error_rate is None else f"{100 * summary.word_error_rate:.1f} %"
        yield f"{name:<44}{_figures(summary.voice_to_voice)}{cpu:>9}{words:>9}{summary.cut_off:>9}"
    for name, comparison in report.comparisons.items():
        yield _sentence(name, comparison, report.ours.turns)


def _sentence(name: str, comparison: Comparison, turns: int) -> str:
    if name.startswith(LOADED):
        return (
            f"{OURS} beside {name.removeprefix(LOADED)} busy processes: {comparison.times_slower or '-'} times the "
            f"time, the same reply in {comparison.same_replies} of {turns} turns"
        )
    return (
        f"{OURS} against {name}: {comparison.times_slower or '-'} times as fast, {comparison.cpu_ratio or '-'} times "
        f"the processor time, the same reply in {comparison.same_replies} of {turns} turns"
    )


def _against(report: Report, earlier: Figures | None) -> Iterator[str]:
    if earlier is None:
        return
    yield ""
    yield f"{'milliseconds':<36}{'p50':>9}{'was':>9}{'p95':>11}{'was':>9}"
    for name, label in NAMES.items():
        now, before = report.ours.times_ms.get(name), earlier.ours.times_ms.get(name)
        if now and before:
            yield f"{label:<36}{now.p50:>9.1f}{before.p50:>9.1f}{now.p95:>11.1f}{before.p95:>9.1f}"
    if report.ours.cpu_s and earlier.ours.cpu_s:
        yield f"{'processor, seconds per turn':<36}{report.ours.cpu_s:>9.2f}{earlier.ours.cpu_s:>9.2f}"
    yield from report.setup.differences(earlier.setup)
