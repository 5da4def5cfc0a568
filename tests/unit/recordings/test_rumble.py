"""Rumble of a recorder is taken out of a recording, and the voice is left."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.recordings.rumble import without_rumble

TIME_S = np.arange(2 * CAPTURE_RATE_HZ + 7) / CAPTURE_RATE_HZ


def power_db(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(sound[CAPTURE_RATE_HZ:]))))


@pytest.mark.parametrize("rumble_hz", [0, 5, 30, 50])
def test_a_voice_is_as_loud_as_without_the_rumble(rumble_hz: float) -> None:
    voice = 0.02 * np.sin(2 * np.pi * 180 * TIME_S)
    cleaned = without_rumble(voice + 0.3 * np.cos(2 * np.pi * rumble_hz * TIME_S))
    assert len(cleaned) == len(voice)
    assert power_db(cleaned) == pytest.approx(power_db(voice), abs=0.5)
