"""Volume: percent to gain, and the gain on samples."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from appliance.audio.volume import Volume, gain


@pytest.mark.parametrize(("percent", "db"), [(100, 0.0), (90, -4.0), (50, -20.0), (10, -36.0), (1, -39.6)])
def test_each_ten_percent_are_four_decibels(percent: int, db: float) -> None:
    assert 20 * math.log10(gain(percent)) == pytest.approx(db)


def test_zero_is_silence_and_nothing_is_louder_than_the_whole() -> None:
    assert (gain(0), gain(-5)) == (0.0, 0.0)
    assert (gain(100), gain(150)) == (1.0, 1.0)


def test_louder_is_louder_at_every_step() -> None:
    gains = [gain(percent) for percent in range(101)]
    assert all(quieter < louder for quieter, louder in pairwise(gains))


def test_at_full_volume_the_samples_are_as_they_were() -> None:
    samples = np.array([-32768, -1, 0, 1, 32767], dtype=np.int16)
    assert Volume().apply(samples) is samples


def test_quieter_samples_are_rounded_and_what_was_given_is_left_alone() -> None:
    samples = np.array([-32768, -5, 0, 5, 32767], dtype=np.int16)
    volume = Volume(50)
    assert volume.apply(samples).tolist() == [-3277, 0, 0, 0, 3277]
    assert volume.apply(samples).dtype == np.int16
    assert samples.tolist() == [-32768, -5, 0, 5, 32767]
    volume.percent = 0
    assert not volume.apply(samples).any()


def test_a_change_counts_from_the_next_chunk_on() -> None:
    samples = np.full(10, 10_000, dtype=np.int16)
    volume = Volume(100)
    first_samples = []
    for percent in (100, 50, 0, 100):
        volume.percent = percent
        first_samples.append(int(volume.apply(samples)[0]))
    assert first_samples == [10_000, 1_000, 0, 10_000]


def test_read_only_samples_can_be_made_quieter() -> None:
    """Earcons are made once, shared and read-only."""
    samples = np.full(3, 1000, dtype=np.int16)
    samples.flags.writeable = False
    assert Volume(50).apply(samples).tolist() == [100, 100, 100]
