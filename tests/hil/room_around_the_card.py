"""RoomAroundTheCard: the acoustics of a room of `hw/rooms` between the loudspeaker and microphone of a virtual card.

It records what the appliance plays and plays its echo, and the noise of the room, to the microphone, through ALSA, with
the delays, the periods and the jitter of two sound cards. The acoustics are simulated, in a process of their own: a
room does not wait for the processor, or for Python's lock. Both cards have one clock: a room whose clocks differ
(`drift_ppm`) is refused.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys

import alsaaudio
import numpy as np

from appliance.audio.format import CAPTURE_RATE_HZ, Samples, to_samples
from appliance.bench.acoustics import Acoustics, EchoPath, load_response, noise_of, reverberant, room_named
from tests.hil.real_time import real_time
from tests.patience import OUTER_S

PERIOD = CAPTURE_RATE_HZ // 100
LATE = 4 * PERIOD
"""Samples that wait for it, by which the microphone has had nothing from it for as long."""
LOUDSPEAKER, MICROPHONE = "speaker_out", "mic_in"
"""ALSA devices of `VirtualCard`."""


class RoomAroundTheCard:
    """From `__enter__` to `__exit__`; `$ALSA_CONFIG_PATH` names the card."""

    def __init__(self, room: Acoustics) -> None:
        if room.drift_ppm:
            raise ValueError(f"{room.name}: the virtual card has no drift, and this room has {room.drift_ppm:g} ppm")
        self._room = room
        self._user = load_response(room, "user")

    def __enter__(self) -> RoomAroundTheCard:
        self._process = subprocess.Popen(real_time([sys.executable, "-m", __name__, self._room.name]))
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(OUTER_S)

    def heard(self, voice: Samples) -> Samples:
        """Return what the user says, 16 kHz, as it reaches the microphone."""
        return to_samples(reverberant(voice / 32768.0, self._user))


def carry_sound(room: Acoustics) -> None:
    """From the loudspeaker to the microphone, without end."""
    path, noise = EchoPath(room, load_response(room, "echo")), noise_of(room)
    delay = round(room.delay_ms / 1000 * CAPTURE_RATE_HZ)
    options = {"rate": CAPTURE_RATE_HZ, "channels": 1, "format": alsaaudio.PCM_FORMAT_S16_LE, "periodsize": PERIOD}
    loudspeaker = alsaaudio.PCM(type=alsaaudio.PCM_CAPTURE, device=LOUDSPEAKER, periods=20, **options)
    microphone = alsaaudio.PCM(type=alsaaudio.PCM_PLAYBACK, device=MICROPHONE, periods=4, **options)
    played = np.zeros(path.memory + delay)
    noise_at = 0
    while True:
        count, data = loudspeaker.read()
        if count <= 0:
            continue
        played = np.concatenate([played, np.frombuffer(data, dtype=np.int16) / 32768.0])
        echo = path.echo(played[: len(played) - delay])
        played = played[count:]
        heard = noise[np.arange(noise_at, noise_at + count) % len(noise)]
        noise_at += count
        if loudspeaker.avail() < LATE:  # else the echo would come later from now on: a room has one delay
            microphone.write(to_samples(echo + heard).tobytes())


if __name__ == "__main__":
    with contextlib.suppress(alsaaudio.ALSAAudioError):  # the card was pulled out
        carry_sound(room_named(sys.argv[1]))
