"""Earcons: short soft sounds that say what happens. They are made of sine tones here, and played elsewhere.

Rising tones mean that something begins, falling tones that it ends. Two equal tones report an error; four that rise,
twice, call the user. All are far quieter than the voice.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from appliance.audio.format import Samples


class Earcon(Enum):
    """A short sound that says what happens."""

    LISTENING = "listening"
    COMMITTED = "committed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    ERROR = "error"
    MUTED = "muted"
    UNMUTED = "unmuted"
    SHUTDOWN_WARNING = "shutdown warning"
    RINGING = "ringing"
    """A timer, an alarm or a reminder is due."""


LEVEL = 0.16
"""Peak, as a part of full scale: 16 dB below the loudest that a voice gets."""
FADE_S = 0.012
"""Each tone is faded in and out over this time: without that it would click."""

_C5, _E5, _G5, _A4, _C6, _G4, _D5 = 523.25, 659.26, 783.99, 440.0, 1046.5, 392.0, 587.33
_CALL = ((_C5, 0.12), (_E5, 0.12), (_G5, 0.12), (_C6, 0.24))

TONES: dict[Earcon, tuple[tuple[float, float], ...]] = {
    Earcon.LISTENING: ((_G5, 0.05), (_C6, 0.06)),
    Earcon.COMMITTED: ((_G5, 0.06),),
    Earcon.CANCELLED: ((_G5, 0.06), (_C5, 0.09)),
    Earcon.INTERRUPTED: ((_C6, 0.05), (_G5, 0.05)),
    Earcon.ERROR: ((_A4, 0.12), (0.0, 0.06), (_A4, 0.18)),
    Earcon.MUTED: ((_E5, 0.07), (_C5, 0.07), (_G4, 0.09)),
    Earcon.UNMUTED: ((_G4, 0.07), (_C5, 0.07), (_E5, 0.09)),
    Earcon.SHUTDOWN_WARNING: ((_D5, 0.12), (0.0, 0.08), (_D5, 0.12), (0.0, 0.08), (_D5, 0.12)),
    Earcon.RINGING: (*_CALL, (0.0, 0.3), *_CALL),
}
"""Pairs of frequency in Hz and length in seconds; 0 Hz is silence."""


@lru_cache(maxsize=2 * len(Earcon))
def earcon_samples(earcon: Earcon, rate_hz: int) -> Samples:
    """Return an earcon at `rate_hz`, shape (n,). It is made once, shared and read-only."""
    sound = np.concatenate([_tone(frequency_hz, length_s, rate_hz) for frequency_hz, length_s in TONES[earcon]])
    samples: Samples = np.round(32767 * LEVEL * sound).astype(np.int16)
    samples.flags.writeable = False
    return samples


def _tone(frequency_hz: float, length_s: float, rate_hz: int) -> npt.NDArray[np.float64]:
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    fade = np.clip(np.minimum(time_s, length_s - time_s) / FADE_S, 0, 1)
    # A little of the octave above: a pure tone is hard to place and lost on small loudspeakers.
    wave = np.sin(2 * np.pi * frequency_hz * time_s) + 0.2 * np.sin(4 * np.pi * frequency_hz * time_s)
    sound: npt.NDArray[np.float64] = wave / 1.2 * np.sin(np.pi / 2 * fade) ** 2
    return sound
