"""The world around the card of the guest: what ends at device 0 begins at device 1 and the other way round.

The adapters under test have device 0, as on any card; what is here has device 1, by pyalsaaudio alone.
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
    """Samples that all differ and are never 0: where each was lost or put can be told, and silence from sound."""
    return np.arange(1, 1 + int(seconds * rate_hz), dtype=np.int16)


class OtherEnd:
    """An end of the cable; whoever opens the first decides on the rate and the channels of both."""

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


class Ear(OtherEnd):
    """Hears what the loudspeaker plays."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        super().__init__(alsaaudio.PCM_CAPTURE, rate_hz, channels, buffer_s=3.0)

    def listen(self) -> None:
        """Begin; up to three seconds are kept."""
        self._pcm.read()

    def heard(self) -> Samples:
        """What came since, shape (frames, channels)."""
        count, data = self._pcm.read()
        pieces = []
        while count:
            assert count > 0, "the test was too slow to hear everything"
            pieces.append(data)
            count, data = self._pcm.read()
        return np.frombuffer(b"".join(pieces), dtype="<i2").reshape(-1, self._channels)


class Mouth(OtherEnd):
    """Says something to the microphone."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        super().__init__(alsaaudio.PCM_PLAYBACK, rate_hz, channels, buffer_s=0.5)

    def say(self, samples: Samples) -> None:
        """Return when all but the last half second was said; in every channel the same."""
        data = np.repeat(samples, self._channels).astype("<i2").tobytes()
        while data:
            data = data[max(0, self._pcm.write(data)) * 2 * self._channels :]


class Socket:
    """Where a card is plugged in: a file of the kernel's for each direction."""

    def __init__(self, out: tuple[Path, str], back: tuple[Path, str]) -> None:
        self._out = out
        self._back = back
        self._unplugging: subprocess.Popen[bytes] | None = None

    def unplug(self) -> None:
        """Begin to pull it."""
        path, text = self._out
        self._unplugging = subprocess.Popen(["/bin/sh", "-c", f"echo {text} > {path}"])

    def wait_until_out(self) -> None:
        """The kernel is done with it only when every program has let go of it."""
        if self._unplugging:
            assert self._unplugging.wait(timeout=10) == 0

    def plug_in(self) -> None:
        """Put it back, once it is out; nothing to do when it is in."""
        if self._unplugging:
            self.wait_until_out()
            self._unplugging = None
            path, text = self._back
            path.write_text(text, encoding="ascii")


def loopback_socket() -> Socket:
    """The one of the card with both directions."""
    driver = Path("/sys/bus/platform/drivers/snd_aloop")
    return Socket((driver / "unbind", "snd_aloop.0"), (driver / "bind", "snd_aloop.0"))


def socket_on_usb() -> Socket:
    """The one of the loudspeaker on USB."""
    device = next(path for path in Path("/sys/bus/usb/devices").glob("[0-9]*-[0-9]*") if ":" not in path.name)
    return Socket((device / "authorized", "0"), (device / "authorized", "1"))
