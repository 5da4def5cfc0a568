"""SilenceTrimmer shortens pauses in speech, and gives the same result for any pieces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from appliance.audio.format import Samples
from appliance.audio.silence_trim import SilenceTrimmer

RATE_HZ = 1000
WINDOW = 5
LONGEST_S = 0.12
SOUND, SOFT, NOISE = 3000, 30, 3


def part(level: int, windows: int) -> Samples:
    return np.full(windows * WINDOW, level, dtype=np.int16)


def shortened(samples: Samples, cuts: Sequence[int] = (), last_pause_s: float = 0.05) -> Samples:
    pauses = SilenceTrimmer(RATE_HZ, LONGEST_S)
    made = [kept for piece in np.split(samples, list(cuts)) for kept in pauses.add(piece)]
    return np.concatenate([*made, *pauses.finish(last_pause_s), samples[:0]])


def windows(samples: Samples) -> str:
    """Return one character for each window: `-` for sound, `.` for silence."""
    return "".join("-" if abs(int(window[0])) > 16 else "." for window in samples.reshape(-1, WINDOW))


def test_silence_before_is_left_out_except_for_one_window_that_may_be_soft() -> None:
    assert windows(shortened(np.concatenate([part(NOISE, 30), part(SOUND, 4)]))) == ".----"
    assert windows(shortened(part(SOUND, 4))) == "----"


def test_silence_after_is_kept_up_to_the_last_pause() -> None:
    assert windows(shortened(np.concatenate([part(SOUND, 2), part(NOISE, 40)]))) == "--" + 10 * "."
    assert windows(shortened(np.concatenate([part(SOUND, 2), part(NOISE, 40)]), last_pause_s=0.12)) == "--" + 24 * "."
    assert windows(shortened(np.concatenate([part(SOUND, 2), part(NOISE, 3)]))) == "--..."


@pytest.mark.parametrize(("silent", "kept"), [(1, 1), (23, 23), (24, 24), (25, 24), (86, 24)])
def test_a_pause_within_is_kept_up_to_the_longest(silent: int, kept: int) -> None:
    samples = np.concatenate([part(SOUND, 3), part(NOISE, silent), part(SOUND, 3)])
    assert windows(shortened(samples)) == "---" + kept * "." + "---"


def test_the_softest_sound_is_no_silence() -> None:
    samples = np.concatenate([part(SOUND, 3), part(SOFT, 40), part(NOISE, 3)])
    assert windows(shortened(samples)) == 43 * "-" + "..."


def test_without_any_sound_nothing_is_left() -> None:
    assert len(shortened(part(NOISE, 50))) == 0
    assert len(shortened(part(0, 0))) == 0


@pytest.mark.parametrize("seed", range(8))
def test_the_pieces_make_no_difference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = rng.choice([SOUND, SOFT, NOISE, 0], size=30)
    samples = np.concatenate([part(int(level), int(rng.integers(1, 60))) for level in levels])
    samples = samples[: len(samples) - int(rng.integers(0, WINDOW))]
    cuts = np.sort(rng.integers(0, len(samples), size=12))
    assert np.array_equal(shortened(samples, cuts.tolist()), shortened(samples))
