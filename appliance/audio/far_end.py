"""FarEnd: what the loudspeaker truly plays, volume included, at the rate of the microphone: for the echo canceller."""

from __future__ import annotations

import itertools
import statistics
from collections import deque

import numpy as np
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.audio.played_sound import PlayedSound

JITTER_S = 0.1
"""Sound that is reported to begin so near to the end of what was played before follows it without a gap: a card says in
whole periods how much it has still to play, a sound server guesses it (40 ms off were seen with PulseAudio), and an
echo canceller needs every sample in its place."""
COMPARED = 8
"""Chunks over which it is looked whether the sound still is where it should be."""
AGREEING = 7
"""So many of them have to be reported alike. A sound server says up to 10 ms too much while it is filled again, which
is for five chunks or so."""
ALIKE_S, ALIKE_SPREADS = 0.0006, 3.0
"""Reports this near to each other are alike, or so many times the usual difference of one and the next."""
GAP_S, GAP_SPREADS = 0.001, 5.0
"""From this difference on, and from so many times that, there was a gap: it had run dry. What is reported moves slowly,
too, by the drift of the card's clock: a gap is a step."""
SPREAD_KEPT = 0.995
"""Of the usual difference, from chunk to chunk: reports of a sound server are within 0.3 ms for a while, and then 3 ms
off."""
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
        self._later_s: deque[float] = deque(maxlen=COMPARED)
        """By how much later than that the last chunks were reported to begin."""
        self._usually_later_s: float | None = None
        """The median of the last that were alike; None: none were yet."""
        self._spread_s = 0.0
        """By how much one report differs from the next, at most, in the last seconds."""

    def plays(self, samples: Samples, rate_hz: int, at_s: float, *, follows: bool) -> None:
        """Add samples at `rate_hz`, of which the first is played at `at_s` (clock, seconds).

        `follows`: the loudspeaker had still something to play when it got them.
        """
        follows = follows and rate_hz == self._rate_hz and abs(at_s - self._end_s) <= JITTER_S
        gap_s = self._gap_s(at_s - self._end_s) if follows else 0.0
        if gap_s:
            follows, at_s = False, self._end_s + gap_s
        if not follows:
            self._begin(rate_hz)
        self._add(samples, None if follows else at_s, is_late=gap_s > 0)

    def is_silent(self, samples: int) -> None:
        """Add so many samples of silence, at the rate of what was given last, right behind it."""
        if samples and self._rate_hz:
            self._add(np.zeros(samples, dtype=np.int16), None, is_late=False)

    def _add(self, samples: Samples, at_s: float | None, *, is_late: bool) -> None:
        self._end_s = (self._end_s if at_s is None else at_s) + len(samples) / self._rate_hz
        resampled = self._resampler.resample_chunk(samples) if self._resampler else samples
        self.sound.plays(resampled, at_s, is_late=is_late)

    def _gap_s(self, later_s: float) -> float:
        """Return by how much the chunks are later than they were, 0 if not: one that is may be a wrong report."""
        self._later_s.append(later_s)
        if len(self._later_s) < COMPARED:
            return 0.0
        spread_s = statistics.median(abs(one_s - next_s) for one_s, next_s in itertools.pairwise(self._later_s))
        self._spread_s = max(spread_s, SPREAD_KEPT * self._spread_s)
        median_s = statistics.median(self._later_s)
        alike_s = max(ALIKE_S, ALIKE_SPREADS * self._spread_s)
        if sum(abs(one_s - median_s) <= alike_s for one_s in self._later_s) < AGREEING:
            return 0.0
        before_s, self._usually_later_s = self._usually_later_s, median_s
        gap_s = 0.0 if before_s is None else median_s - before_s
        return gap_s if gap_s > max(GAP_S, GAP_SPREADS * self._spread_s) else 0.0

    def stopped(self, at_s: float) -> None:
        """What was to be played after `at_s` is not."""
        self.sound.stopped(at_s)
        self._end_s = 0.0

    def _begin(self, rate_hz: int) -> None:
        self._later_s.clear()
        self._usually_later_s = None
        is_same = rate_hz == CAPTURE_RATE_HZ
        self._rate_hz = rate_hz
        self._resampler = (
            None if is_same else soxr.ResampleStream(rate_hz, CAPTURE_RATE_HZ, 1, dtype="int16", quality=QUALITY)
        )
