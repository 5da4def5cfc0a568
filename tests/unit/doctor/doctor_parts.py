"""Devices for the doctor to try. They do what they are told and record whether they were closed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from appliance.audio.format import Samples
from appliance.board.panel import Colour, LightKind
from appliance.errors import AudioUnavailable, PinUnavailable
from appliance.items import Frame


class RoomMicrophone:
    """Gives the frames that it was given; after the last one `read()` returns None."""

    is_live = True
    buffer_s = 0.36

    def __init__(self, frames: Sequence[Samples] = (), *, problem: str = "") -> None:
        self._frames = deque(frames)
        self._problem = problem
        self.is_open = False
        self.xruns = 0

    def open(self) -> None:
        if self._problem:
            raise AudioUnavailable(self._problem)
        self.is_open = True

    def read(self) -> Frame | None:
        assert self.is_open
        return Frame(self._frames.popleft(), 0.0) if self._frames else None

    def close(self) -> None:
        self.is_open = False


class PinButton:
    """A button that can be opened, or fails with `problem`."""

    def __init__(self, problem: str = "") -> None:
        self._problem = problem
        self.log: list[str] = []

    def open(self, changed: Callable[[bool, float], None]) -> None:
        if self._problem:
            raise PinUnavailable(self._problem)
        self.log.append("open")

    def close(self) -> None:
        self.log.append("close")


class PinLight:
    """A light that can be opened, or fails with `problem`."""

    kind = LightKind.ON_OFF

    def __init__(self, problem: str = "") -> None:
        self._problem = problem
        self.log: list[str] = []

    def open(self) -> None:
        if self._problem:
            raise PinUnavailable(self._problem)
        self.log.append("open")

    def show(self, colour: Colour) -> None:
        raise AssertionError("the doctor must not turn the light on")

    def close(self) -> None:
        self.log.append("close")
