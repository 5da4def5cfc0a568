"""Finds out what a sound card can do, in a child process.

pyalsaaudio keeps Python's global lock while it opens a card, and a broken card can take half a minute: every thread of
the appliance would stand still meanwhile. So a child opens the card first, and is killed when that takes too long. Only
a card that the child could open is opened in this process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.adapters.alsa_errors import unavailable
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

RESPONSE_S = 10.0
"""How long the child may take. A working card needs a hundredth of it, but the child may start from a cold SD card."""
LET_GO_S = 0.2
"""How long a child is waited for that was killed."""
CHILD = Path(__file__).with_name("alsa_probe_child.py")


@dataclass(frozen=True, slots=True)
class PcmAbilities:
    """What a card can do in hardware, without conversion by ALSA."""

    rates_hz: tuple[int, ...]
    """Sample rates, ascending."""
    channels: tuple[int, ...]
    """Numbers of channels, ascending."""


class Probing:
    """A child process that opens a card, so that nobody has to wait for it."""

    def __init__(self, pcm: str, direction: Direction, rate_hz: int, timeout_s: float = RESPONSE_S) -> None:
        """Start the child."""
        self._pcm = pcm
        self._direction = direction
        self._timeout_s = timeout_s
        self._given_up_s = time.monotonic() + timeout_s
        command = [sys.executable, "-I", str(CHILD), direction.name, pcm, str(rate_hz)]
        pipe = subprocess.PIPE
        self._child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)

    @property
    def is_over(self) -> bool:
        """True when `result()` need not wait any more."""
        return self._child.poll() is not None or time.monotonic() >= self._given_up_s

    def result(self) -> PcmAbilities:
        """Wait for the child and return what the card can do. Raises `AudioUnavailable`."""
        try:
            out, err = self._child.communicate(timeout=max(0.0, self._given_up_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.close()
            raise AudioUnavailable(
                f"{self._direction.value} {self._pcm}: did not answer within {self._timeout_s:g} s; unplug it and "
                "plug it in again"
            ) from None
        if self._child.returncode:
            # The last line is the child's own. The lines before it are the ALSA library's.
            said = err.decode(errors="replace").strip().splitlines()
            raise unavailable(said[-1] if said else "cannot be opened", self._pcm, self._direction)
        return PcmAbilities(**{name: tuple(values) for name, values in json.loads(out).items()})

    def close(self) -> None:
        """End the child: nobody needs what it finds. The kernel may not let it go before its card answers, so that is
        waited for only briefly; `subprocess` asks again for such a child when the next one is started.
        """
        self._child.kill()
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe:
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(LET_GO_S)


def probe(
    pcm: str, direction: Direction, timeout_s: float = RESPONSE_S, rate_hz: int = CAPTURE_RATE_HZ
) -> PcmAbilities:
    """Open `pcm` in a child process, at about `rate_hz`, and return what it can do. Raises `AudioUnavailable`."""
    return Probing(pcm, direction, rate_hz, timeout_s).result()
