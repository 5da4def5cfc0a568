"""LeadIn: what is played before a sound, so that a loudspeaker that has gone to sleep is awake when the sound begins.

Pure: when it is due, and its samples. The player plays it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from appliance.audio.format import Samples

_SEED = 1


class LeadIn:
    """Knows since when nothing was played; used by one thread."""

    def __init__(self, length_s: float, after_s: float, clock: Callable[[], float]) -> None:
        self._length_s = length_s
        """How long the loudspeaker takes to wake up; 0: it never sleeps."""
        self._after_s = after_s
        """It may sleep when nothing was played for so long."""
        self._clock = clock
        self._ended_s: float | None = None
        """When the last sound ends, or has ended; None: nothing was played yet."""

    def played_until(self, end_s: float) -> None:
        """Take note that a sound was handed over that ends then."""
        self._ended_s = end_s

    def forget(self) -> None:
        """Take note that this is another loudspeaker, or it was off: it may sleep."""
        self._ended_s = None

    def chunks(self, rate_hz: int, length: int) -> Iterator[Samples]:
        """Yield what is to be played before the next sound, in pieces of `length` samples; nothing if it is awake.

        It is a noise of one step up or down, at -92 dBFS: not to be heard, and not the digital silence at which some
        go to sleep.
        """
        if self._length_s <= 0 or not self._may_sleep:
            return
        noise = np.random.default_rng(_SEED)
        left = round(self._length_s * rate_hz)
        while left > 0:
            count = min(left, length)
            yield noise.integers(-1, 2, count, dtype=np.int16)
            left -= count

    @property
    def _may_sleep(self) -> bool:
        return self._ended_s is None or self._clock() - self._ended_s >= self._after_s
