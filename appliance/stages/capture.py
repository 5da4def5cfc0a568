"""Capture: frames from the microphone into the pipeline."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from appliance.errors import AudioUnavailable
from appliance.events import Output
from appliance.interfaces import Microphone
from appliance.stage import Stage

REOPEN_EVERY_S = 1.0
"""A microphone that went away is tried again so often."""


class Capture(Stage[object]):
    """Reads one frame each time it is run; after a failure, opens the microphone anew first."""

    name = "capture"

    def __init__(self, microphone: Microphone) -> None:
        self._microphone = microphone
        self._has_failed = False
        self._stopped = threading.Event()

    def open(self) -> None:
        """Open the microphone."""
        self._microphone.open()

    def work(self, item: object) -> Iterator[Output]:  # noqa: ARG002
        """Yield the next frame; nothing once the microphone was closed."""
        try:
            if self._has_failed:
                if self._stopped.wait(REOPEN_EVERY_S):
                    return
                self._microphone.close()
                self._microphone.open()
                self._has_failed = False
            yield self._microphone.read()
        except AudioUnavailable:
            self._has_failed = True
            raise

    def stop(self) -> None:
        """End a read or a wait that goes on."""
        self._stopped.set()
        self._microphone.close()

    def close(self) -> None:
        """Close the microphone."""
        self._microphone.close()
