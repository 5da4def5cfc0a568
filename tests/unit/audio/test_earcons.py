"""Earcons: short, soft, without clicks, and no two of them alike."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from appliance.adapters.simulated import SimulatedVoice
from appliance.audio.earcons import LEVEL, TONES, Earcon, earcon_samples
from appliance.audio.levels import level_dbfs

RATES_HZ = (16_000, 22_050, 44_100, 48_000)
EVERY = pytest.mark.parametrize("earcon", Earcon)
SHORTEST_S, LONGEST_S = 0.05, 0.6
RINGING_S = 1.6
"""Of the one that calls a user from another room."""


def loudest_hz(samples: np.ndarray, rate_hz: int) -> float:
    """Return the strongest frequency, to about 1 Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=rate_hz))
    return float(np.argmax(spectrum))


@EVERY
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_it_lasts_as_long_as_its_tones_at_every_rate(earcon: Earcon, rate_hz: int) -> None:
    samples = earcon_samples(earcon, rate_hz)
    length_s = sum(length for _, length in TONES[earcon])
    assert SHORTEST_S <= length_s <= (RINGING_S if earcon is Earcon.RINGING else LONGEST_S)
    assert len(samples) / rate_hz == pytest.approx(length_s, abs=0.001)
    assert samples.dtype == np.int16


@EVERY
def test_it_is_audible_and_far_softer_than_the_voice(earcon: Earcon) -> None:
    samples = earcon_samples(earcon, 22_050)
    assert 0.7 * LEVEL < np.abs(samples).max() / 32767 <= LEVEL
    assert level_dbfs(samples) < level_dbfs(next(SimulatedVoice().synthesize("one two three"))) + 1
    assert level_dbfs(samples) < -18


@EVERY
@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_it_begins_and_ends_without_a_click(earcon: Earcon, rate_hz: int) -> None:
    """In its first and last millisecond it is hardly audible."""
    samples = np.abs(earcon_samples(earcon, rate_hz).astype(int))
    edge = rate_hz // 1000
    assert max(samples[:edge].max(), samples[-edge:].max()) < 0.05 * samples.max()


@EVERY
def test_its_tones_are_those_that_are_named(earcon: Earcon) -> None:
    rate_hz, at_s = 48_000, 0.0
    samples = earcon_samples(earcon, rate_hz)
    for frequency_hz, length_s in TONES[earcon]:
        tone = samples[round(at_s * rate_hz) : round((at_s + length_s) * rate_hz)]
        if frequency_hz:
            assert loudest_hz(tone, rate_hz) == pytest.approx(frequency_hz, rel=0.02)
        else:
            assert not tone.any()
        at_s += length_s


def test_no_two_are_alike() -> None:
    for one, other in combinations(Earcon, 2):
        melodies = ([hz for hz, _ in TONES[earcon] if hz] for earcon in (one, other))
        assert next(melodies) != next(melodies), (one, other)


@pytest.mark.parametrize(
    ("rising", "falling"),
    [(Earcon.LISTENING, Earcon.CANCELLED), (Earcon.UNMUTED, Earcon.MUTED), (Earcon.LISTENING, Earcon.INTERRUPTED)],
)
def test_up_begins_and_down_ends(rising: Earcon, falling: Earcon) -> None:
    assert TONES[rising][0][0] < TONES[rising][-1][0]
    assert TONES[falling][0][0] > TONES[falling][-1][0]


def test_it_is_made_once_and_cannot_be_spoilt() -> None:
    samples = earcon_samples(Earcon.ERROR, 16_000)
    assert earcon_samples(Earcon.ERROR, 16_000) is samples
    with pytest.raises(ValueError, match="read-only"):
        samples[0] = 1
