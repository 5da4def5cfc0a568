"""The loudspeaker on a kernel's card: what is written comes out at the other end of the cable."""

from __future__ import annotations

import numpy as np

from appliance.adapters.alsa import PLAYBACK_BUFFER_S, AlsaLoudspeaker
from appliance.audio.format import Samples
from tests.kernel.inside.cable import Ear, ramp

VOICE_HZ = 22_050


def play(loudspeaker: AlsaLoudspeaker, samples: Samples) -> None:
    """Write in chunks of 10 ms, as the player does."""
    chunk = loudspeaker.rate_hz // 100
    for start in range(0, len(samples), chunk):
        loudspeaker.write(samples[start : start + chunk])


def play_out(loudspeaker: AlsaLoudspeaker) -> None:
    loudspeaker.finish()
    while loudspeaker.pending_s():
        loudspeaker.wait()


def test_every_sample_comes_out_of_both_channels_of_a_card_at_48_khz(loudspeaker: AlsaLoudspeaker) -> None:
    sent = ramp(0.4, 48_000)
    with Ear(48_000, channels=2) as ear:
        loudspeaker.open(VOICE_HZ)
        ear.listen()
        assert loudspeaker.rate_hz == 48_000
        play(loudspeaker, sent)
        play_out(loudspeaker)
        heard = ear.heard()
    np.testing.assert_array_equal(heard[:, 0], heard[:, 1])
    np.testing.assert_array_equal(heard[heard[:, 0] != 0, 0], sent)


def test_after_an_interruption_the_old_is_over_and_all_of_the_new_is_heard(loudspeaker: AlsaLoudspeaker) -> None:
    old, new = ramp(0.4, 16_000), -ramp(0.2, 16_000)
    with Ear(16_000, channels=1) as ear:
        loudspeaker.open(16_000)
        ear.listen()
        play(loudspeaker, old)
        loudspeaker.drop()
        assert loudspeaker.pending_s() == 0
        play(loudspeaker, new)
        play_out(loudspeaker)
        heard = ear.heard()[:, 0]
    is_old, is_new = heard > 0, heard < 0
    np.testing.assert_array_equal(heard[is_new], new)
    np.testing.assert_array_equal(heard[is_old], old[: is_old.sum()])
    assert 0 < len(old) - is_old.sum() <= PLAYBACK_BUFFER_S * 16_000
    assert np.flatnonzero(is_old)[-1] < np.flatnonzero(is_new)[0]
