"""Speech of the real voice: made whole or in parts, measured, and decoded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import soxr

from appliance.adapters.piper import PiperVoice
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.interfaces import Models

WINDOW_S = 0.005
"""Length of a window whose level is measured."""
INAUDIBLE_RMS = 16
SOFT_RMS = 300
VOICED_RMS = 5 * SOFT_RMS
LONGEST_GAP_S = 0.15
"""A longer silence within a sentence is noticed."""


def levels(voice: PiperVoice, samples: Samples) -> npt.NDArray[np.float64]:
    """Return the RMS of each window."""
    window = int(voice.rate_hz * WINDOW_S)
    windows = samples[: len(samples) // window * window].reshape(-1, window).astype(np.float64)
    rms: npt.NDArray[np.float64] = np.sqrt(np.mean(windows**2, axis=1))
    return rms


def voiced_db(voice: PiperVoice, samples: Samples) -> float:
    """Return the mean level of the voiced windows, in dB."""
    rms = levels(voice, samples)
    return float(10 * np.log10(np.mean(rms[rms > VOICED_RMS] ** 2)))


def silences_s(voice: PiperVoice, samples: Samples) -> tuple[float, float, float]:
    """Return the length of the silence before the sound, of the longest silence in it, and of the silence after it."""
    rms = levels(voice, samples)
    loud = np.flatnonzero(rms > INAUDIBLE_RMS)
    within = np.max(np.diff(loud), initial=1) - 1
    return loud[0] * WINDOW_S, within * WINDOW_S, (len(rms) - 1 - loud[-1]) * WINDOW_S


def spoken(voice: PiperVoice, text: str, *, ends_sentence: bool = True) -> Samples:
    """Return the sound of a text that is synthesised at once."""
    return np.concatenate(list(voice.synthesize(text, ends_sentence=ends_sentence)))


def decoded(voice: PiperVoice, models: Models, sounds: Iterable[Sequence[Samples]]) -> list[str]:
    """Return the words that the recogniser decodes in each sound; a sound is given in parts."""
    recognizer = models.recognizer()
    texts = []
    for parts in sounds:
        samples = soxr.resample(np.concatenate(parts), voice.rate_hz, CAPTURE_RATE_HZ)
        segment = recognizer.transcribe(samples, lambda: False)
        texts.append(segment.text if segment else "")
    print("\n".join(texts))
    return texts
