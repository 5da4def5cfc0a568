"""The ALSA adapters on a kernel's sound card: boots a guest, runs the tests of `inside` there, reports the results."""

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
"""Time for all tests. In the emulated guest everything takes some twenty times as long as on the host."""
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
    """Return the tests as "file::function". Their files are parsed: only the guest has what they import."""
    return [
        f"{path.stem}::{node.name}"
        for path in sorted(INSIDE.glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """The results of the tests in the guest."""

    done: Done
    """The result of the whole command."""
    failures: dict[str, list[str]]
    """For each test that ran, the messages of its failures; empty for a test that passed."""


def _failures(report: Path) -> dict[str, list[str]]:
    """Read the JUnit report that pytest wrote."""
    failures: dict[str, list[str]] = {}
    for case in ET.parse(report).iter("testcase") if report.exists() else ():
        name = f"{case.attrib['classname'].rpartition('.')[2]}::{case.attrib['name']}"
        # A skipped test counts as a failure: it did not run, and nobody would notice.
        bad = [child for child in case if child.tag in ("failure", "error", "skipped")]
        # A test that fails, and whose teardown fails too, is in the report twice.
        failures.setdefault(name, []).extend(child.text or child.attrib.get("message", "") for child in bad)
    return failures


@pytest.fixture(scope="module")
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Runs all selected tests in one guest; skips them on a machine that cannot run a guest."""
    try:
        files = guest_files()
    except GuestUnavailable as reason:
        pytest.skip(str(reason))
    exchange = tmp_path_factory.mktemp("exchange")
    selected = {item.name for item in request.session.items}
    nodes = [name for name in names_inside() if f"test_in_the_guest[{name}]" in selected]
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--junitxml", "/run/exchange/report.xml"]
    command += [f"{INSIDE}/{node.replace('::', '.py::')}" for node in nodes]
    done = run_in_guest(files, command, ENVIRONMENT, exchange, PYTEST_S)
    return Report(done, _failures(exchange / "report.xml"))


@pytest.mark.parametrize("name", names_inside(), ids=names_inside())
def test_in_the_guest(name: str, report: Report) -> None:
    if name not in report.failures:
        done = report.done
        pytest.fail(f"it did not run (exit status {done.status})\n{done.output}\n{done.console}", pytrace=False)
    if report.failures[name]:
        pytest.fail("\n".join(report.failures[name]), pytrace=False)
