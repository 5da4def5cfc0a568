"""`appliance run --terminal` as an owner starts it: in a terminal, on a machine without any sound card."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command_line.command import HANGS_S, Command, Outcome, assert_refused_at_once
from tests.command_line.test_run_and_ctl import SETTINGS
from tests.pseudo_terminal import PseudoTerminal, pseudo_terminal
from tests.unit.control.control_rig import short_folder

PLAIN = {"NO_COLOR": "1"}
POSIX = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        (folder / "mine.toml").write_text(SETTINGS)
        yield folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    state = {"STATE_DIRECTORY": str(folder / "state"), "RUNTIME_DIRECTORY": "", "TERM": "xterm-256color"}
    return {**state, "XDG_RUNTIME_DIR": str(folder), **more}


def own_terminal() -> None:
    """Make the pseudo-terminal the one that Ctrl-C comes from."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def appliance_in(terminal: PseudoTerminal, folder: Path, *options: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    command = Command(folder, environment(folder, **more))
    inside = terminal.inside
    with command.start(
        "run", "--terminal", "--simulated", "-c", "mine.toml", *options,
        stdin=inside, stdout=inside, stderr=inside, start_new_session=True, preexec_fn=own_terminal,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def ended(terminal: PseudoTerminal, process: subprocess.Popen[str]) -> int:
    """Wait until the appliance has ended, and check that the terminal is as it was; return the exit status."""
    terminal.until(lambda: process.poll() is not None, "the appliance ends")
    terminal.look()
    assert terminal.modes() == terminal.before, "the terminal is not as it was"
    assert terminal.screen.has_cursor, "the cursor is hidden"
    assert process.returncode is not None
    return process.returncode


def test_it_waits_for_its_cards_and_says_how_to_name_one(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder) as process:
        terminal.shows(
            "waiting for a microphone",
            "waiting for the microphone: microphone 'NoSuchCard'",
            'audio] microphone = "pcm:pipewire", "pcm:pulse"',
            "waiting for the loudspeaker: loudspeaker 'NorThisOne'",
            "volume 80 %",
        )
        assert not terminal.screen.has_cursor
        assert "38" in terminal.screen.styles or "1" in terminal.screen.styles
        terminal.type("+")
        terminal.shows("volume 85 %")
        terminal.type("--")
        terminal.shows("volume 75 %")
        terminal.type("m")
        terminal.shows("muted")
        terminal.type("q")
        assert ended(terminal, process) == 0
        assert "space" not in terminal.screen.text, "the picture is taken away"


ENDS = {
    "q": lambda terminal, process: terminal.type("q"),
    "Ctrl-C": lambda terminal, process: terminal.type("\x03"),
    "SIGTERM": lambda terminal, process: process.terminate(),
    "SIGINT": lambda terminal, process: process.send_signal(signal.SIGINT),
    "SIGHUP": lambda terminal, process: process.send_signal(signal.SIGHUP),
}


@pytest.mark.parametrize("how", ENDS)
def test_however_it_ends_the_terminal_is_as_it_was(folder: Path, how: str) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder) as process:
        terminal.shows("waiting for a microphone")
        assert terminal.modes() != terminal.before
        ENDS[how](terminal, process)
        assert ended(terminal, process) == 0


def test_keys_that_would_leave_the_terminal_as_it_is_do_nothing(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder) as process:
        terminal.shows("waiting for a microphone")
        terminal.type("\x1a\x1c\x13\x1b[A\x1bOm")  # Ctrl-Z, Ctrl-\, Ctrl-S, an arrow, the minus of a number pad
        terminal.type("+")
        terminal.shows("volume 85 %")
        terminal.type("q")
        assert ended(terminal, process) == 0


def test_a_closed_window_ends_it(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder) as process:
        terminal.shows("waiting for a microphone")
        terminal.hang_up()
        assert process.wait(HANGS_S) == 0


