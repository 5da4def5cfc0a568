"""The end of a command while a model computes, on a loaded machine: the right exit status, and never a signal."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line.command import Command, Outcome, finish, interrupt, read_until
from tests.system.frozen import FrozenThread, thread_named

BUSY = [sys.executable, "-c", "while True: pass"]
BUSY_PROCESSES = 3
LINES = ("Loading", "capital-of-france.wav", "  you:", "  answer:")
ENDS = 20
FREEZING = pytest.mark.skipif(
    platform.machine() != "x86_64" or os.geteuid() != 0, reason="stopping a thread needs x86-64 and root"
)
ASK = ("ask", "--text", "Tell me a long story about a dog.", "--text", "And another one.")


@pytest.fixture
def load() -> Iterator[None]:
    """Busy processes beside the test."""
    busy = [subprocess.Popen(BUSY) for _ in range(BUSY_PROCESSES)]
    yield
    for process in busy:
        process.kill()
        process.wait()


def assert_clean(outcome: Outcome) -> None:
    assert outcome.status == 130, (outcome.status, outcome.err[-2000:])
    assert outcome.err in ("", "appliance: stopped\n")


def ends(appliance: Command, recording: Path, *numbers: int) -> None:
    """Stop the command at one of its lines; where the load made it fail before that, that end is clean too."""
    stopped = 0
    for number in numbers:
        wanted = LINES[number % len(LINES)]
        with appliance.start("ask", recording, recording) as process:
            assert process.stdout
            if any(wanted in line for line in process.stdout):
                assert_clean(interrupt(process))
                stopped += 1
            else:
                outcome = finish(process)
                assert outcome.status in {0, 1}, outcome
                assert "Traceback" not in outcome.err
    assert stopped >= len(numbers) / 2


@pytest.mark.usefixtures("load")
@pytest.mark.thorough
def test_ctrl_c_while_the_models_work_on_a_loaded_machine(appliance: Command, capital_of_france: Path) -> None:
    ends(appliance, capital_of_france, 0, 2)


@pytest.mark.thorough
@pytest.mark.usefixtures("load")
def test_ctrl_c_twenty_times_on_a_loaded_machine(appliance: Command, capital_of_france: Path) -> None:
    ends(appliance, capital_of_france, *range(ENDS))


@FREEZING
@pytest.mark.parametrize(
    "library", [pytest.param(name, marks=pytest.mark.thorough) for name in ("libggml", "libllama")]
)
def test_a_thread_that_never_comes_back_from_a_library(appliance: Command, library: str) -> None:
    with appliance.start(*ASK) as process:
        read_until(process.stdout, lambda line: "Tell me" in line)
        with FrozenThread(process.pid, thread_named(process.pid, "compute"), library):
            process.send_signal(2)
            out, err = process.communicate(timeout=120)
        assert_clean(Outcome(process.returncode, out, err))
