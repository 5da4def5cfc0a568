"""`appliance bench`: wrong options are refused before anything is asked, and one small run with the real models."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from appliance.bench.submission import read_submission
from tests.command_line.command import ROOT, Command, Outcome, assert_refused_at_once
from tests.unit.bench.bench_rig import PI, asked, setup

QUICK = ("bench", "-n", "1", "--recordings", "hamlet", "--idle", "0")
TIMEOUT_S = 600.0


def run(appliance: Command, *options: str) -> Outcome:
    """Ask one question in real time. On a busy machine this takes longer than other commands are allowed to."""
    with appliance.start(*QUICK, *options) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT_S)
        finally:
            process.kill()
    return Outcome(process.returncode, out, err)


def words_of(text: str) -> list[str]:
    return text.lower().rstrip("?.").split()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-n", "0"), ("--repeats 0", "at least once")),
        (("-n", "-3"), ("--repeats -3",)),
        (("--recordings", "hamlett"), ("hamlett", "did you mean 'hamlet'?")),
        (("--recordings", ""), ("there is no such recording",)),
        (("--compare", "pipecat"), ("pipecat", "batch, sequential, oversubscribed")),
        (("--load", "0"), ("--load 0", "from 1 to 64")),
        (("--idle", "100"), ("--idle 100", "50")),
        (("--idle", "nan"), ("--idle nan",)),
        (("--json", "nowhere/run.json"), ("--json nowhere/run.json", "No such file")),
        (("--plot", "."), ("--plot .", "folder")),
        (("--submit", "."), ("--submit .", "folder")),
        (("--submit", "nowhere/mine.json"), ("--submit nowhere/mine.json", "No such file")),
        (("--submit", "/proc/mine.json"), ("--submit /proc/mine.json", "cannot be written there")),
        (("--submit", "x" * 250), ("--submit", "File name too long")),
        (("--submit", "/dev/null"), ("--submit /dev/null", "would be replaced")),
        (("--json", "-", "--submit", "-"), ("--submit -", "--json goes there too")),
        (("--json", "a.json", "--submit", "./a.json"), ("--submit a.json", "name another file")),
        (("--against", "nowhere.json"), ("nowhere.json", "cannot be read")),
        (("--play", "mic_in"), ("--play and --record",)),
        (("--play", "no_such_card", "--record", "neither"), ("no_such_card",)),
        (("--config", "nowhere.toml"), ("nowhere.toml",)),
    ],
)
def test_a_wrong_option_is_refused_in_a_sentence(
    appliance: Command, models_folder: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_refused_at_once(appliance("bench", *options), *words)


def test_without_models_there_is_nothing_to_measure(appliance: Command) -> None:
    settings = appliance.folder / "appliance.toml"
    settings.write_text('[models]\nfolder = "empty"\n')
    assert_refused_at_once(appliance(*QUICK, "-c", settings), "appliance models fetch")


def test_without_speech_detection_nothing_can_be_measured(appliance: Command) -> None:
    settings = appliance.folder / "appliance.toml"
    settings.write_text("[session]\nvad_enabled = false\n")
    assert_refused_at_once(appliance(*QUICK, "-c", settings), "session.vad_enabled")


def test_there_is_no_option_for_simulated_models(appliance: Command) -> None:
    outcome = appliance(*QUICK, "--simulated")
    assert outcome.status == 2
    assert "No such option: --simulated" in outcome.err


def test_a_picture_without_matplotlib_is_refused_before_anything_is_run(
    appliance: Command, tmp_path: Path, models_folder: Path
) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('this machine has none')\n")
    without = Command(tmp_path, {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])})
    assert_refused_at_once(without(*QUICK, "--plot", "run.png"), "matplotlib", "deploy/test")


def test_a_run_of_another_machine_is_refused(appliance: Command, models_folder: Path) -> None:
    from appliance.bench.report import report_of
    from appliance.bench.runner import Measured, Results
    from appliance.monitoring.health import PipelineHealth

    earlier = report_of(PI, setup(), Results({"appliance": Measured([asked()], [PipelineHealth()])}, None, 0.0))
    (appliance.folder / "pi.json").write_text(earlier.as_json())
    assert_refused_at_once(appliance(*QUICK, "--against", "pi.json"), "pi.json", "Raspberry Pi 5", "another machine")


def test_alternatives_are_the_same_models_used_in_another_way(models_folder: Path) -> None:
    from appliance.bench.alternatives import chosen_alternatives
    from appliance.settings import Settings

    names = ["oversubscribed", "batch", "sequential", "batch"]
    ours, oversubscribed, batch, sequential = chosen_alternatives(Settings(), names)
    assert [one.name for one in (oversubscribed, batch, sequential)] == ["oversubscribed", "batch", "sequential"]
    assert ours.config == oversubscribed.config == Settings().session
    assert (sequential.config.streaming, batch.config.streaming) == (False, False)
    assert sequential.config.endpointing_delay_s == ours.config.endpointing_delay_s
    assert batch.config.endpointing_delay_s == 0.8
    assert sequential.models is ours.models
    assert batch.models.language_model is ours.models.language_model
    assert batch.models.recognizer is not ours.models.recognizer


def test_the_same_beside_busy_processes_is_an_alternative_too(models_folder: Path) -> None:
    from appliance.bench.alternatives import chosen_alternatives
    from appliance.settings import Settings

    ours, one, two = chosen_alternatives(Settings(), (), (1, 2, 1))
    assert [(each.name, each.busy_processes) for each in (one, two)] == [("load-1", 1), ("load-2", 2)]
    assert ours.busy_processes == 0
    assert one.models is ours.models


@pytest.mark.thorough
def test_a_run_with_the_real_models_reports_everything(appliance: Command, models_folder: Path) -> None:
    first = run(appliance, "--json", "run.json", "--plot", "run.png", "--submit", "mine.json")
    assert (first.status, first.err) == (0, "")
    for words in ("last word to first sound", "< 1000", "1: 1 answered", "word errors     0.0 %"):
        assert words in first.out
    found = json.loads((appliance.folder / "run.json").read_text())
    (turn,) = found["turns"]["appliance"]
    assert words_of(turn["transcript"]) == words_of("Who wrote the play Hamlet?")
    assert turn["reply"]
    assert turn["voice_to_voice"] > 0
    assert turn["judged_over"] > 0
    assert turn["metrics"]["moments_ms"]["first_played"] > 0
    assert found["speedup"] is None
    assert found["setup"]["models"]["recognizer"]["bytes"] > 1_000_000
    assert (appliance.folder / "run.png").read_bytes().startswith(b"\x89PNG")

    sent = read_submission(appliance.folder / "mine.json")
    assert sent.models["recognizer"].name == "whisper-tiny.en"
    assert sent.ours.questions_ms["hamlet"] == sent.ours.times_ms["voice_to_voice"]
    text = (appliance.folder / "mine.json").read_text()
    for private in (str(appliance.folder), os.uname().nodename, turn["reply"], turn["transcript"]):
        assert private not in text

    second = run(appliance, "--compare", "batch", "--against", "run.json", "--json", "-")
    assert (second.status, second.err) == (0, "")
    both = json.loads(second.out)
    ours, batch = both["turns"]["appliance"][0], both["turns"]["batch"][0]
    assert both["speedup"] == both["comparisons"]["batch"]["times_slower"]
    assert both["speedup"] == pytest.approx(batch["voice_to_voice"] / ours["voice_to_voice"], rel=0.01)
    assert batch["judged_over"] >= 780, "a fixed silence of 0.8 s"
    assert words_of(batch["transcript"]) == words_of(ours["transcript"])
