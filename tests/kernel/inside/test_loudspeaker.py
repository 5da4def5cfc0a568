"""The loudspeaker on a kernel's card: device 1 of the card records what is written."""

from __future__ import annotations

import numpy as np

from appliance.adapters.alsa import PLAYBACK_BUFFER_S, AlsaLoudspeaker
from appliance.audio.format import Samples
from tests.kernel.inside.cable import LoudspeakerRecorder, ramp

VOICE_HZ = 22_050


def play(loudspeaker: AlsaLoudspeaker, samples: Samples) -> None:
    """Write in chunks of 10 ms, as the player does."""
    chunk = loudspeaker.rate_hz // 100
    for start in range(0, len(samples), chunk):
        loudspeaker.write(samples[start : start + chunk])


def play_to_the_end(loudspeaker: AlsaLoudspeaker) -> None:
    """Wait until everything that was written was played."""
    loudspeaker.finish()
    while loudspeaker.pending_s():
        loudspeaker.wait()


def test_every_sample_comes_out_of_both_channels_of_a_card_at_48_khz(loudspeaker: AlsaLoudspeaker) -> None:
    sent = ramp(0.4, 48_000)
    with LoudspeakerRecorder(48_000, channels=2) as recorder:
        loudspeaker.open(VOICE_HZ)
        recorder.start()
        assert loudspeaker.rate_hz == 48_000
        play(loudspeaker, sent)
        play_to_the_end(loudspeaker)
        recorded = recorder.recorded()
    np.testing.assert_array_equal(recorded[:, 0], recorded[:, 1])
    np.testing.assert_array_equal(recorded[recorded[:, 0] != 0, 0], sent)


def test_after_an_interruption_the_old_ends_and_all_of_the_new_is_played(loudspeaker: AlsaLoudspeaker) -> None:
    old, new = ramp(0.4, 16_000), -ramp(0.2, 16_000)
    with LoudspeakerRecorder(16_000, channels=1) as recorder:
        loudspeaker.open(16_000)
        recorder.start()
        play(loudspeaker, old)
        loudspeaker.drop()
        assert loudspeaker.pending_s() == 0
        play(loudspeaker, new)
        play_to_the_end(loudspeaker)
        recorded = recorder.recorded()[:, 0]
    is_old, is_new = recorded > 0, recorded < 0
    np.testing.assert_array_equal(recorded[is_new], new)
    np.testing.assert_array_equal(recorded[is_old], old[: is_old.sum()])
    assert 0 < len(old) - is_old.sum() <= PLAYBACK_BUFFER_S * 16_000
    assert np.flatnonzero(is_old)[-1] < np.flatnonzero(is_new)[0]
