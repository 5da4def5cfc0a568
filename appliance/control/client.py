"""ControlClient: the other end of the control socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.control.protocol import LONGEST_LINE
from appliance.errors import ControlUnavailable

ANSWER_S = 5.0
"""An appliance that works answers in milliseconds."""


class ControlClient:
    """A connection to a running appliance; a context manager."""

    def __init__(self, path: Path) -> None:
        """Connect; raise `ControlUnavailable`."""
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_S)
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
        """Ask one thing and return the answer; raise `ControlUnavailable` with what the appliance says is wrong."""
        request = {"command": command} if value is None else {"command": command, "value": value}
        asked = json.dumps(request).encode() + b"\n"
        if len(asked) > LONGEST_LINE:
            raise ControlUnavailable(f"{command}: a request has at most {LONGEST_LINE} bytes")
        try:
            self._socket.sendall(asked)
            line = self._lines.readline()
        except TimeoutError:
            raise ControlUnavailable(f"{self._path}: the appliance does not answer; see its journal") from None
        except OSError as error:
            raise ControlUnavailable(f"{self._path}: the connection broke: {error.strerror or error}") from None
        if not line:
            raise ControlUnavailable(f"{self._path}: the appliance hung up; it is stopping, or see its journal")
        answer: dict[str, Any] = json.loads(line)
        if not answer.pop("ok"):
            raise ControlUnavailable(answer["error"])
        return answer

    def follow(self) -> Iterator[dict[str, Any]]:
        """Return what happens from now on, as events, until the appliance hangs up."""
        self.ask("follow")
        self._socket.settimeout(None)
        return map(json.loads, self._lines)
