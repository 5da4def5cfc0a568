"""A step of the set-up: its output is in a log, its time is shown, its failure is explained."""

from __future__ import annotations

from pathlib import Path

from tests.unit.deploy.shell import bash


def test_a_step_that_works_says_its_time_and_its_output_is_in_the_log(tmp_path: Path) -> None:
    said = bash('run "A step" "$1" echo done', tmp_path / "log")
    assert said.status == 0, said
    assert said.out.startswith("    A step: done in ")
    assert (tmp_path / "log").read_text() == "done\n"


def test_a_step_that_fails_ends_the_set_up_with_the_cause(tmp_path: Path) -> None:
    said = bash(
        'step() { echo "No space left on device"; return 3; }; run "A step" "$1" step; echo on', tmp_path / "log"
    )
    assert said.status == 1
    assert "no space left" in said.sentence
    assert "on" not in said.out.splitlines()


def test_a_step_that_the_kernel_ends_for_memory_says_so(tmp_path: Path) -> None:
    said = bash('run "A step" "$1" bash -c \'kill -KILL $$\'', tmp_path / "log")
    assert said.status == 1
    assert "not enough memory" in said.sentence
