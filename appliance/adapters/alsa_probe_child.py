"""The child process of `alsa_probe`: opens a card and prints what it can do, as JSON. Imports as little as it can.

    alsa_probe_child.py CAPTURE|PLAYBACK DEVICE RATE_HZ

The last line on its stderr says why it failed; before it stands what the ALSA library had to say.
"""

from __future__ import annotations

import json
import signal
import sys

import alsaaudio

STANDARD_RATES_HZ = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
"""Those looked for in a card that offers a whole range."""
MOST_CHANNELS = 8
LONGEST_S = 12
"""The parent gives up before; if it is gone, the child must not hang on a broken card for ever."""


def main(direction: str, pcm: str, rate_hz: str) -> int:
    """Print the rates and channels of the card itself; "plughw" can do everything, by converting."""
    stream = alsaaudio.PCM_CAPTURE if direction == "CAPTURE" else alsaaudio.PCM_PLAYBACK
    try:
        card = alsaaudio.PCM(
            type=stream,
            mode=alsaaudio.PCM_NONBLOCK,
            device=pcm.replace("plughw:", "hw:", 1),
            # What is opened here may bind what the other side of the card can do.
            rate=int(rate_hz),
            channels=1,
        )
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
    signal.alarm(LONGEST_S)
    sys.exit(main(*sys.argv[1:]))
