"""ControlClient: sends requests to a running appliance through its control socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.control.protocol import LONGEST_LINE, Command
from appliance.errors import ControlUnavailable

RESPONSE_TIMEOUT_S = 5.0
"""Longest wait for a response. An appliance that works responds within milliseconds."""


class ControlClient:
    """A connection to a running appliance, as a context manager."""

    def __init__(self, path: Path) -> None:
        """Connect to the socket at `path`; raise `ControlUnavailable` with the reason if that fails."""
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(RESPONSE_TIMEOUT_S)
        try:
            self._socket.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            self._socket.close()
            raise ControlUnavailable(f"{path}: no appliance is running there; start one with `appliance run`") from None
        except PermissionError:
            self._socket.close()
            raise ControlUnavailable(
                f"{path}: this user may not use it; add it to the socket's group (control.group in the settings)"
            ) from None
        except OSError as error:
            self._socket.close()
            raise ControlUnavailable(f"{path}: cannot be used: {error.strerror or error}") from None
        self._lines = self._socket.makefile("rb")

    def __enter__(self) -> ControlClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self._socket.close()

    def ask(self, command: str, value: object = None) -> dict[str, Any]:
        """Send a request and return the response, without its "ok".

        Raises `ControlUnavailable` if the connection fails, or with the error that the appliance responds with.
        """
        request = {"command": command} if value is None else {"command": command, "value": value}
        request_line = json.dumps(request).encode() + b"\n"
        if len(request_line) > LONGEST_LINE:
            raise ControlUnavailable(f"{command}: a request has at most {LONGEST_LINE} bytes")
        try:
            self._socket.sendall(request_line)
            line = self._lines.readline()
        except TimeoutError:
            raise ControlUnavailable(f"{self._path}: the appliance does not answer; see its journal") from None
        except OSError as error:
            raise ControlUnavailable(f"{self._path}: the connection broke: {error.strerror or error}") from None
        if not line:
            raise ControlUnavailable(f"{self._path}: the appliance hung up; it is stopping, or see its journal")
        response = self._decoded(line)
        if not response.pop("ok", False):
            raise ControlUnavailable(response.get("error", f"{self._path}: the response to {command} is none of ours"))
        return response

    def _decoded(self, line: bytes) -> dict[str, Any]:
        try:
            decoded = json.loads(line)
        except ValueError:  # cut off, or not UTF-8
            decoded = None
        if not isinstance(decoded, dict):
            raise ControlUnavailable(f"{self._path}: what came is no answer of an appliance; see its journal")
        return decoded

    def follow(self) -> Iterator[dict[str, Any]]:
        """Return the events from now on, until the appliance closes the connection."""
        self.ask(Command.FOLLOW)
        self._socket.settimeout(None)
        return map(self._decoded, self._lines)
