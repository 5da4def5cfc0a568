"""Figures of invented turns: which turns count, and what the table says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from appliance.bench.alternatives import OURS
from appliance.bench.figures import OWN_ESTIMATE, Spread, same_replies, summary_of, times_slower, total_health
from appliance.bench.idle import IdleCost
from appliance.bench.interview import AskedTurn
from appliance.bench.report import Report, check_targets, earlier_figures, report_of
from appliance.bench.runner import Measured, Results
from appliance.bench.table import table
from appliance.errors import ApplianceError, ConfigError
from appliance.monitoring.health import PipelineHealth
from appliance.monitoring.metrics import Outcome
from tests.unit.bench.bench_rig import PI, asked, metrics, setup

HEALTH = PipelineHealth()


def report(*, batch: list[AskedTurn] | None = None, idle: IdleCost | None = None, **changed: Any) -> Report:
    measured = {OURS: Measured([asked(**changed), asked(**changed)], [HEALTH])}
    if batch:
        measured["batch"] = Measured(batch, [HEALTH])
    return report_of(PI, setup(), Results(measured, idle, 0.25))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([None, None], None),
        ([7.04], Spread(1, 7.0, 7.0, 7.0)),
        ([3.0, None, 1.0], Spread(2, 2.0, 3.0, 3.0)),
        (list(range(1, 101)), Spread(100, 50.5, 95, 100)),
        (list(range(1, 21)), Spread(20, 10.5, 19, 20)),
    ],
)
def test_a_spread_is_of_the_known_values_and_its_p95_is_one_of_them(
    values: list[float | None], expected: Spread | None
) -> None:
    assert Spread.of(values) == expected


def test_voice_to_voice_is_measured_on_the_sound_and_compared_with_the_device() -> None:
    summary = summary_of([asked(355.0), asked(365.0)], HEALTH)
    assert summary.voice_to_voice == Spread(2, 360.0, 365.0, 365.0)
    assert summary.times_ms[OWN_ESTIMATE] == Spread(2, 360.0, 360.0, 360.0)
    assert summary.reckoning_off_ms == 0.0
    assert summary_of([asked(350.0)], HEALTH).reckoning_off_ms == 10.0


def test_a_turn_that_was_cut_off_or_not_answered_makes_no_time_better() -> None:
    cut_off = asked(1.0, judged_over=-300.0)
    nothing_said = asked(2.0, metrics=metrics(Outcome.NOTHING_SAID, voice_to_voice=2.0))
    failed = asked(None, metrics=None, error="it broke")
    summary = summary_of([asked(355.0), cut_off, nothing_said, failed], HEALTH)
    assert summary.voice_to_voice == Spread(1, 355.0, 355.0, 355.0)
    assert (summary.turns, summary.answered, summary.cut_off) == (4, 2, 1)
    assert summary.errors == ("it broke",)


def test_whole_is_a_question_that_was_not_cut_off_and_not_talked_over_for_long() -> None:
    turns = [
        asked(),
        asked(talked_over=0.0),
        asked(talked_over=299.0),
        asked(talked_over=301.0),
        asked(judged_over=-1.0),
    ]
    summary = summary_of([*turns, asked(metrics=metrics(Outcome.FAILED))], HEALTH)
    assert (summary.turns, summary.answered, summary.whole, summary.cut_off) == (6, 5, 3, 1)
    assert summary.talked_over_ms == Spread(3, 299.0, 301.0, 301.0)


def test_preemptive_replies_and_wasted_time_are_added_up() -> None:
    first = metrics(preemptive_replies=3, discarded_replies=2, false_starts=1, wasted_ms=100.0)
    summary = summary_of([asked(metrics=first), asked()], HEALTH)
    assert (summary.preemptive_replies, summary.discarded_replies) == (5, 3)
    assert (summary.false_starts, summary.wasted_ms) == (1, 70.0)


def test_word_errors_are_those_of_all_turns_together() -> None:
    turns = [asked(transcript="A tune."), asked(transcript="a tone")]
    assert summary_of(turns, HEALTH).word_error_rate == pytest.approx(0.25)


def test_what_was_lost_in_each_round_is_added_up() -> None:
    assert total_health([PipelineHealth(1, 2, 3, 4), PipelineHealth(10, 20, 30, 40)]) == PipelineHealth(11, 22, 33, 44)


def test_speedup_is_the_other_median_divided_by_ours() -> None:
    made = report(batch=[asked(2840.0, cpu_s=0.8), asked(2840.0, reply="No.", cpu_s=0.8)])
    assert made.speedup == 8.0
    assert made.comparisons["batch"].cpu_ratio == 1.25
    assert made.comparisons["batch"].same_replies == 1
    assert report().speedup is None


def test_what_was_not_measured_is_not_compared() -> None:
    unknown = summary_of([asked(None)], HEALTH)
    assert times_slower(unknown, unknown) is None
    assert same_replies([asked(reply="Yes.")], [asked(reply="yes.")]) == 0


def test_strict_names_what_is_too_slow_or_unanswered() -> None:
    check_targets(report())
    with pytest.raises(ApplianceError, match="first token is too slow; last word to first sound is too slow"):
        check_targets(report(voice_to_voice=1000.0, metrics=metrics(first_token=200.0)))
    with pytest.raises(ApplianceError, match="2 of 2 turns were not answered"):
        check_targets(report(metrics=metrics(Outcome.NO_REPLY)))


def test_the_table_says_what_is_met_and_what_is_missed() -> None:
    made = report(metrics=metrics(first_token=250.0), batch=[asked(2840.0)] * 2, idle=IdleCost(1.0, 2.5, 0))
    lines = table(made, None).splitlines()
    (token,) = (line for line in lines if line.startswith("first token"))
    assert token.split()[2:] == ["<", "200", "250.0", "250.0", "250.0", "MISSED"]
    (voice,) = (line for line in lines if line.startswith("last word to first sound   ") and "<" in line)
    assert voice.split()[-4:] == ["355.0", "355.0", "355.0", "ok"]
    text = "\n".join(lines)
    for words in ("Raspberry Pi 5", "0.25 cores", "8.0 times as fast", "decoded 0 times", "0 late", "80 ms"):
        assert (words in text) is (words != "80 ms"), words


# --- compared with an earlier run ---


def saved(folder: Path, **changed: Any) -> Path:
    data = json.loads(report().as_json())
    for part, values in changed.items():
        data[part] |= values
    path = folder / "earlier.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_an_earlier_report_of_the_same_machine_is_printed_beside_this_one(tmp_path: Path) -> None:
    earlier = earlier_figures(saved(tmp_path, setup={"threads": {"voice": 4}}), PI, "a test")
    text = table(report(voice_to_voice=300.0), earlier)
    (line,) = (line for line in text.splitlines() if line.startswith("last word to first sound") and "<" not in line)
    assert line.split()[-4:] == ["300.0", "355.0", "300.0", "355.0"]
    assert "threads: voice 2, was 4" in text


@pytest.mark.parametrize(
    "machine",
    [{"cores": 2}, {"cpu": "another"}, {"raspberry_pi": None}, {"raspberry_pi": "Raspberry Pi 4 Model B Rev 1.4"}],
)
def test_figures_of_two_machines_are_never_mixed(tmp_path: Path, machine: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="another machine"):
        earlier_figures(saved(tmp_path, machine=machine), PI, "a test")


def test_figures_of_a_sound_card_and_of_recordings_are_never_mixed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"a test.*paced recordings"):
        earlier_figures(saved(tmp_path), PI, "paced recordings")


@pytest.mark.parametrize("content", ["", "{}", "[1]", "no JSON", '{"machine": 1}'])
def test_a_file_that_is_not_a_report_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "earlier.json"
    path.write_text(content)
    with pytest.raises(ConfigError, match="not a report of this version"):
        earlier_figures(path, PI, "a test")


def test_a_report_that_does_not_exist_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        earlier_figures(tmp_path / "nowhere.json", PI, "a test")


def test_replies_with_a_long_gap_in_their_middle_are_counted() -> None:
    gaps_ms = (None, 0.0, 150.0, 151.0, 400.0)
    summary = summary_of([asked(longest_gap=gap_ms) for gap_ms in gaps_ms], PipelineHealth())
    assert summary.gaps_ms == Spread(4, 150.5, 400.0, 400.0)
    assert summary.long_gaps == 2
