"""The ALSA adapters on a kernel's sound card: boots a guest, runs the tests of `inside` there, tells how they went."""

from __future__ import annotations

import ast
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kernel.guest import IN_GUEST, Done, run_in_guest
from tests.kernel.guest_files import GuestUnavailable, guest_files

INSIDE = Path(__file__).with_name("inside")
PYTEST_S = 240
"""For all of them; emulated, everything takes some twenty times as long as out here."""
ENVIRONMENT = {
    IN_GUEST: "1",
    "HOME": "/run/tmp",
    "TMPDIR": "/run/tmp",
    "LC_ALL": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def names_inside() -> list[str]:
    """Return them as "file::function", read without importing what only the guest needs."""
    return [
        f"{path.stem}::{node.name}"
        for path in sorted(INSIDE.glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of the tests in the guest."""

    done: Done
    """The whole run."""
    complaints: dict[str, list[str]]
    """What pytest had to say of each test that ran; nothing where it passed."""


def _complaints(report: Path) -> dict[str, list[str]]:
    complaints: dict[str, list[str]] = {}
    for case in ET.parse(report).iter("testcase") if report.exists() else ():
        name = f"{case.attrib['classname'].rpartition('.')[2]}::{case.attrib['name']}"
        # A test that was skipped did not run, and nobody would see it.
        bad = [child for child in case if child.tag in ("failure", "error", "skipped")]
        # One that fails by itself and once more in the clearing up is there twice.
        complaints.setdefault(name, []).extend(child.text or child.attrib.get("message", "") for child in bad)
    return complaints


@pytest.fixture(scope="module")
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """One guest for all the tests that were asked for; skips where there can be none."""
    try:
        files = guest_files()
    except GuestUnavailable as reason:
        pytest.skip(str(reason))
    exchange = tmp_path_factory.mktemp("exchange")
    asked_for = {item.name for item in request.session.items}
    nodes = [name for name in names_inside() if f"test_in_the_guest[{name}]" in asked_for]
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--junitxml", "/run/exchange/report.xml"]
    command += [f"{INSIDE}/{node.replace('::', '.py::')}" for node in nodes]
    done = run_in_guest(files, command, ENVIRONMENT, exchange, PYTEST_S)
    return Report(done, _complaints(exchange / "report.xml"))


@pytest.mark.parametrize("name", names_inside(), ids=names_inside())
def test_in_the_guest(name: str, report: Report) -> None:
    if name not in report.complaints:
        done = report.done
        pytest.fail(f"it did not run (exit status {done.status})\n{done.output}\n{done.console}", pytrace=False)
    if report.complaints[name]:
        pytest.fail("\n".join(report.complaints[name]), pytrace=False)
