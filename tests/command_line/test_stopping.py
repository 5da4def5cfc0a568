"""Commands stopped in the middle, by Ctrl-C or a closed pipe: they end quickly and quietly, and leave no files."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.adapters.wav_files import load_recording
from appliance.commands.asking import Asking, Recording
from appliance.settings import Settings
from tests.command_line import sounds
from tests.command_line.command import Command, Outcome, finish, interrupt, read_until

LONG_S = 20.0
"""Longer than any test waits, so that the question is still being asked when it is interrupted."""


@pytest.fixture
def long_tone(tmp_path: Path) -> Path:
    return sounds.save(tmp_path / "tone.wav", sounds.tone(LONG_S))


def assert_stopped(outcome: Outcome, folder: Path) -> None:
    assert outcome.status == 130
    assert outcome.err in ("", "appliance: stopped\n")
    assert [path.name for path in folder.iterdir() if "answer" in path.name] == []
    assert "target" not in outcome.out  # no table of times for a question that was not answered


def test_ctrl_c_in_a_question(appliance: Command, long_tone: Path) -> None:
    with appliance.start("ask", "--simulated", "tone.wav", "-o", "answer.wav") as process:
        read_until(process.stdout, lambda line: line.startswith("  ..."))
        assert_stopped(interrupt(process), appliance.folder)
    assert [path.name for path in appliance.folder.iterdir()] == ["tone.wav"]


def test_ctrl_c_while_the_real_models_work(appliance: Command, capital_of_france: Path) -> None:
    with appliance.start("ask", capital_of_france, "-o", "answer.wav") as process:
        read_until(process.stdout, lambda line: line.startswith("  ..."))
        assert_stopped(interrupt(process), appliance.folder)
    assert list(appliance.folder.iterdir()) == []


def test_ctrl_c_while_the_models_are_loaded(appliance: Command, capital_of_france: Path, models_folder: Path) -> None:
    with appliance.start("ask", capital_of_france, "-o", "answer.wav") as process:
        read_until(process.stdout, lambda line: line.startswith("Loading"))
        assert_stopped(interrupt(process), appliance.folder)
    assert list(appliance.folder.iterdir()) == []


@pytest.mark.parametrize("wanted", ["Loading", "tone.wav", "  ..."])
def test_a_reader_that_closes_the_pipe_in_the_middle(appliance: Command, tone: Path, wanted: str) -> None:
    """`| head` does this."""
    with appliance.start("ask", "--simulated", "tone.wav", "-o", "answer.wav") as process:
        read_until(process.stdout, lambda line: line.startswith(wanted))
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()
        process.stderr.close()
        process.wait()
    assert errors == ""
    assert process.returncode != 0


@pytest.mark.parametrize("command", [["config", "show"], ["models", "list"], ["ask", "--help"]])
def test_a_reader_that_closes_the_pipe_at_once(appliance: Command, command: list[str]) -> None:
    with appliance.start(*command) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_always_ends_by_itself(tone: Path) -> None:
    """A capture thread that waits for models that have stopped already would sometimes delay the end by ten seconds."""
    recording = Recording(tone, load_recording(tone, 28.0))
    for _ in range(40):
        asking = Asking(Settings(), None, realtime=False, simulated=True)
        asking.ask([recording])
        assert [turn["outcome"] for turn in asking.turns] == ["answered"]


def test_the_command_always_ends_by_itself(appliance: Command, tone: Path) -> None:
    for _ in range(5):
        with appliance.start("ask", "--fast", "--simulated", "tone.wav") as process:
            outcome = finish(process)
        assert (outcome.status, outcome.err) == (0, "")
