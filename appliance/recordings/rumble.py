"""The rumble of a recorder: in some recordings of people there is more of it than of the voice."""

from __future__ import annotations

import numpy as np

from appliance.audio.format import FRAME_SAMPLES
from appliance.audio.high_pass import HighPass
from appliance.audio.played_sound import Signal


def without_rumble(sound: Signal) -> Signal:
    """Return a voice without what lies below speech, by which its level and its beginning would be mistaken."""
    high_pass = HighPass()
    frames = np.pad(sound, (0, -len(sound) % FRAME_SAMPLES), mode="edge").reshape(-1, FRAME_SAMPLES, 1)
    filtered = [high_pass.filter(frame.astype(np.float32))[:, 0] for frame in frames]
    return np.concatenate(filtered)[: len(sound)].astype(np.float64)
