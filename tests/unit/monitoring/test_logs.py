"""Where the log goes: into the journal if stderr is the journal, else to stderr, one line for each record."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.monitoring.logs import is_journal, is_ours_or_urgent

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import logging, os, sys
from appliance.adapters.journal import journal_handler
from appliance.monitoring.logs import log_by_default
logging.getLogger().setLevel(logging.{level})
stderr = log_by_default(journal_handler)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # as llama.cpp's binding does
logging.getLogger("appliance.test").info("a line of a test")
logging.getLogger("piper.voice").debug("text=a secret")
print("a stack", file=stderr)
"""


def logged(to: Path, environment: dict[str, str], level: str = "CRITICAL") -> str:
    """Run `PROGRAM` with the file `to` as its stderr; return what is in the file then."""
    with to.open("w") as stderr:
        subprocess.run(
            [sys.executable, "-c", PROGRAM.format(level=level)],
            stderr=stderr, cwd=ROOT, env=os.environ | {"JOURNAL_STREAM": ""} | environment, check=True, timeout=60,
        )  # fmt: skip
    return to.read_text()


def stream(path: Path) -> str:
    """Return the value of $JOURNAL_STREAM that means this file."""
    path.touch()
    return f"{path.stat().st_dev}:{path.stat().st_ino}"


def test_it_is_the_journal_only_where_the_variable_means_this_very_file(tmp_path: Path) -> None:
    with (tmp_path / "a").open("w") as file:
        here = stream(tmp_path / "a")
        assert is_journal(file.fileno(), {"JOURNAL_STREAM": here})
        assert not is_journal(file.fileno(), {"JOURNAL_STREAM": f"{here}1"})
        assert not is_journal(file.fileno(), {"JOURNAL_STREAM": ""})
        assert not is_journal(file.fileno(), {})


def test_without_a_journal_a_line_has_time_and_level_while_stderr_is_off(tmp_path: Path) -> None:
    line, last = logged(tmp_path / "log", {}).splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO a line of a test", line)
    assert last == "a stack"


def test_an_inherited_variable_is_not_believed(tmp_path: Path) -> None:
    assert "a line of a test" in logged(tmp_path / "log", {"JOURNAL_STREAM": stream(tmp_path / "other")})


def test_what_the_journal_gets_by_itself_does_not_stand_on_stderr_too(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert logged(log, {"JOURNAL_STREAM": stream(log)}).splitlines() == ["a stack"]


def test_at_the_debug_level_it_still_does_not_tell_what_was_said(tmp_path: Path) -> None:
    told = logged(tmp_path / "log", {}, level="DEBUG")
    assert "a line of a test" in told
    assert "secret" not in told


def test_a_level_that_was_set_before_stays(tmp_path: Path) -> None:
    assert logged(tmp_path / "log", {}, level="ERROR") == "a stack\n"


@pytest.mark.parametrize(
    ("name", "level", "passes"),
    [
        ("appliance.device.reporter", logging.DEBUG, True),
        ("piper.voice", logging.DEBUG, False),
        ("piper.voice", logging.INFO, False),
        ("piper.voice", logging.WARNING, True),
        ("appliances", logging.INFO, False),
    ],
)
def test_libraries_are_logged_only_when_something_is_wrong(name: str, level: int, passes: bool) -> None:
    assert is_ours_or_urgent(logging.LogRecord(name, level, __file__, 1, "x", (), None)) is passes
