"""log_mel(): how loud each of 80 frequency bands is, every 10 ms, over the last 8 s of sound.

The numbers equal those of Whisper's own code (`transformers.WhisperFeatureExtractor(chunk_length=8)` with
`do_normalize=True`), because the end-of-turn model was trained on them. Pure arithmetic: no model is imported here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.audio.format import CAPTURE_RATE_HZ, Samples

Floats = npt.NDArray[np.float32]

BANDS = 80
LENGTH_SAMPLES = 8 * CAPTURE_RATE_HZ
"""Earlier sound is ignored. Shorter sound is preceded by silence."""
HOP_SAMPLES = 160
WINDOW_SAMPLES = 400
_EDGE_SAMPLES = WINDOW_SAMPLES // 2
"""Each window is centred on its hop, so the outer ones reach over the ends. There the sound is mirrored."""
_LOG_RANGE = 8.0
"""Values more than this many powers of ten below the loudest one count as silent."""


def _mel_to_hz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Slaney's mel scale: 3 mels for each 200 Hz up to 1 kHz (mel 15), above it 27 mels for each factor of 6.4."""
    return np.where(mels < 15, mels * 200 / 3, 1000 * 6.4 ** ((mels - 15) / 27))


def mel_filters() -> Floats:
    """Return the weight of each frequency of a window's spectrum in each band, shape (80, 201).

    The filters are triangles. Each rises from the middle of the band below to its own middle, and falls to the middle
    of the band above. Its area is 1.
    """
    highest_mel = 15 + 27 * np.log(CAPTURE_RATE_HZ / 2 / 1000) / np.log(6.4)
    edges_hz = _mel_to_hz(np.linspace(0, highest_mel, BANDS + 2))[:, np.newaxis]
    frequencies_hz = np.fft.rfftfreq(WINDOW_SAMPLES, 1 / CAPTURE_RATE_HZ)
    low, middle, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising = (frequencies_hz - low) / (middle - low)
    falling = (high - frequencies_hz) / (high - middle)
    filters: Floats = (np.maximum(0, np.minimum(rising, falling)) * 2 / (high - low)).astype(np.float32)
    return filters


_FILTERS = mel_filters()
_WINDOW = np.hanning(WINDOW_SAMPLES + 1)[:-1].astype(np.float32)


def log_mel(samples: Samples) -> Floats:
    """Return the features of the last 8 s of `samples` (16 kHz), shape (80, 800)."""
    samples = samples[-LENGTH_SAMPLES:]
    padded = np.pad(_normalized(samples), _EDGE_SAMPLES, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[:-1:HOP_SAMPLES]
    # All windows in the silence before the sound are equal: only the last of them is computed.
    first = max(0, (LENGTH_SAMPLES - len(samples) - _EDGE_SAMPLES) // HOP_SAMPLES)
    spectrum = np.fft.rfft(windows[first:] * _WINDOW)
    power = spectrum.real**2 + spectrum.imag**2
    # Not `@`: that wakes the threads of numpy's BLAS, which spin (8 ms instead of 1 ms on two busy cores).
    bands = np.einsum("bf,tf->bt", _FILTERS, power)
    logarithms = np.log10(np.maximum(1e-10, bands))
    scaled = (np.maximum(logarithms, logarithms.max() - _LOG_RANGE) + 4) / 4
    features = np.empty((BANDS, len(windows)), dtype=np.float32)
    features[:, :first] = scaled[:, :1]
    features[:, first:] = scaled
    return features


def _normalized(samples: Samples) -> Floats:
    """Return 8 s that end with `samples`, shape (128000,): mean 0 and variance 1, the silence before included."""
    sound = np.zeros(LENGTH_SAMPLES, dtype=np.float32)
    sound[LENGTH_SAMPLES - len(samples) :] = samples / np.float32(32768)
    normalized: Floats = (sound - sound.mean()) / np.sqrt(sound.var() + np.float32(1e-7))
    return normalized
