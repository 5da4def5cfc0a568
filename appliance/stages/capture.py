"""Capture: frames from the microphone into the pipeline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from appliance.audio.format import FRAME_S
from appliance.errors import AudioUnavailable
from appliance.events import Event, MicrophoneFault
from appliance.interfaces import AudioDevice, Microphone
from appliance.items import Frame, Tick
from appliance.stages.reconnect import RETRY_S, ReconnectingDevice
from appliance.threads.stage import Stage

TOGETHER = 10
"""Frames that are read together while not listening, at most."""


class Capture(Stage[Tick, Frame]):
    """Reads one frame each time it is run; while the microphone is missing, looks for it."""

    name = "capture"

    def __init__(
        self,
        microphone: Microphone,
        is_muted: Callable[[], bool],
        listening: threading.Event,
        *,
        may_be_missing: bool = False,
        retry_s: float = RETRY_S,
    ) -> None:
        self._microphone = microphone
        self.has_captured = False
        """True once there was a frame."""
        self._listening = listening
        """Set while frames are wanted as they come."""
        self._read_count = 0
        self._retry_s = retry_s
        self._is_muted = is_muted
        self._device = ReconnectingDevice(
            AudioDevice.MICROPHONE,
            microphone.open,
            microphone.close,
            try_out=self._try_out,
            may_be_missing=may_be_missing,
        )
        self._fault: str | None = None
        """What was reported last of its sound."""
        self._stopped = threading.Event()

    def open(self) -> None:
        """Open the microphone."""
        self._device.open()

    def work(self, item: Tick) -> Iterator[Frame | Event | None]:  # noqa: ARG002
        """Yield the next frame; nothing while muted, and once the microphone was closed."""
        if self._device.is_lost:
            yield from self._device.try_again()
            if self._device.is_lost:
                self._stopped.wait(self._retry_s)
            return
        self._let_frames_gather()
        try:
            frame = self._microphone.read()
        except AudioUnavailable as error:
            yield from self._device.lost(error)
            return
        self.has_captured = True
        if frame and frame.fault != self._fault:
            self._fault = frame.fault
            yield MicrophoneFault(frame.fault)
        # Muted, it is read all the same: a card that is not read overruns, and one that is closed may be taken.
        yield None if self._is_muted() else frame

    def _try_out(self) -> None:
        if self._microphone.is_live:  # a recording that nobody plays gives no frame
            self._microphone.read()

    def _let_frames_gather(self) -> None:
        """While not listening, let frames gather in the card: waking up for each is most of what idling costs."""
        self._read_count += 1
        together = int(min(TOGETHER, self._microphone.buffer_s / 2 / FRAME_S)) if self._microphone.is_live else 1
        if together > 1 and self._read_count % together == 0:
            self._listening.wait((together - 1) * FRAME_S)

    def longest_step_s(self) -> float:
        """Return more than it takes to give a broken card up."""
        return self._device.longest_step_s()

    def stop(self) -> None:
        """End a read, or the wait for a microphone; a rest ends by itself, in less than a fifth of a second."""
        self._stopped.set()
        self._microphone.close()

    def close(self) -> None:
        """Close the microphone."""
        self._microphone.close()
