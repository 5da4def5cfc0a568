"""Capture: frames from the microphone into the pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.events import Output
from appliance.interfaces import Microphone
from appliance.stage import Stage


class Capture(Stage[object]):
    """Reads one frame each time it is run."""

    name = "capture"

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone

    def open(self) -> None:
        """Open the microphone."""
        self._microphone.open()

    def work(self, item: object) -> Iterator[Output]:  # noqa: ARG002
        """Yield the next frame; nothing once the microphone was closed."""
        yield self._microphone.read()

    def stop(self) -> None:
        """End a read that is waiting."""
        self._microphone.close()

    def close(self) -> None:
        """Close the microphone."""
        self._microphone.close()
