"""Voicing: whether a moment of sound is a vowel, as the voice makes it, or a breath, a knock, an "s".

A voiced sound is periodic. The period is found as in Boersma, "Accurate short-term analysis of the fundamental
frequency and the harmonics-to-noise ratio of a sampled sound" (IFA Proceedings 17, 1993): the autocorrelation of a
windowed piece of sound, divided by that of the window. Pure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES

PERIODIC = 0.6
"""Autocorrelation from which on a sound is periodic."""
LONGEST_PERIOD, SHORTEST_PERIOD = round(CAPTURE_RATE_HZ / 70), round(CAPTURE_RATE_HZ / 400)
"""Of a voice, in samples."""
THUD = 0.01
"""A periodic sound with less power than this above `FORMANTS_HZ`, as a part of what is below, is a door or a step."""
LOUD_DB = 20.0
"""What is softer than the loudest moments of speech by more than this is the room behind it."""
FORMANTS_HZ, HIGHEST_HZ = 1000.0, 5000.0
FFT = 2048
_HZ = np.fft.rfftfreq(FFT, 1 / CAPTURE_RATE_HZ)

Sound = npt.NDArray[np.floating[Any]] | npt.NDArray[np.int16]


def periodicity(sound: Sound) -> float:
    """Return the highest autocorrelation of a piece of sound, (n,) of some 640 at 16 kHz, -1 to 1; 0 of silence."""
    return _periodicity(_spectrum(sound), len(sound))


def is_voiced(sound: Sound) -> bool:
    """Say whether a piece of sound, (n,) of some 640 at 16 kHz, is voiced."""
    spectrum = _spectrum(sound)
    above = float(np.sum(spectrum[(_HZ >= FORMANTS_HZ) & (_HZ < HIGHEST_HZ)]))
    below = float(np.sum(spectrum[_HZ < FORMANTS_HZ]))
    return above > THUD * below and _periodicity(spectrum, len(sound)) >= PERIODIC


def voiced_s(sound: Sound) -> float:
    """Return how many seconds of a sound, (n,) at 16 kHz, are voiced, and not far softer than its loudest moments."""
    starts = range(0, len(sound) - 2 * FRAME_SAMPLES + 1, FRAME_SAMPLES)
    pieces = [sound[start : start + 2 * FRAME_SAMPLES] for start in starts]
    powers = [float(np.mean(np.square(piece.astype(np.float64)))) for piece in pieces]
    least = max(powers, default=0.0) * 10 ** (-LOUD_DB / 10)
    return sum(is_voiced(piece) for piece, power in zip(pieces, powers, strict=True) if power > least) * FRAME_S


def _spectrum(sound: Sound) -> npt.NDArray[np.float64]:
    centred = sound - np.mean(sound)
    return np.asarray(np.square(np.abs(np.fft.rfft(centred * np.hanning(len(sound)), FFT))))


def _periodicity(spectrum: npt.NDArray[np.float64], length: int) -> float:
    own = np.fft.irfft(spectrum)
    window = np.fft.irfft(np.square(np.abs(np.fft.rfft(np.hanning(length), FFT))))
    if own[0] <= 0:
        return 0.0
    periods = slice(SHORTEST_PERIOD, LONGEST_PERIOD)
    return float(np.max(own[periods] / window[periods]) * window[0] / own[0])
