"""FarEnd: what the loudspeaker truly plays, volume included, at the rate of the microphone: for the echo canceller."""

from __future__ import annotations

import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.audio.played_sound import PlayedSound

JITTER_S = 0.015
"""Sound that is reported to begin so near to the end of what was played before follows it without a gap: a card says in
whole periods how much it has still to play, and an echo canceller needs every sample in its place."""
QUALITY = "LQ"
"""soxr's low quality, as for the microphone: the echo is needed as soon as it can be heard."""


class FarEnd:
    """Written by the player's thread only; `sound` may be read by others."""

    def __init__(self) -> None:
        self.sound = PlayedSound()
        self._rate_hz = 0
        self._resampler: soxr.ResampleStream | None = None
        self._end_s = 0.0
        """When the last sample that was given ends, as far as the samples say."""

    def plays(self, samples: Samples, rate_hz: int, at_s: float, *, follows: bool) -> None:
        """Add samples at `rate_hz`, of which the first is played at `at_s` (clock, seconds).

        `follows`: the loudspeaker had still something to play when it got them.
        """
        follows = follows and rate_hz == self._rate_hz and abs(at_s - self._end_s) <= JITTER_S
        if not follows:
            self._begin(rate_hz)
        self._end_s = (self._end_s if follows else at_s) + len(samples) / rate_hz
        resampled = self._resampler.resample_chunk(samples) if self._resampler else samples
        self.sound.plays(resampled, None if follows else at_s)

    def stopped(self, at_s: float) -> None:
        """What was to be played after `at_s` is not."""
        self.sound.stopped(at_s)
        self._end_s = 0.0

    def _begin(self, rate_hz: int) -> None:
        is_same = rate_hz == CAPTURE_RATE_HZ
        self._rate_hz = rate_hz
        self._resampler = (
            None if is_same else soxr.ResampleStream(rate_hz, CAPTURE_RATE_HZ, 1, dtype="int16", quality=QUALITY)
        )
