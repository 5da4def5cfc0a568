"""The README says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from appliance.states import SessionState, diagram

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_state_diagram_is_the_table() -> None:
    assert f"```mermaid\n{diagram()}\n```" in README, "paste the output of appliance.states.diagram() into the README"


def test_every_state_is_explained() -> None:
    for state in SessionState:
        assert f"| {state.value} |" in README


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:appliance|tests|hw|deploy)/[\w./-]*)`", README))
    assert len(named) > 10
    for name in named:
        assert (ROOT / name).exists(), name


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 200
