"""Finds out what a sound card can do, in a child process.

pyalsaaudio keeps Python's global lock while it opens a card, and a broken card can take half a minute: every thread of
the appliance would stand still meanwhile. So a child opens the card first, and is killed when that takes too long. Only
a card that the child could open is opened in this process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from appliance.adapters.alsa_errors import unavailable
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable

RESPONSE_S = 10.0
"""How long the child may take. A working card needs a hundredth of it, but the child may start from a cold SD card."""
CHILD = Path(__file__).with_name("alsa_probe_child.py")


@dataclass(frozen=True, slots=True)
class PcmAbilities:
    """What a card can do in hardware, without conversion by ALSA."""

    rates_hz: tuple[int, ...]
    """Sample rates, ascending."""
    channels: tuple[int, ...]
    """Numbers of channels, ascending."""


def probe(
    pcm: str, direction: Direction, timeout_s: float = RESPONSE_S, rate_hz: int = CAPTURE_RATE_HZ
) -> PcmAbilities:
    """Open `pcm` in a child process, at about `rate_hz`, and return what it can do. Raises `AudioUnavailable`."""
    command = [sys.executable, "-I", str(CHILD), direction.name, pcm, str(rate_hz)]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with child:
        try:
            out, err = child.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            child.kill()
            raise AudioUnavailable(
                f"{direction.value} {pcm}: did not answer within {timeout_s:g} s; unplug it and plug it in again"
            ) from None
    if child.returncode:
        # The last line is the child's own. The lines before it are the ALSA library's.
        said = err.decode(errors="replace").strip().splitlines()
        raise unavailable(said[-1] if said else "cannot be opened", pcm, direction)
    return PcmAbilities(**{name: tuple(values) for name, values in json.loads(out).items()})
