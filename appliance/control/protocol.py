"""The protocol of the control socket: one JSON object per line, UTF-8, at most 64 KiB.

    request     {"command": "status"}
                {"command": "press"}                    a tap of the button
                {"command": "hold", "value": 6.0}       seconds
                {"command": "interrupt"}
                {"command": "mute", "value": true}      without a value: toggles
                {"command": "volume", "value": 60}      percent; without a value: leaves it unchanged
                {"command": "say", "value": "Dinner is ready."}
                {"command": "ask", "value": "What is the capital of France?"}
                {"command": "timers"}                   which are set
                {"command": "follow"}                   after the response come events, until one side closes
    response    {"ok": true, ...}                       the other fields depend on the command
                {"ok": false, "error": "one sentence"}
    event       {"event": NAME, "at": seconds since 1970, ...}

A connection may send any number of requests. The responses come in the order of the requests. The events, with their
fields, are `state` ("state"), `light` ("sign"), `transcript` ("text", "is_final"), `reply` ("text": all that is written
so far), `answer` (of a skill: "skill", "intent", "slots", "action"), `turn` ("outcome", "timings_ms", ...), `error`
("text"), `missing` ("devices": names and reasons), `microphone` ("text": "right", or what is wrong with
its sound), `server` ("text": "answers", or why the language model server does not), `mute` ("is_muted"), `volume`
("percent"), `speaking` ("is_speaking": whether the user speaks).
"""

from __future__ import annotations

import os
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from platformdirs import user_runtime_path
from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.errors import ControlUnavailable
from appliance.settings import APP, ControlSettings

LONGEST_LINE = 65_536
"""Most bytes of a request, its newline included."""
SYSTEM_SOCKET = Path("/run", APP, "control.sock")
"""The control socket of the installed service."""


class Command(StrEnum):
    """What a request may ask for."""

    STATUS = "status"
    PRESS = "press"
    HOLD = "hold"
    INTERRUPT = "interrupt"
    MUTE = "mute"
    VOLUME = "volume"
    SAY = "say"
    ASK = "ask"
    TIMERS = "timers"
    FOLLOW = "follow"


class ControlEvent(StrEnum):
    """What followers are told of."""

    STATE = "state"
    LIGHT = "light"
    SPEAKING = "speaking"
    TRANSCRIPT = "transcript"
    REPLY = "reply"
    TURN = "turn"
    ANSWER = "answer"
    ERROR = "error"
    MISSING = "missing"
    MICROPHONE = "microphone"
    SERVER = "server"
    MUTE = "mute"
    VOLUME = "volume"


class Publish(Protocol):
    """Sends an event, with its fields, to the followers; returns at once."""

    def __call__(self, event: ControlEvent, /, **what: object) -> None:
        """Send it."""


class Request(BaseModel):
    """One request to the appliance."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    command: Command
    """What is asked for."""
    value: bool | int | float | str | None = None
    """The argument of the command, if it takes one."""

    def number(self, lowest: float, highest: float) -> float:
        """Return the value as a number; raise `ControlUnavailable` if it is not a number, or out of range."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool) and lowest <= self.value <= highest:
            return float(self.value)
        raise ControlUnavailable(f"{self.command} takes a number from {lowest:g} to {highest:g}")

    def text(self) -> str:
        """Return the value as a text; raise `ControlUnavailable` if it is not a text, or blank."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise ControlUnavailable(f"{self.command} takes a text that is not empty")
        return self.value

    def switch(self) -> bool | None:
        """Return the value as on (True), off (False) or toggle (None); raise `ControlUnavailable` for any other."""
        if not isinstance(self.value, bool | None):
            raise ControlUnavailable(f"{self.command} takes true, false or nothing")
        return self.value


def parse(line: bytes) -> Request:
    """Return the request in a line; raise `ControlUnavailable` that says what is wrong with it."""
    try:
        return Request.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:1])
        raise ControlUnavailable(
            f"not a request: {where + ': ' if where else ''}{first['msg']}; see appliance/control/protocol.py"
        ) from None


def server_socket(settings: ControlSettings) -> Path:
    """Return where the appliance makes its socket: as set, or in the service's runtime directory, or in the user's."""
    folder = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return settings.socket or (Path(folder) if folder else _user_folder()) / SYSTEM_SOCKET.name


def _user_folder() -> Path:
    try:
        return _runtime_folder()
    except PermissionError as error:  # another user has made a folder of this name in the temporary directory
        raise ControlUnavailable(f"there is no folder for the control socket: {error}; or set control.socket") from None


def _runtime_folder() -> Path:
    with warnings.catch_warnings():  # platformdirs warns when it has to use a temporary folder, which will do
        warnings.simplefilter("ignore")
        return user_runtime_path(APP)


def client_socket(settings: ControlSettings, of_service: Path = SYSTEM_SOCKET) -> Path:
    """Return the socket to connect to: as set, else that of the installed service, else the user's own.

    Raises `ControlUnavailable` where there is none of the first two, and no folder of this user's.
    """
    if settings.socket:
        return settings.socket
    if os.path.lexists(of_service):
        return of_service
    own = _user_folder() / of_service.name
    # A folder that may not be looked into: then the service is there, and this user is not in its group.
    is_hidden = of_service.parent.is_dir() and not os.access(of_service.parent, os.X_OK)
    return of_service if is_hidden and not os.path.lexists(own) else own


Response = dict[str, Any]
"""The fields of a response, without "ok"."""