@pytest.mark.parametrize("missing", ["a microphone", "the control socket"])
def test_an_error_before_it_runs_is_one_sentence_in_a_terminal_as_it_was(folder: Path, missing: str) -> None:
    if missing == "the control socket":
        (folder / "control.sock").write_text("not a socket")
    else:
        (folder / "mine.toml").write_text("[audio]\nmicrophone = 5")
    with pseudo_terminal(200) as terminal, appliance_in(terminal, folder) as process:
        assert ended(terminal, process) == 1
        lines = [line for line in terminal.screen.text.splitlines() if line]
        assert len(lines) == 1, lines
        assert lines[0].startswith("appliance: ")


@pytest.mark.parametrize("columns", [20, 33, 200])
def test_no_row_is_wider_than_the_terminal(folder: Path, columns: int) -> None:
    with pseudo_terminal(columns, 60) as terminal, appliance_in(terminal, folder) as process:
        terminal.shows("waiting for the", "volume 80 %")  # the screen refuses a row that is too wide
        terminal.type("q")
        assert ended(terminal, process) == 0


def test_a_terminal_that_becomes_narrower_is_drawn_anew(folder: Path) -> None:
    with pseudo_terminal(100, 60) as terminal, appliance_in(terminal, folder) as process:
        terminal.shows("waiting for the loudspeaker: loudspeaker 'NorThisOne'")
        terminal.resize(30, 60)
        terminal.until(lambda: "space talk, end or interrupt; m mute" not in terminal.look(), "it is drawn anew")
        terminal.shows("q quit")
        assert max(map(len, terminal.screen.lines)) <= 100
        terminal.type("q")
        assert ended(terminal, process) == 0


def test_without_colour_it_has_none(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder, **PLAIN) as process:
        terminal.shows("waiting for a microphone")
        assert {style for style in terminal.screen.styles if style not in ("0", "1", "2", "3")} == set()
        terminal.type("q")
        assert ended(terminal, process) == 0


def test_a_terminal_that_can_do_nothing_gets_lines(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder, TERM="dumb") as process:
        terminal.shows("waiting for a microphone")
        terminal.type("m")
        terminal.type("q")
        assert ended(terminal, process) == 0
        assert terminal.screen.styles == set()


def test_a_terminal_without_utf_8_gets_ascii(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder, **POSIX) as process:
        terminal.shows("* waiting for a microphone", "mic ....")
        assert terminal.screen.text.isascii()
        terminal.type("q")
        assert ended(terminal, process) == 0


def test_the_log_goes_to_a_file(folder: Path) -> None:
    with pseudo_terminal() as terminal, appliance_in(terminal, folder, "--log-file", "its.log") as process:
        terminal.shows("waiting for a microphone")
        terminal.type("q")
        assert ended(terminal, process) == 0
        logged = (folder / "its.log").read_text()
        assert "-> error (fail)" in logged  # from connecting or idle: a card may be found missing before or after
        assert "stopped" in logged
        assert "-> error" not in terminal.screen.text


def test_a_log_file_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    with pseudo_terminal(200) as terminal, appliance_in(terminal, folder, "--log-file", "no/its.log") as process:
        assert ended(terminal, process) == 1
        assert "appliance: --log-file no/its.log: cannot be written" in terminal.screen.text


def test_without_a_terminal_it_is_one_sentence(folder: Path) -> None:
    command = Command(folder, environment(folder))
    outcome: Outcome = command("run", "--terminal", "--simulated", "-c", "mine.toml")
    assert_refused_at_once(outcome, "--terminal", "appliance run")


def test_what_libraries_write_to_stderr_goes_above_the_picture(folder: Path) -> None:
    (folder / "mine.toml").write_text(SETTINGS.replace('"NoSuchCard"', '"pcm:no_such_device"'))
    with pseudo_terminal(150, 40) as terminal, appliance_in(terminal, folder) as process:
        terminal.shows("microphone no_such_device")
        assert os.path.exists(folder / "control.sock")
        terminal.type("q")
        assert ended(terminal, process) == 0
