"""The README and the documents say what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from appliance.states import SessionState, diagram

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = ROOT / "appliance" / "docs"

_FILE_AND_SYMBOLS = re.compile(r"`([\w./-]+\.py)`: ((?:`[\w.]+`(?:, )?)+)")
"""`appliance/items.py`: `Item`, `Frame`"""
_WALK_ROW = re.compile(r"^\|[^|]*\|[^|]*\| `([\w/]+\.py)` \| ([^|]+) \|", re.MULTILINE)
"""| 2 | capture | `stages/capture.py` | `Capture.work` | ... |"""
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def symbols(path: Path) -> set[str]:
    """Every name that a module defines at its top, and those of its classes' methods, fields and members."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        found |= set(_names(node))
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _names(inner)}
    return found


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def rows() -> list[str]:
    """The rows of "where is ..."."""
    table = README.split("| where is ... | look in |\n|---|---|\n")[1].split("\n\n")[0]
    return table.splitlines()


def test_the_state_diagram_is_the_table() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}\n```" in page, "paste the output of appliance.states.diagram() into it"


def test_every_state_is_explained() -> None:
    for state in SessionState:
        assert f"| {state.value} |" in README


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:appliance|tests|hw|deploy)/[\w./-]*)`", README))
    assert len(named) > 10
    for name in named:
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split("|")[1].strip())
def test_where_something_is_names_files_and_symbols_that_are_there(row: str) -> None:
    assert re.search(r"`(?:appliance|deploy|systemd|hw)/", row), "a row names a file"
    pairs = _FILE_AND_SYMBOLS.findall(row)
    assert len(pairs) == len(re.findall(r"`appliance/[\w./-]+\.py`", row)), "each file of the package with a symbol"
    for file, named in pairs:
        assert set(re.findall(r"`([\w.]+)`", named)) <= symbols(ROOT / file), file


def test_the_walk_through_a_turn_passes_files_and_functions_that_are_there() -> None:
    walk = (DOCS / "one-turn.md").read_text(encoding="utf-8")
    passed = _WALK_ROW.findall(walk)
    for file, functions in passed:
        assert set(re.findall(r"`([\w.]+)`", functions)) <= symbols(ROOT / "appliance" / file), file
    assert len({file for file, _ in passed}) <= 20
    assert len(passed) > 20


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_map_names_every_room() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "appliance").glob("*/__init__.py")]
    assert len(rooms) > 10
    for room in rooms:
        assert f"`{room}/`" in page, room


def test_it_is_short() -> None:
    assert len(README.splitlines()) < 200
