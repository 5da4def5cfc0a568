"""SimulatedRoom: a microphone that hears the loudspeaker, the user and the noise of a room. Simulated acoustics.

The devices are those that keep and play recordings in memory, at the pace of a sound card (`adapters.wav`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from appliance.adapters.alsa_frames import frame_of
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples, to_samples
from appliance.audio.front_end import FrontEnd
from appliance.audio.playback_reference import PlaybackReference
from appliance.audio.played_sound import PlayedSound, Signal
from appliance.bench.acoustics import Acoustics, EchoPath, load_response, noise_of, reverberant
from appliance.bench.rooms import PacedRoom
from appliance.items import Frame


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

    def __init__(
        self,
        room: Acoustics,
        sound: PlayedSound,
        clock: Callable[[], float] = time.monotonic,
        front_end: FrontEnd | None = None,
    ) -> None:
        super().__init__(clock=clock)
        self._front_end = front_end
        self._room = room
        self._in_room = sound
        self._step = 1 + room.drift_ppm * 1e-6
        self.frame_s = FRAME_S * self._step
        self._path = EchoPath(room, load_response(room, "echo"))
        self._user = load_response(room, "user")
        self._noise = noise_of(room)
        self._noise_at = 0
        self.kept: list[tuple[float, Signal, Samples]] | None = None
        """While it is a list: when each frame was captured, what the microphone heard and what the front end made."""

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
        if self._front_end is None:
            made = replace(frame, samples=to_samples(heard))
        else:
            block = heard.astype(np.float32).reshape(-1, 1)
            made = frame_of(np.clip(block, -1, 1), self._front_end, frame.captured_s)
        if self.kept is not None:
            self.kept.append((frame.captured_s, heard, made.samples))
        return made

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

    def __init__(self, room: Acoustics, front_end_of: Callable[[PlayedSound], FrontEnd]) -> None:
        """`front_end_of(far_end)` makes the front end of the microphone."""
        sound, reference = PlayedSound(), PlaybackReference()
        front_end = front_end_of(reference.far_end.sound)
        microphone = RoomMicrophone(room, sound, front_end=front_end)
        self.microphone = microphone
        super().__init__(
            microphone, RoomLoudspeaker(sound), reference=reference, echo_fault=lambda: front_end.echo_fault
        )
        self.name = f"simulated room: {room.name}"
