"""The child process of `alsa_probe`: opens a card and prints what it can do, as JSON. Imports as little as it can.

    alsa_probe_child.py CAPTURE|PLAYBACK DEVICE RATE_HZ

The last line on its stderr says why it failed. The lines before it are the ALSA library's.
"""

from __future__ import annotations

import json
import signal
import sys

import alsaaudio

STANDARD_RATES_HZ = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
"""The rates reported of a card that offers a continuous range."""
MOST_CHANNELS = 8
LONGEST_S = 12
"""The child ends itself after this, so that it does not hang on a broken card when the parent is gone. It is longer
than the parent's timeout."""


def main(direction: str, pcm: str, rate_hz: str) -> int:
    """Print the rates and channels of the hardware itself, "hw:"; "plughw:" converts, so it can do everything.

    Returns the exit status: 0, or 1 when the card cannot be opened.
    """
    stream = alsaaudio.PCM_CAPTURE if direction == "CAPTURE" else alsaaudio.PCM_PLAYBACK
    try:
        card = alsaaudio.PCM(
            type=stream,
            mode=alsaaudio.PCM_NONBLOCK,
            device=pcm.replace("plughw:", "hw:", 1),
            # What is opened here may restrict what the card can do in the other direction.
            rate=int(rate_hz),
            channels=1,
        )
        rates, channels = card.getrates(), card.getchannels()
    except alsaaudio.ALSAAudioError as error:
        print(error, file=sys.stderr)
        return 1
    if isinstance(rates, int):
        rates = [rates]
    elif isinstance(rates, tuple):  # (lowest, highest) of a continuous range
        rates = [rate for rate in STANDARD_RATES_HZ if rates[0] <= rate <= rates[1]]
    print(json.dumps({"rates_hz": sorted(rates), "channels": [count for count in channels if count <= MOST_CHANNELS]}))
    return 0


if __name__ == "__main__":
    signal.alarm(LONGEST_S)
    sys.exit(main(*sys.argv[1:]))
