"""For every test: the option `--thorough`, the models folder, and a check that no test leaves a thread behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.models_folder import use_models_of_the_tests

JOIN_S = 60.0
"""Longer than a thread takes to end once it was told to; one that was not told would not end in an hour either."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="also run what takes long, an hour in all")
    parser.addoption(
        "--write-faults", action="store_true", help="write the table of the fault campaign into its document"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests a models folder of their own."""
    data_home = TemporaryDirectory(prefix="appliance-tests-")
    config.add_cleanup(data_home.cleanup)
    use_models_of_the_tests(Path(data_home.name))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without `--thorough`, skip the tests that are marked so."""
    if not config.getoption("--thorough"):
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="takes long: deploy/test --thorough"))


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread behind, unless a wider fixture started the thread before the test."""
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + JOIN_S
    started = [thread for thread in threading.enumerate() if thread not in before and not _is_foreign(thread)]
    for thread in started:
        thread.join(max(0.0, deadline_s - time.monotonic()))
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left behind: {', '.join(left)}"


def _is_foreign(thread: threading.Thread) -> bool:
    """Say whether C code started the thread: Python sees it only in a callback, and cannot wait for its end."""
    return isinstance(thread, threading._DummyThread)
