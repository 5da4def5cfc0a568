"""ControlClient: sends requests to a running appliance through its control socket.

Whatever is at the other end is not trusted: it may be another program, which answers nonsense, never, or without end.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.control.protocol import LONGEST_LINE, Command
from appliance.errors import ControlUnavailable
from appliance.system.printable import shown

RESPONSE_TIMEOUT_S = 5.0
"""Longest wait for a response, and to get in. An appliance that works responds within milliseconds."""
LONGEST_RESPONSE = 1_048_576
"""Most bytes of a response or an event."""
TRY_AGAIN_S = 0.05
LONGEST_ERROR = 500
"""Most characters of an error of the other end that are shown."""


class ControlClient:
    """A connection to a running appliance, as a context manager."""

    def __init__(self, path: Path, timeout_s: float = RESPONSE_TIMEOUT_S) -> None:
        """Connect to the socket at `path`; raise `ControlUnavailable` with the reason if that fails.

        `timeout_s` is the longest wait for that, and for each response.
        """
        self._path = path
        self._timeout_s = timeout_s
        self._socket = socket.socket(socket.AF_UNIX)
        self._received = bytearray()
        try:
            self._connect()
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
            self._socket.close()
            raise ControlUnavailable(f"{path}: {_reason(error)}") from None
        self._socket.settimeout(self._timeout_s)

    def _connect(self) -> None:
        until_s = time.monotonic() + self._timeout_s
        self._socket.settimeout(self._timeout_s)
        while True:
            try:
                self._socket.connect(str(self._path))
            except BlockingIOError:  # others wait to get in, more than fit
                if time.monotonic() > until_s:
                    raise
                time.sleep(TRY_AGAIN_S)
            else:
                return

    def __enter__(self) -> ControlClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        """Send a request and return the response, without its "ok".

        Raises `ControlUnavailable` if the connection fails, or with the error that the appliance responds with.
        """
        request = {"command": command} if value is None else {"command": command, "value": value}
        request_line = json.dumps(request).encode() + b"\n"
        if len(request_line) > LONGEST_LINE:
            raise ControlUnavailable(f"{command}: a request has at most {LONGEST_LINE} bytes")
        until_s = time.monotonic() + self._timeout_s
        self._socket.settimeout(self._timeout_s)
        try:
            self._socket.sendall(request_line)
            line = self._line(until_s)
        except TimeoutError:
            raise ControlUnavailable(f"{self._path}: the appliance does not answer; see its journal") from None
        except OSError as error:
            raise ControlUnavailable(f"{self._path}: the connection broke: {error.strerror or error}") from None
        if not line:
            raise ControlUnavailable(f"{self._path}: the appliance hung up; it is stopping, or see its journal")
        response = self._decoded(line)
        is_ok = response.pop("ok", None)
        if is_ok is True:
            return response
        refusal = response.get("error")
        if is_ok is False and isinstance(refusal, str):
            raise ControlUnavailable(shown(refusal, LONGEST_ERROR))
        raise self._strange()

    def _line(self, until_s: float | None) -> bytes:
        """Return the next line, b"" at the end; None: wait for ever. Raises `OSError` and `ControlUnavailable`."""
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > LONGEST_RESPONSE:
                raise self._strange()
            if until_s is not None:
                left_s = until_s - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError
                self._socket.settimeout(left_s)
            if not (piece := self._socket.recv(LONGEST_LINE)):
                end = len(self._received) - 1
                break
            self._received += piece
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        return line

    def _decoded(self, line: bytes) -> dict[str, Any]:
        try:
            decoded = json.loads(line, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):  # cut off, not UTF-8, or too deep
            decoded = None
        if not isinstance(decoded, dict):
            raise self._strange()
        return decoded

    def _strange(self) -> ControlUnavailable:
        return ControlUnavailable(
            f"{self._path}: what came is no answer of an appliance; another program may have this socket "
            "(control.socket in the settings)"
        )

    def ask_for(self, command: str, field: str, kind: type[Any]) -> dict[str, Any]:
        """Ask, as `ask()` does; raise `ControlUnavailable` also where the response lacks what every appliance says."""
        response = self.ask(command)
        if not isinstance(response.get(field), kind):
            raise self._strange()
        return response

    def follow(self) -> Iterator[dict[str, Any]]:
        """Return the events from now on, until the appliance closes the connection.

        Each has its name, "event". Raises `ControlUnavailable` for what is no event.
        """
        self.ask(Command.FOLLOW)
        return self._events()

    def _events(self) -> Iterator[dict[str, Any]]:
        self._socket.settimeout(None)
        while True:
            try:
                line = self._line(None)
            except ConnectionResetError:  # it was too slow, or had to make room for others
                return
            except OSError as error:
                raise ControlUnavailable(f"{self._path}: the connection broke: {error.strerror or error}") from None
            if not line:
                return
            event = self._decoded(line)
            if not isinstance(event.get("event"), str):
                raise self._strange()
            yield event


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _reason(error: Exception) -> str:
    match error:
        case FileNotFoundError() | ConnectionRefusedError():
            return "no appliance is running there; start one with `appliance run`"
        case PermissionError():
            return "this user may not use it; add it to the socket's group (control.group in the settings)"
        case BlockingIOError() | TimeoutError():
            return "the appliance takes no connection; see its journal"
        case OSError():
            return f"cannot be used: {error.strerror or error}"
    return f"cannot be used: {error}"
