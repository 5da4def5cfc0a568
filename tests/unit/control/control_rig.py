"""A running control server, in a folder with a short name: the path of a socket has at most 107 bytes."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from appliance.control.protocol import Request, Response
from appliance.control.server import LINE_S, ControlServer
from tests.unit.watched_thread import TIMEOUT_S, running

NO_GROUP = "no-such-group-anywhere"


def echo(request: Request) -> Response:
    """Respond with the request itself."""
    return {"command": request.command, "value": request.value}


@contextmanager
def short_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="va", dir="/tmp") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    path: Path
    """Path of its socket."""
    server: ControlServer
    """The server itself."""
    thread: threading.Thread
    """Its thread."""

    def client(self) -> ControlClient:
        return ControlClient(self.path)

    def settled(self) -> None:
        """Return when everything published so far is delivered: the request is handled after it."""
        with self.client() as client:
            client.ask("status")


@contextmanager
def serving(
    respond: Callable[[Request], Response] = echo, group: str = NO_GROUP, line_s: float = LINE_S
) -> Iterator[Served]:
    """Run a server in the block; at its end, stop the server and delete its socket."""
    with short_folder() as folder:
        server = ControlServer(folder / "control.sock", group, respond, line_s)
        server.open()
        try:
            with running(server.run) as thread:
                try:
                    yield Served(folder / "control.sock", server, thread)
                finally:
                    server.stop()
                    thread.join(TIMEOUT_S)
        finally:
            server.close()


class RawClient:
    """A client that sends any bytes, a whole line or not."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(TIMEOUT_S)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("rb")

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.lines.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self) -> dict[str, Any]:
        """Return the next response or event."""
        received: dict[str, Any] = json.loads(self.lines.readline())
        return received

    def is_disconnected(self) -> bool:
        """Read to the end and return True. If the connection stays open, the read times out and the test fails."""
        try:
            while self.lines.readline():
                pass
        except ConnectionResetError:
            pass
        return True
