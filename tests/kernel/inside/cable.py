"""The other end of the guest's sound card: a loopback card, whose device 1 records what device 0 plays and vice versa.

The adapters under test use device 0, as on any card. The classes here use device 1, with pyalsaaudio only. `Socket`
unplugs a card.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Self

import alsaaudio
import numpy as np

from appliance.audio.format import Samples

CARD = "Loopback"
OTHER_END = f"hw:CARD={CARD},DEV=1"
PERIOD_S = 0.01


def ramp(seconds: float, rate_hz: int) -> Samples:
    """Return samples 1, 2, 3 ...: all differ, so a lost one is found, and none is 0, so silence is found too."""
    return np.arange(1, 1 + int(seconds * rate_hz), dtype=np.int16)


class OtherEnd:
    """Device 1 of the card, open. The device that opens first sets the rate and the channels of both."""

    def __init__(self, stream: int, rate_hz: int, channels: int, buffer_s: float) -> None:
        self._channels = channels
        self._pcm = alsaaudio.PCM(
            type=stream,
            mode=alsaaudio.PCM_NONBLOCK if stream == alsaaudio.PCM_CAPTURE else alsaaudio.PCM_NORMAL,
            device=OTHER_END,
            rate=rate_hz,
            channels=channels,
            format=alsaaudio.PCM_FORMAT_S16_LE,
            periodsize=int(PERIOD_S * rate_hz),
            periods=int(buffer_s / PERIOD_S),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pcm.close()


class LoudspeakerRecorder(OtherEnd):
    """Records what the loudspeaker under test plays."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        super().__init__(alsaaudio.PCM_CAPTURE, rate_hz, channels, buffer_s=3.0)

    def start(self) -> None:
        """Begin to record; the buffer keeps up to three seconds."""
        self._pcm.read()

    def recorded(self) -> Samples:
        """Return what was recorded since the last call: int16, shape (frames, channels)."""
        count, data = self._pcm.read()
        pieces = []
        while count:
            assert count > 0, "the test was too slow to record everything"
            pieces.append(data)
            count, data = self._pcm.read()
        return np.frombuffer(b"".join(pieces), dtype="<i2").reshape(-1, self._channels)


class MicrophoneSource(OtherEnd):
    """Plays samples into the microphone under test."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        super().__init__(alsaaudio.PCM_PLAYBACK, rate_hz, channels, buffer_s=0.5)

    def play(self, samples: Samples) -> None:
        """Play the same samples in every channel; return when all but the last half second was played."""
        data = np.repeat(samples, self._channels).astype("<i2").tobytes()
        while data:
            data = data[max(0, self._pcm.write(data)) * 2 * self._channels :]


class Socket:
    """Where a card is plugged in. Writing a text to a file of the kernel unplugs the card or plugs it in."""

    def __init__(self, unplugs: tuple[Path, str], plugs_in: tuple[Path, str]) -> None:
        """Each pair is a file and the text to write to it."""
        self._unplugs = unplugs
        self._plugs_in = plugs_in
        self._unplugging: subprocess.Popen[bytes] | None = None

    def unplug(self) -> None:
        """Begin to unplug the card."""
        path, text = self._unplugs
        self._unplugging = subprocess.Popen(["/bin/sh", "-c", f"echo {text} > {path}"])

    def wait_until_out(self) -> None:
        """Wait until the kernel has removed the card, which it does when no program has it open any more."""
        if self._unplugging:
            assert self._unplugging.wait(timeout=10) == 0

    def plug_in(self) -> None:
        """Wait until the card is out, then plug it in; do nothing if it is in."""
        if self._unplugging:
            self.wait_until_out()
            self._unplugging = None
            path, text = self._plugs_in
            path.write_text(text, encoding="ascii")


def loopback_socket() -> Socket:
    """Return the socket of the loopback card, which has a microphone and a loudspeaker."""
    driver = Path("/sys/bus/platform/drivers/snd_aloop")
    return Socket((driver / "unbind", "snd_aloop.0"), (driver / "bind", "snd_aloop.0"))


def socket_on_usb() -> Socket:
    """Return the socket of the USB loudspeaker."""
    device = next(path for path in Path("/sys/bus/usb/devices").glob("[0-9]*-[0-9]*") if ":" not in path.name)
    return Socket((device / "authorized", "0"), (device / "authorized", "1"))
