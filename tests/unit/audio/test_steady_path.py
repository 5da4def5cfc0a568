"""The steady echo path: what is heard while the newest estimate is disturbed."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_SAMPLES, Block
from appliance.audio.steady_path import Spectra, SteadyPath, echo_of

BLOCKS = 3
FRAMES = 40


def white(dbfs: float, seed: int) -> Block:
    return (np.random.default_rng(seed).standard_normal(FRAME_SAMPLES) * 10 ** (dbfs / 20)).astype(np.float32)


def path(seed: int) -> Spectra:
    taps = np.zeros((BLOCKS, 2 * FRAME_SAMPLES))
    taps[:, :FRAME_SAMPLES] = 0.02 * np.random.default_rng(seed).standard_normal((BLOCKS, FRAME_SAMPLES))
    return np.fft.rfft(taps, axis=1).astype(np.complex64)


def far(number: int) -> Spectra:
    """Return the spectra of what is played up to a frame, newest block first: two frames each."""
    frames = [white(-20, 1000 + number - back) for back in range(BLOCKS + 1)]
    return np.array([np.fft.rfft(np.concatenate([frames[block + 1], frames[block]])) for block in range(BLOCKS)])


def power(sound: Block) -> float:
    return float(np.mean(np.square(sound)))


def hear(steady: SteadyPath, numbers: range, newest: Spectra, room: Spectra, user_dbfs: float = -90) -> float:
    """Return the power of the echo that is left, in the last quarter of the frames."""
    left = []
    for number in numbers:
        user, played = white(user_dbfs, 5000 + number), far(number)
        sound = echo_of(room, played) + user
        rest = steady.rest(sound, sound - echo_of(newest, played), newest, played)
        left.append(power(rest - user))
    return float(np.mean(left[-len(left) // 4 :]))


def test_a_better_estimate_is_taken() -> None:
    room, steady = path(1), SteadyPath()
    before = hear(steady, range(FRAMES), path(2), room)
    after = hear(steady, range(FRAMES, 2 * FRAMES), room, room)
    assert after < 1e-4 * before


@pytest.mark.parametrize("user_dbfs", [-20.0, -30.0])
def test_while_the_user_speaks_a_disturbed_estimate_is_not_heard(user_dbfs: float) -> None:
    room, steady = path(1), SteadyPath()
    good, disturbed = room + 0.03 * path(2), room + 0.3 * path(3)
    known = hear(steady, range(FRAMES), good, room)
    during = hear(steady, range(FRAMES, 2 * FRAMES), disturbed, room, user_dbfs)
    assert during == pytest.approx(known, rel=0.5)


def test_a_room_that_changes_is_followed() -> None:
    first, second, steady = path(1), path(4), SteadyPath()
    hear(steady, range(FRAMES), first, first)
    changed = hear(steady, range(FRAMES, 2 * FRAMES), first, second)
    followed = hear(steady, range(2 * FRAMES, 3 * FRAMES), second, second, user_dbfs=-30)
    assert followed < 1e-3 * changed
