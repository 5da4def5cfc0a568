"""A control socket that is served, in a folder with a short name: a socket's path has at most 107 bytes."""

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
from appliance.control.server import ControlServer
from tests.unit.scripted import PATIENCE_S, running

NO_GROUP = "no-such-group-anywhere"


def echo(request: Request) -> Response:
    """Answer with what was asked."""
    return {"command": request.command, "value": request.value}


@contextmanager
def short_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="va", dir="/tmp") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Served:
    """A server at work."""

    path: Path
    """Its socket."""
    server: ControlServer
    """The server itself."""
    thread: threading.Thread
    """Its thread."""

    def client(self) -> ControlClient:
        return ControlClient(self.path)

    def settled(self) -> None:
        """Return when all that was published so far is worked off: a request comes behind it."""
        with self.client() as client:
            client.ask("status")


@contextmanager
def serving(carry_out: Callable[[Request], Response] = echo, group: str = NO_GROUP) -> Iterator[Served]:
    """A server that is stopped, and its socket taken away, when the block is left."""
    with short_folder() as folder:
        server = ControlServer(folder / "control.sock", group, carry_out)
        server.open()
        try:
            with running(server.run) as thread:
                try:
                    yield Served(folder / "control.sock", server, thread)
                finally:
                    server.stop()
                    thread.join(PATIENCE_S)
        finally:
            server.close()


class RawClient:
    """A client that sends whatever it is told to, line or not."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("rb")

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.lines.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.lines.readline())
        return answer

    def is_hung_up_on(self) -> bool:
        """Read to the end; the test hangs, and fails, where there is none."""
        try:
            while self.lines.readline():
                pass
        except ConnectionResetError:
            pass
        return True
