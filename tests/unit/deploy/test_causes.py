"""What the set-up says of a failure: the cause in one sentence, and what to do, by the log of the step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.deploy.shell import Said, bash

FIELD = Path(__file__).resolve().parents[2] / "field" / "logs"
SET_CLOCK = "sudo date --set"


def explained(log: Path, status: int = 1, **environment: str) -> Said:
    said = bash('explain_failure "Python packages" "$1" "$2"', log, str(status), sources=("setup",), **environment)
    assert said.status == 1
    return said


@pytest.mark.parametrize("name", ["clock-apt.log", "clock-pip.log"])
def test_a_clock_in_the_past_is_said_with_the_command_that_sets_it(name: str) -> None:
    sentence = explained(FIELD / name).sentence
    assert "Python packages: the clock of this machine is in the past" in sentence
    assert SET_CLOCK in sentence


def test_a_compiler_that_was_killed_is_said_with_both_ways_out() -> None:
    sentence = explained(FIELD / "out-of-memory.log").sentence
    assert "there is not enough memory" in sentence
    assert "wheelhouse" in sentence
    assert "swapon" in sentence


CAUSES = [
    line.replace("\\n", "\n").split(" ||| ")
    for line in (FIELD / "causes.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("line", "remedy"), CAUSES)
def test_each_cause_is_one_sentence_with_what_to_do(line: str, remedy: str, tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    log.write_text(f"Collecting numpy\n[3/240] Building\n{line}\nninja: build stopped: subcommand failed.\n")
    sentence = explained(log).sentence
    assert remedy in sentence
    assert sentence.startswith("test: Python packages: ")


@pytest.mark.parametrize(
    ("status", "words"), [(137, "not enough memory"), (132, "another processor"), (139, "crashed")]
)
def test_a_signal_tells_too(status: int, words: str, tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    log.write_text("[1/2] Building\n")
    assert words in explained(log, status).sentence


def test_what_is_none_of_these_names_the_whole_log(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    log.write_bytes(b"error: expected ';' before '}' token\n\0\xff\n")
    said = explained(log, 2)
    assert said.sentence == f"test: Python packages failed (exit status 2); the whole log is {log}"
    assert "expected ';'" in said.err


def test_trouble_that_was_overcome_long_before_is_not_the_cause(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    waited = "Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (apt)\n"
    log.write_text(f"Read timed out.\n{'x' * 50}\n" * 500 + waited + "OSError: [Errno 28] No space left on device\n")
    assert "no space left" in explained(log).sentence


def test_a_proxy_that_is_set_is_named_without_its_password(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    log.write_text("Could not resolve 'x'\n")
    sentence = explained(log, https_proxy="http://me:secret@proxy:3128").sentence
    assert "https_proxy" in sentence
    assert "secret" not in sentence
