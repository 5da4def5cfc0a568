"""NearEndDetector: what is left of a loud echo is less, relative to it, than what is left of a soft one."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_SAMPLES, Block
from appliance.audio.near_end import NearEndDetector

LOUD, SOFT = 0.1, 0.003
LOUD_REST, SOFT_REST = 0.05, 1.0
"""What is left of each, as an amplitude: the soft one is mostly reverberation of the loud one."""


class Room:
    """A canceller that leaves its part of an echo, which is loud and soft in turn, of noise."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)
        self.detector = NearEndDetector()

    def noise(self, amplitude: float) -> Block:
        return (amplitude * self._random.standard_normal(FRAME_SAMPLES)).astype(np.float32)

    def share(self, seconds: float, user: float = 0.0) -> float:
        """Return the share of the loud frames that hold more than echo, where a user is as loud as `user`."""
        found = []
        for frame in range(round(seconds * 50)):
            is_loud = frame % 40 < 10
            echo = self.noise(LOUD if is_loud else SOFT)
            rest = (LOUD_REST if is_loud else SOFT_REST) * echo + self.noise(1e-4) + self.noise(user)
            near = self.detector.has_near_end(rest, echo)
            found += [near] if is_loud else []
        return float(np.mean(found))


def test_a_user_is_found_beside_a_loud_echo_although_more_is_left_of_a_soft_one() -> None:
    room = Room()
    room.share(20.0)
    assert room.share(4.0) < 0.05
    assert room.share(1.0, user=0.25 * LOUD) > 0.9, "12 dB below the echo, 14 dB above what is left of it"


@pytest.mark.parametrize("seconds", [4.0, 8.0])
def test_it_is_learnt_within_seconds(seconds: float) -> None:
    room = Room()
    room.share(seconds)
    assert room.share(1.0, user=0.5 * LOUD) > 0.9
