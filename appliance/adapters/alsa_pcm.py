"""Pcm: one ALSA stream. Opened as requested or refused; waits have a timeout; errors are one sentence.

What is read from it and written to it is decided in `alsa`.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.adapters.alsa_errors import GONE, unavailable
from appliance.adapters.alsa_probe import PcmAbilities, probe
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

SILENT_S = 1.0
"""A card that neither gives nor takes samples for this long has failed without an error."""


@dataclass(frozen=True, slots=True)
class PcmRequest:
    """What a card is opened for."""

    direction: Direction
    """Microphone or loudspeaker."""
    rate_hz: int
    """Wanted sample rate. Another one is taken where the hardware does not have it."""
    period_s: float
    """Longest period allowed. A shorter one is taken where the card insists."""
    buffer_s: float
    """Approximate length of the ring buffer."""


def _channels(offered: tuple[int, ...], direction: Direction) -> int:
    """Return how many channels to open: to play, the fewest; to capture, all of the card's, up to two.

    A card that offers one channel and two may give the first one alone, and the microphone may be the other.
    """
    return (
        max((count for count in offered if count <= 2), default=offered[0])
        if (direction is Direction.CAPTURE)
        else offered[0]
    )


def native_rate(wanted_hz: int, rates_hz: tuple[int, ...]) -> int:
    """Return the rate to open a card at, of its own `rates_hz` (ascending).

    It is the wanted rate, else its lowest multiple, else the next higher rate, else the highest.
    """
    above = [rate for rate in rates_hz if rate >= wanted_hz]
    multiples = [rate for rate in above if rate % wanted_hz == 0]
    return (multiples or above or [rates_hz[-1]])[0]


class Pcm:
    """An open stream of signed samples: of 16 bits to play; of 32 to capture, or of 16 where a card insists."""

    def __init__(self, pcm: str, request: PcmRequest, abilities: PcmAbilities | None = None) -> None:
        """Open the stream; what the card can do is found out first if that is not known.

        Raises `AudioUnavailable` when that fails or the card does not give what was requested.
        """
        self.name = pcm
        self.direction = request.direction
        abilities = abilities or probe(pcm, request.direction, rate_hz=request.rate_hz)
        if not abilities.rates_hz or not abilities.channels:
            raise self._error("offers no sample rate or no channels that can be used")
        self.rate_hz = native_rate(request.rate_hz, abilities.rates_hz)
        self.channels = _channels(abilities.channels, request.direction)
        self._handle = self._open(request)
        self._poll = select.poll()
        for descriptor, events in self._handle.polldescriptors():
            self._poll.register(descriptor, events)
        self._woken = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._poll.register(self._woken, select.POLLIN)

    def _open(self, request: PcmRequest) -> Any:
        """Open the stream with the longest allowed period that the card accepts, and the most bits."""
        import alsaaudio

        wanted = int(self.rate_hz * request.period_s)
        # Cards that refuse the wanted period accept a power of two: the one below it, its half or its quarter.
        power = 2 ** int(math.log2(wanted))
        formats = [(alsaaudio.PCM_FORMAT_S16_LE, "S16_LE", 2)]
        if request.direction is Direction.CAPTURE:  # an I2S microphone is quiet: what it says is in the lower bits
            formats.insert(0, (alsaaudio.PCM_FORMAT_S32_LE, "S32_LE", 4))
        granted: list[dict[str, Any]] = []
        for number, name, sample_bytes in formats:
            for frames in (wanted, power, power // 2, power // 4):
                handle = self._open_as(request, number, frames)
                granted.append(handle.info())
                if self._is_as_requested(granted[-1], wanted, name):
                    self.sample_bytes = sample_bytes
                    self.period_frames: int = granted[-1]["period_size"]
                    self.buffer_frames: int = granted[-1]["buffer_size"]
                    return handle
                self._close(handle)
                if granted[-1]["format_name"] != name:
                    break
        raise self._error(
            f"gives {_words(granted[-1])}, where {self.rate_hz} Hz, {self.channels} channels, S16_LE and periods of at "
            f"most {request.period_s * 1000:g} ms were asked for"
        )

    def _open_as(self, request: PcmRequest, format_number: int, period_frames: int) -> Any:
        import alsaaudio

        return self._try(
            alsaaudio.PCM,
            type=alsaaudio.PCM_CAPTURE if request.direction is Direction.CAPTURE else alsaaudio.PCM_PLAYBACK,
            mode=alsaaudio.PCM_NONBLOCK,
            device=self.name,
            rate=self.rate_hz,
            channels=self.channels,
            format=format_number,
            periodsize=period_frames,
            periods=max(2, round(self.rate_hz * request.buffer_s / period_frames)),
        )

    def _is_as_requested(self, info: dict[str, Any], longest_period: int, format_name: str) -> bool:
        granted = (info["rate"], info["channels"], info["format_name"])
        return granted == (self.rate_hz, self.channels, format_name) and info["period_size"] <= longest_period

    # --- use ---

    def read(self) -> tuple[int, bytes]:
        """Return the samples that are there, as (frames, bytes). A negative count: samples were lost before."""
        count, data = self._try(self._handle.read)
        return count, data

    def write(self, data: bytes) -> int:
        """Hand over what there is room for. Returns the frames taken; a negative number after an underrun."""
        return int(self._try(self._handle.write, data))

    def available(self) -> int:
        """Return how many frames can be read or written at once; negative after an xrun."""
        return int(self._try(self._handle.avail))

    def wait(self, timeout_s: float = SILENT_S) -> bool:
        """Wait until the card has samples, or room for them. Returns False when `wake()` was called.

        Raises `AudioUnavailable` after `timeout_s` without either: some cards fall silent without an error.
        """
        deadline_s = time.monotonic() + timeout_s
        while (left_s := deadline_s - time.monotonic()) > 0:
            ready = self._poll.poll(left_s * 1000)
            if any(descriptor == self._woken for descriptor, _ in ready):
                return False
            if ready and self._try(self._handle.polldescriptors_revents, ready):
                return True
        what = "gave no sound" if self.direction is Direction.CAPTURE else "took no sound"
        raise self._error(f"{what} for {timeout_s:g} s, though it is open; is it still plugged in?")

    def wake(self) -> None:
        """End the present `wait()`, or the next one. Any thread may call it."""
        os.eventfd_write(self._woken, 1)

    def check(self) -> None:
        """Raise `AudioUnavailable` when the card is gone. Reads and writes nothing."""
        import alsaaudio

        if self._handle.state() == alsaaudio.PCM_STATE_DISCONNECTED:
            raise self._error(GONE)

    def drop(self) -> None:
        """Discard what is in the buffer."""
        self._try(self._handle.drop)

    def close(self) -> None:
        """Close the stream without playing what is left in it."""
        self._close(self._handle)
        os.close(self._woken)

    def _close(self, handle: Any) -> None:
        import alsaaudio

        with contextlib.suppress(alsaaudio.ALSAAudioError):  # the card is gone: nothing is left to drop
            handle.drop()  # without it, close() would wait until everything was played
        handle.close()

    # --- errors ---

    def _try(self, action: Callable[..., Any], *arguments: object, **options: object) -> Any:
        import alsaaudio

        try:
            return action(*arguments, **options)
        except alsaaudio.ALSAAudioError as error:
            raise unavailable(str(error), self.name, self.direction) from None

    def _error(self, text: str) -> AudioUnavailable:
        return AudioUnavailable(f"{self.direction.value} {self.name}: {text}")


def _words(info: dict[str, Any]) -> str:
    period_ms = 1000 * info["period_size"] / info["rate"]
    return f"{info['rate']} Hz, {info['channels']} channels, {info['format_name']} and periods of {period_ms:.1f} ms"
