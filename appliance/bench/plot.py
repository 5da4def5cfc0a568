"""The report as a picture: where the time of each question goes, and the distribution of voice-to-voice."""

from __future__ import annotations

import io
import statistics
from typing import TYPE_CHECKING, Any

from appliance.bench.alternatives import OURS
from appliance.bench.interview import AskedTurn
from appliance.bench.report import Report
from appliance.errors import ConfigError
from appliance.monitoring.metrics import TARGETS_MS, TurnMoment

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOMENTS = {
    TurnMoment.PAUSE: ("a pause is seen", "#c9c9c9"),
    TurnMoment.TRANSCRIPT: ("words", "#4e79a7"),
    TurnMoment.FIRST_TOKEN: ("first token", "#f28e2b"),
    TurnMoment.FIRST_SENTENCE: ("first clause", "#edc948"),
    TurnMoment.FIRST_AUDIO: ("its speech", "#76b7b2"),
    TurnMoment.UTTERANCE_END: ("turn judged over", "#9c755f"),
    TurnMoment.FIRST_PLAYED: ("first sound", "#59a14f"),
}
"""Moments after the last word, by name: the label, and the colour of the time that leads up to the moment."""
Bars = dict[str, dict[TurnMoment, float]]
"""For each bar, from top to bottom: the time of each moment, in milliseconds after the last word."""
COLOURS = ("#59a14f", "#e15759", "#b07aa1", "#4e79a7")
"""One for each alternative."""


def check_can_plot() -> None:
    """Raise `ConfigError` if matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise ConfigError(
            "--plot: matplotlib is not installed; it is for developers: run `deploy/test` once, which installs it"
        ) from None


def picture(report: Report) -> bytes:
    """Draw the report and return the PNG file."""
    from matplotlib.figure import Figure

    questions, alternatives = _questions(report), _alternatives(report)
    heights = [2 + len(bars) for bars in (questions, alternatives, report.turns)]
    figure = Figure(figsize=(12, 0.6 + 0.32 * sum(heights)), layout="constrained", dpi=100)
    of_questions, of_alternatives, spread = figure.subplots(3, 1, height_ratios=heights)
    _draw_bars(of_questions, questions)
    of_questions.set_title("Where the time of the appliance goes, by question (medians): each piece leads up to ...")
    handles = [_patch(colour, label) for label, colour in MOMENTS.values()]
    of_questions.legend(handles=handles, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    _draw_bars(of_alternatives, alternatives)
    of_alternatives.set_title("... and over all questions")
    of_alternatives.sharex(spread)
    _draw_spread(spread, report)
    figure.suptitle(
        f"{report.machine}; {report.setup.room}, each question {report.setup.repeats} times; "
        f"other programs kept {report.other_programs_cores:g} cores busy",
        fontsize=9,
    )
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _questions(report: Report) -> Bars:
    return {
        name: _median_moments([turn for turn in report.turns[OURS] if turn.question == name])
        for name in report.setup.questions
    }


def _alternatives(report: Report) -> Bars:
    return {name: _median_moments(turns) for name, turns in report.turns.items()}


def _median_moments(turns: list[AskedTurn]) -> dict[TurnMoment, float]:
    """Return the median time of each moment, counted from the true end of speech in the recording.

    The device counts from the last frame that it took for speech, so every moment is shifted by the difference.
    """
    shifted: dict[TurnMoment, list[float]] = {name: [] for name in MOMENTS}
    for turn in turns:
        moments = turn.metrics.moments_ms if turn.metrics and not turn.is_cut_off else {}
        if turn.voice_to_voice is None or TurnMoment.FIRST_PLAYED not in moments:
            continue
        for name, values in shifted.items():
            if name in moments:
                values.append(moments[name] - moments[TurnMoment.FIRST_PLAYED] + turn.voice_to_voice)
    return {name: statistics.median(values) for name, values in shifted.items() if values}


def _draw_bars(axes: Axes, bars: Bars) -> None:
    for row, moments in enumerate(bars.values()):
        before_ms = 0.0
        for name, at_ms in sorted(moments.items(), key=lambda moment: moment[1]):
            axes.barh(row, max(0.0, at_ms) - before_ms, left=before_ms, height=0.72, color=MOMENTS[name][1])
            before_ms = max(0.0, at_ms)
        label = f"{before_ms:.0f}" if moments else "not measured"
        axes.annotate(label, (before_ms, row), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(bars)), list(bars), fontsize=8)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.margins(x=0.06)
    axes.set_xlim(left=0)
    axes.set_xlabel("ms after the last word", fontsize=8)


def _patch(colour: str, label: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(color=colour, label=label)


def _draw_spread(axes: Axes, report: Report) -> None:
    for row, turns in enumerate(report.turns.values()):
        times_ms = [turn.voice_to_voice for turn in turns if turn.voice_to_voice is not None and not turn.is_cut_off]
        if not times_ms:
            continue
        colour = COLOURS[row]
        axes.boxplot(times_ms, positions=[row], orientation="horizontal", widths=0.55, showfliers=False,
                     medianprops={"color": "black"}, boxprops={"color": colour}, whiskerprops={"color": colour},
                     capprops={"color": colour})  # fmt: skip
        # The points are offset in the order of the questions, so that a drift of the machine would be visible.
        offsets = [row + 0.22 - 0.44 * place / max(1, len(times_ms) - 1) for place in range(len(times_ms))]
        axes.scatter(times_ms, offsets, s=14, color=colour, alpha=0.6, linewidths=0)
        axes.annotate(f"{statistics.median(times_ms):.0f}", (statistics.median(times_ms), row - 0.36), ha="center",
                      fontsize=8)  # fmt: skip
    target_ms = TARGETS_MS["voice_to_voice"]
    axes.axvline(target_ms, color="black", linewidth=0.8, linestyle=":")
    axes.annotate(" target", (target_ms, len(report.turns) - 0.5), fontsize=8, va="bottom")
    axes.set_yticks(range(len(report.turns)), list(report.turns), fontsize=8)
    axes.set_ylim(len(report.turns) - 0.4, -0.75)
    axes.set_xlim(left=0)
    faster = f"; {report.speedup:g} times as fast as batch" if report.speedup else ""
    axes.set_title(f"Every turn{faster}")
    axes.set_xlabel("ms from the last word to the first sound, measured on the sound", fontsize=8)
