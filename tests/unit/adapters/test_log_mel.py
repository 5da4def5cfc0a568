"""Log-mel features: compared with figures of Whisper's own code, and with a plain implementation of the definition."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.log_mel import BANDS, LENGTH_SAMPLES, Floats, log_mel, mel_filters
from appliance.audio.format import Samples


def sweep(count: int) -> Samples:
    """Return a tone that rises through all bands."""
    time_s = np.arange(count) / 16_000
    return np.round(8000 * np.sin(2 * np.pi * (100 * time_s + 500 * time_s**2))).astype(np.int16)


def by_definition(samples: Samples) -> Floats:
    """Compute the same features by the definition: every window of the 8 s, in double precision."""
    sound = np.zeros(LENGTH_SAMPLES)
    last = samples[-LENGTH_SAMPLES:]
    sound[LENGTH_SAMPLES - len(last) :] = last / 32768
    sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    sound = np.concatenate([sound[200:0:-1], sound, sound[-2:-202:-1]])
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    waves = np.exp(-2j * np.pi * np.outer(np.arange(400), np.arange(201)) / 400) * hann[:, np.newaxis]
    windows = np.stack([sound[start : start + 400] for start in range(0, LENGTH_SAMPLES, 160)])
    bands = (np.abs(windows @ waves) ** 2 @ mel_filters().T).T
    logarithms = np.log10(np.maximum(bands, 1e-10))
    features: Floats = ((np.maximum(logarithms, logarithms.max() - 8) + 4) / 4).astype(np.float32)
    return features


PLACES = ((0, 0), (3, 650), (10, 680), (20, 700), (30, 740), (40, 760), (60, 780), (79, 799))


@pytest.mark.parametrize(
    ("count", "mean", "expected"),
    [
        (24_000, -0.09978, [-0.0083, 1.6187, 1.8378, 0.3476, 0.3777, -0.1404, -0.1404, 0.0671]),
        (160_000, -0.315546, [0.8539, -0.3879, -0.3879, -0.3879, -0.3879, -0.3879, -0.3879, 0.2756]),
    ],
)
def test_the_features_are_those_of_whispers_own_code(count: int, mean: float, expected: list[float]) -> None:
    """Figures from WhisperFeatureExtractor(chunk_length=8), transformers 4.57.6, do_normalize, silence in front."""
    features = log_mel(sweep(count))
    assert features.shape == (80, 800)
    assert features.dtype == np.float32
    assert features.mean() == pytest.approx(mean, abs=1e-5)
    assert [features[place] for place in PLACES] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("count", [1, 100, 360, 361, 16_000, 48_123, 127_600, 127_799, 127_800, 127_999, 128_000])
def test_the_silence_before_the_sound_has_the_features_of_the_definition(count: int) -> None:
    noise = np.random.default_rng(count).normal(0, 3000, count).astype(np.int16)
    np.testing.assert_allclose(log_mel(noise), by_definition(noise), atol=1e-4)


def test_only_the_last_8_s_count() -> None:
    sound = sweep(200_000)
    np.testing.assert_array_equal(log_mel(sound), log_mel(sound[-LENGTH_SAMPLES:]))


def test_a_soft_voice_is_as_good_as_a_loud_one() -> None:
    soft = np.random.default_rng(1).normal(0, 1000, 32_000).astype(np.int16)
    np.testing.assert_allclose(log_mel(4 * soft), log_mel(soft), atol=1e-3)


@pytest.mark.parametrize("count", [0, 16_000])
def test_digital_silence_has_the_same_features_everywhere(count: int) -> None:
    features = log_mel(np.zeros(count, dtype=np.int16))
    np.testing.assert_allclose(features, -1.5, rtol=1e-6)  # exact except for the last bit of a float32


def test_the_filters_rise_and_fall_once_and_those_of_neighbours_overlap() -> None:
    filters = mel_filters()
    assert filters.shape == (BANDS, 201)
    assert filters.min() == 0
    for band in filters:
        slope = np.sign(np.diff(band[band > 0]))
        assert list(slope) == sorted(slope, reverse=True)
    middles = filters.argmax(axis=1)
    assert list(middles) == sorted(middles)
    # The first bands are narrower than a window's resolution. Above them the area of each is 1.
    assert filters[40:].sum(axis=1) * 40 == pytest.approx(1, abs=0.1)
