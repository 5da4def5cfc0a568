"""Asks a sound card what it can do, in a child process.

pyalsaaudio holds Python's global lock while it opens a card, and a broken one can take half a minute: every thread of
the appliance would stand still meanwhile. So a child opens it first, and is killed when that takes too long; only a
card that answered is opened in this process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from appliance.adapters.alsa_errors import unavailable
from appliance.errors import AudioUnavailable
from appliance.sound_cards import Direction

ANSWER_S = 2.0
"""A card that works answers in a tenth of this, Python's start included."""
STANDARD_RATES_HZ = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
"""Those looked for in a card that offers a whole range."""
MOST_CHANNELS = 8


@dataclass(frozen=True, slots=True)
class PcmAbilities:
    """What a card can do by itself, without conversion by ALSA."""

    rates_hz: tuple[int, ...]
    """Sample rates, ascending."""
    channels: tuple[int, ...]
    """Numbers of channels, ascending."""


def probe(pcm: str, direction: Direction, timeout_s: float = ANSWER_S) -> PcmAbilities:
    """Open `pcm` in a child process and return what it can do; raise `AudioUnavailable`."""
    command = [sys.executable, "-m", __name__, direction.name, pcm]
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
        # The last line is the child's own; before it stands what the ALSA library had to say.
        said = err.decode(errors="replace").strip().splitlines()
        raise unavailable(said[-1] if said else "cannot be opened", pcm, direction)
    return PcmAbilities(**{name: tuple(values) for name, values in json.loads(out).items()})


def main(direction: str, pcm: str) -> int:
    """Print what the card can do, as JSON; this is the child."""
    import alsaaudio

    stream = alsaaudio.PCM_CAPTURE if direction == Direction.CAPTURE.name else alsaaudio.PCM_PLAYBACK
    try:
        # "plug" can do everything, by converting; what is asked for here is the card itself.
        card = alsaaudio.PCM(type=stream, mode=alsaaudio.PCM_NONBLOCK, device=pcm.replace("plughw:", "hw:", 1))
        rates, channels = card.getrates(), card.getchannels()
    except alsaaudio.ALSAAudioError as error:
        print(error, file=sys.stderr)
        return 1
    if isinstance(rates, int):
        rates = [rates]
    elif isinstance(rates, tuple):  # a whole range
        rates = [rate for rate in STANDARD_RATES_HZ if rates[0] <= rate <= rates[1]]
    print(json.dumps({"rates_hz": sorted(rates), "channels": [count for count in channels if count <= MOST_CHANNELS]}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
