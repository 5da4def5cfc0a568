"""The voiced part of a recording: where it begins and how loud it is. What is silence in it does not count."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Samples
from appliance.audio.played_sound import Signal
from appliance.audio.voicing import PERIODIC, periodicity

VOICED_DB = 20.0
"""Frames this far below the loudest are not voiced."""
ONSET_FRAMES = 3
"""So many periodic frames in a row are a voice."""
LEAST_PERIODIC = 0.1
"""Part of the frames of a voice that are periodic, unless it was recorded in noise, which hides that."""


def begun(sound: Signal) -> Signal:
    """Return a sound from its first voiced frame on."""
    first = int(np.flatnonzero(voiced_frames(sound))[0])
    return sound[first * FRAME_SAMPLES :]


def onset_s(sound: Signal) -> float:
    """Return when the first voiced sound begins in a recording, in seconds; 0 where noise hides which ones are."""
    voiced = voiced_frames(sound)
    begins = (max(0, number * FRAME_SAMPLES - FRAME_SAMPLES // 2) for number in range(len(voiced)))
    voiced &= np.array([periodicity(sound[begin : begin + 2 * FRAME_SAMPLES]) >= PERIODIC for begin in begins])
    runs = np.convolve(voiced, np.ones(ONSET_FRAMES), "valid") >= ONSET_FRAMES
    if np.mean(voiced) < LEAST_PERIODIC or not runs.any():
        return 0.0
    return int(np.argmax(runs)) * FRAME_S


def levelled(sound: Signal | Samples, dbfs: float) -> Signal:
    """Return a sound whose voiced frames have this level, with a full scale of 1.0; silence stays silence."""
    power = voice_power(sound)
    loud: Signal = sound * 10 ** (dbfs / 20) / np.sqrt(power) if power else np.asarray(sound, dtype=np.float64)
    return loud


def voice_power(sound: Signal | Samples) -> float:
    """Return the mean square of the voiced frames; 0 without any."""
    powers = _powers(sound)
    voiced = powers[_are_voiced(powers, VOICED_DB)]
    return float(np.mean(voiced)) if len(voiced) else 0.0


def voiced_frames(sound: Signal | Samples, below_db: float = VOICED_DB) -> npt.NDArray[np.bool_]:
    """Return which of the whole frames of a sound are voiced: less than `below_db` quieter than the loudest."""
    return _are_voiced(_powers(sound), below_db)


def _are_voiced(powers: Signal, below_db: float) -> npt.NDArray[np.bool_]:
    return np.asarray(powers > powers.max() * 10 ** (-below_db / 10))


def _powers(sound: Signal | Samples) -> Signal:
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].astype(np.float64).reshape(-1, FRAME_SAMPLES)
    return np.asarray(np.mean(np.square(frames), axis=1))
