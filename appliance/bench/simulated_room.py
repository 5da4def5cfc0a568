"""SimulatedRoom: a microphone that hears the loudspeaker, the user and the noise of a room. Simulated acoustics.

The devices are those that keep and play recordings in memory, at the pace of a sound card (`adapters.wav`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples, to_samples
from appliance.bench.acoustics import Acoustics, EchoPath, Signal, load_response, noise_of, reverberant
from appliance.bench.rooms import PacedRoom
from appliance.items import Frame

KEPT_S = 4.0
"""What was played is kept for this time: the longest delay and reverberation, and what is to be played."""


class PlayedSound:
    """What a loudspeaker plays, by the time of the clock; written by one thread, read by another."""

    def __init__(self) -> None:
        self._ring = np.zeros(int(KEPT_S * CAPTURE_RATE_HZ))
        self._end = 0
        """Number of the sample after the last one that was written."""
        self._lock = threading.Lock()

    def plays(self, samples: Samples, at_s: float) -> None:
        """Add samples whose first is played at `at_s`; what is between is silence."""
        with self._lock:
            wanted = round(at_s * CAPTURE_RATE_HZ)
            begin = self._end if abs(wanted - self._end) <= 1 else max(wanted, self._end)
            self._set(np.zeros(min(begin - self._end, len(self._ring))), begin)
            self._set(samples / 32768.0, begin + len(samples))

    def stopped(self, at_s: float) -> None:
        """Nothing of what was to be played after `at_s` is played."""
        with self._lock:
            begin = round(at_s * CAPTURE_RATE_HZ)
            if begin < self._end:
                self._set(np.zeros(self._end - begin), self._end)
                self._end = begin

    def between(self, start_s: float, step: float, count: int) -> Signal:
        """Return `count` samples, the first played at `start_s`, one each `step` sample periods, interpolated."""
        first = start_s * CAPTURE_RATE_HZ
        places = first + np.arange(count) * step
        whole = np.floor(places).astype(np.int64)
        with self._lock:
            known = self._get(int(whole[0]), int(whole[-1]) + 2)
        heard: Signal = np.interp(places, np.arange(whole[0], whole[0] + len(known)), known)
        return heard

    def _set(self, values: Signal, end: int) -> None:
        self._ring[np.arange(end - len(values), end) % len(self._ring)] = values
        self._end = max(self._end, end)

    def _get(self, begin: int, end: int) -> Signal:
        places = np.arange(begin, end)
        known = (places < self._end) & (places >= self._end - len(self._ring))
        return np.where(known, self._ring[places % len(self._ring)], 0.0)


class RoomLoudspeaker(WavLoudspeaker):
    """A loudspeaker whose sound is in the room."""

    def __init__(self, sound: PlayedSound, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock=clock)
        self._in_room = sound

    def open(self, rate_hz: int) -> None:  # noqa: ARG002  (the player converts to what the device can do)
        """Play at 16 kHz, whatever is asked for."""
        super().open(CAPTURE_RATE_HZ)

    def write(self, samples: Samples) -> float:
        """Play the samples into the room."""
        starts_s = super().write(samples)
        self._in_room.plays(samples, starts_s)
        return starts_s

    def drop(self) -> None:
        """Fall silent."""
        super().drop()
        self._in_room.stopped(self._clock())


class RoomMicrophone(WavMicrophone):
    """A microphone that hears the room."""

    def __init__(self, room: Acoustics, sound: PlayedSound, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock=clock)
        self._room = room
        self._in_room = sound
        self._step = 1 + room.drift_ppm * 1e-6
        self.frame_s = FRAME_S * self._step
        self._path = EchoPath(room, load_response(room, "echo"))
        self._user = load_response(room, "user")
        self._noise = noise_of(room)
        self._noise_at = 0

    def play(self, samples: Samples) -> None:
        """Let the user say `samples` (16 kHz) where they are in the room."""
        heard = reverberant(samples / 32768.0, self._user)
        super().play(to_samples(heard))

    def read(self) -> Frame | None:
        """Return the next frame: the user, the echo and the noise."""
        frame = super().read()
        if frame is None:
            return None
        heard = frame.samples / 32768.0 + self._echo(frame.captured_s) + self._next_noise()
        return replace(frame, samples=to_samples(heard))

    def _echo(self, end_s: float) -> Signal:
        memory = self._path.memory
        start_s = end_s - self._room.delay_ms / 1000 - (memory + FRAME_SAMPLES) * self._step / CAPTURE_RATE_HZ
        return self._path.echo(self._in_room.between(start_s, self._step, memory + FRAME_SAMPLES))

    def _next_noise(self) -> Signal:
        places = np.arange(self._noise_at, self._noise_at + FRAME_SAMPLES) % len(self._noise)
        self._noise_at += FRAME_SAMPLES
        return self._noise[places]


class SimulatedRoom(PacedRoom):
    """A room of `hw/rooms`, in memory, at the pace of a sound card."""

    def __init__(self, room: Acoustics) -> None:
        sound = PlayedSound()
        super().__init__(RoomMicrophone(room, sound), RoomLoudspeaker(sound), has_echo=True)
        self.name = f"simulated room: {room.name}"
