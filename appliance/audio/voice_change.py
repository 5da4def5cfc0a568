"""How much one stretch of speech differs from another by its mean spectrum: another voice, or another room. Pure.

It is a hint and no proof: of pairs of voices of people, levels made equal, it is larger than for the two halves of the
speech of one in 85 % (a second each).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples

_Vector = npt.NDArray[np.float64]

_FFT = 512
_BANDS = 24
_LOWEST_HZ, _HIGHEST_HZ = 100.0, 7000.0
_BELOW_PEAK = 10**-2.5
"""Frames with less than this part of the loudest one's power are not speech."""
_USUAL = np.array([17.4, 3.64, 4.70, 2.26, 1.13, 1.49, 0.564, 1.04, 0.484, 0.255, 0.279, 0.326])
"""Mean square of the difference of each cepstral coefficient, the first one on, between two stretches of one voice."""
MOST = 20.0


def voice_change(before: Sequence[Samples], after: Sequence[Samples]) -> float:
    """Return how different two stretches of frames sound: about 1 for one voice; 0 where there is no sound."""
    if not before or not after:
        return 0.0
    difference = _cepstrum(np.stack(before)) - _cepstrum(np.stack(after))
    return min(MOST, float(np.mean(np.square(difference) / _USUAL)))


def _cepstrum(frames: npt.NDArray[np.int16]) -> _Vector:
    sound = frames.astype(np.float64) / 32768
    powers = np.mean(np.square(sound), axis=1)
    loud = sound[powers >= powers.max() * _BELOW_PEAK]
    spectrum = np.square(np.abs(np.fft.rfft(loud * np.hanning(FRAME_SAMPLES), _FFT)))
    bands, cosines = _bases()
    cepstrum: _Vector = cosines @ np.log(spectrum @ bands.T + 1e-9).mean(axis=0)
    return cepstrum


@cache
def _bases() -> tuple[_Vector, _Vector]:
    """Return mel bands, (bands, bins), and the cosine transform, (coefficients, bands)."""
    edges_mel = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _BANDS + 2)
    edges_hz = 700 * (10 ** (edges_mel / 2595) - 1)
    bins_hz = np.fft.rfftfreq(_FFT, 1 / CAPTURE_RATE_HZ)
    low, peak, high = (edges_hz[at : at + _BANDS, None] for at in range(3))
    bands = np.clip(np.minimum((bins_hz - low) / (peak - low), (high - bins_hz) / (high - peak)), 0, None)
    number = np.arange(1, len(_USUAL) + 1)[:, None]
    return bands, np.cos(np.pi * number * (np.arange(_BANDS) + 0.5) / _BANDS) * np.sqrt(2 / _BANDS)


def _mel(frequency_hz: float) -> float:
    return 2595 * float(np.log10(1 + frequency_hz / 700))
