"""Every test of the project: what it starts, it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

PATIENCE_S = 5.0
"""A thread that was told to end may need a moment; one that nobody told will not end in an hour either."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="also run what takes long, half an hour in all")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, and say so."""
    if not config.getoption("--thorough"):
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="takes long: deploy/test --thorough"))


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread behind; threads of fixtures with a wider scope are theirs to end."""
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + PATIENCE_S
    started = [thread for thread in threading.enumerate() if thread not in before and not _is_foreign(thread)]
    for thread in started:
        thread.join(max(0.0, deadline_s - time.monotonic()))
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"threads left behind: {', '.join(left)}"


def _is_foreign(thread: threading.Thread) -> bool:
    """Say whether Python only met the thread, in a callback from C, and cannot wait for it."""
    return isinstance(thread, threading._DummyThread)
