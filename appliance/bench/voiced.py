"""The voiced part of a recording: where it begins and how loud it is. What is silence in it does not count."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_SAMPLES
from appliance.audio.played_sound import Signal

VOICED_DB = 20.0
"""Frames this far below the loudest are not voiced."""


def begun(sound: Signal) -> Signal:
    """Return a sound from its first voiced frame on."""
    first = int(np.flatnonzero(voiced_frames(sound))[0])
    return sound[first * FRAME_SAMPLES :]


def levelled(sound: Signal, dbfs: float) -> Signal:
    """Return a sound whose voiced frames have this level; silence stays silence."""
    powers = _powers(sound)
    if not powers.max():
        return sound
    level = float(np.mean(powers[voiced_frames(sound)]))
    loud: Signal = sound * 10 ** (dbfs / 20) / np.sqrt(level)
    return loud


def voiced_frames(sound: Signal) -> npt.NDArray[np.bool_]:
    """Return which of the whole frames of a sound are voiced."""
    powers = _powers(sound)
    return np.asarray(powers > powers.max() * 10 ** (-VOICED_DB / 10))


def _powers(sound: Signal) -> Signal:
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return np.asarray(np.mean(np.square(frames), axis=1))
