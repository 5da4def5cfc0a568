"""What is said on the control socket, one JSON object a line, UTF-8, at most 64 KiB.

    request     {"command": "status"}
                {"command": "press"}                    a tap of the button
                {"command": "hold", "value": 6.0}       seconds
                {"command": "interrupt"}
                {"command": "mute", "value": true}      without a value: the other way round
                {"command": "volume", "value": 60}      percent; without a value: only asked for
                {"command": "say", "value": "Dinner is ready."}
                {"command": "follow"}                   events follow, until the connection is closed
    answer      {"ok": true, ...}                       what it holds beside "ok" depends on the command
                {"ok": false, "error": "one sentence"}
    event       {"event": NAME, "at": seconds since 1970, ...}

Requests are answered in order; a connection may ask any number. Events are `state` ("state"), `light` ("sign"),
`transcript` ("text", "is_final"), `reply` ("text", grows), `turn` ("outcome", "timings_ms", ...), `error` ("text"),
`missing` ("devices": names and reasons), `mute` ("is_muted"), `volume` ("percent"), `speaking` ("is_speaking": whether
the user is).
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_runtime_path
from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.errors import ControlUnavailable
from appliance.settings import APP, ControlSettings

LONGEST_LINE = 65_536
"""Bytes of a request."""
SYSTEM_SOCKET = Path("/run", APP, "control.sock")

CommandName = Literal["status", "press", "hold", "interrupt", "mute", "volume", "say", "follow"]


class Request(BaseModel):
    """One thing asked of the appliance."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    command: CommandName
    """What."""
    value: bool | int | float | str | None = None
    """With what, where the command takes something."""

    def number(self, lowest: float, highest: float) -> float:
        """Return the value as a number; raise `ControlUnavailable` when it is none, or out of range."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool) and lowest <= self.value <= highest:
            return float(self.value)
        raise ControlUnavailable(f"{self.command} takes a number from {lowest:g} to {highest:g}")

    def text(self) -> str:
        """Return the value as a text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise ControlUnavailable(f"{self.command} takes a text that is not empty")
        return self.value

    def switch(self) -> bool | None:
        """Return the value as on or off, or None for the other way round."""
        if not isinstance(self.value, bool | None):
            raise ControlUnavailable(f"{self.command} takes true, false or nothing")
        return self.value


def parse(line: bytes) -> Request:
    """Return the request in a line; raise `ControlUnavailable` with what is wrong with it."""
    try:
        return Request.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:1])
        raise ControlUnavailable(
            f"not a request: {where + ': ' if where else ''}{first['msg']}; see appliance/control/protocol.py"
        ) from None


def server_socket(settings: ControlSettings) -> Path:
    """Return where the appliance listens: as set, in the service's runtime directory, or in the user's."""
    folder = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return settings.socket or (Path(folder) if folder else _user_folder()) / SYSTEM_SOCKET.name


def _user_folder() -> Path:
    with warnings.catch_warnings():  # where there is no runtime directory a temporary one will do
        warnings.simplefilter("ignore")
        return user_runtime_path(APP)


def client_socket(settings: ControlSettings) -> Path:
    """Return where to find the appliance: as set, the service's, or the user's own."""
    own = _user_folder() / SYSTEM_SOCKET.name
    return settings.socket or (SYSTEM_SOCKET if SYSTEM_SOCKET.exists() and not own.exists() else own)


Response = dict[str, Any]
"""What a request is answered with, without "ok"."""
