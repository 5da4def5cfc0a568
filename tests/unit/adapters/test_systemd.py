"""systemd as the service manager: what arrives on its socket, sent by its own library."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.adapters.systemd import Systemd, service_manager


@pytest.fixture
def notify_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


def test_every_message_is_one_that_systemd_knows(notify_socket: socket.socket) -> None:
    manager = service_manager()
    assert manager
    manager.starting(30.0)
    manager.status("waiting for microphone")
    manager.ready()
    manager.alive()
    manager.stopping()
    assert [notify_socket.recv(1000).decode() for _ in range(5)] == [
        "EXTEND_TIMEOUT_USEC=30000000", "STATUS=waiting for microphone", "READY=1", "WATCHDOG=1", "STOPPING=1",
    ]  # fmt: skip


def test_without_a_notify_socket_there_is_no_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert service_manager() is None


@pytest.mark.parametrize(
    ("usec", "pid", "watchdog_s"),
    [("15000000", str(os.getpid()), 15.0), ("15000000", None, 15.0), ("15000000", "1", None), (None, None, None)],
)
def test_a_watchdog_for_another_process_is_ignored(
    usec: str | None, pid: str | None, watchdog_s: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WATCHDOG_USEC", usec), ("WATCHDOG_PID", pid)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert Systemd().watchdog_s == watchdog_s
