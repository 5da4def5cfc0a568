"""PlayedSound: what a loudspeaker plays, at 16 kHz, by the time of the clock: the far end of an echo canceller."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from appliance.audio.format import CAPTURE_RATE_HZ, Samples

KEPT_S = 4.0
"""What was played is kept for this time: far longer than it is in the room."""

Signal = npt.NDArray[np.float64]
"""Mono samples at 16 kHz, full scale 1, shape (n,)."""


class PlayedSound:
    """Written by one thread, read by others; all times in seconds of one clock."""

    def __init__(self) -> None:
        self._ring = np.zeros(int(KEPT_S * CAPTURE_RATE_HZ))
        self._end = 0
        """Number of the sample after the last one that was written."""
        self.beginnings = 0
        """How often sound has begun after a gap."""
        self.late_beginnings = 0
        """How often that was noticed late: what was played just before is not in its place."""
        self._lock = threading.Lock()

    def plays(self, samples: Samples, at_s: float | None, *, is_late: bool = False) -> None:
        """Add samples, 16 kHz, the first of which is played at `at_s`, or follows (None); between is silence.

        `is_late`: the silence was earlier.
        """
        with self._lock:
            self.late_beginnings += is_late
            wanted = self._end if at_s is None else round(at_s * CAPTURE_RATE_HZ)
            begin = self._end if abs(wanted - self._end) <= 1 else max(wanted, self._end)
            self.beginnings += begin != self._end
            self._set(np.zeros(min(begin - self._end, len(self._ring))), begin)
            self._set(samples / 32768.0, begin + len(samples))

    def stopped(self, at_s: float) -> None:
        """Nothing of what was to be played after `at_s` is played."""
        with self._lock:
            begin = round(at_s * CAPTURE_RATE_HZ)
            if begin < self._end:
                self._set(np.zeros(min(self._end - begin, len(self._ring))), self._end)
                self._end = begin

    @property
    def end(self) -> int:
        """Number of the sample after the last one, counted from the clock's zero at 16 kHz."""
        return self._end

    def samples(self, begin: int, end: int) -> Signal:
        """Return the samples with these numbers; zeros where nothing is known."""
        with self._lock:
            return self._get(begin, end)

    def between(self, start_s: float, step: float, count: int) -> Signal:
        """Return `count` samples, the first played at `start_s`, one each `step` sample periods."""
        return self.at(start_s * CAPTURE_RATE_HZ + np.arange(count, dtype=np.float64) * step)

    def at(self, places: Signal) -> Signal:
        """Return the sound at these places, ascending, in samples from the clock's zero; interpolated (cubic)."""
        whole = np.floor(places).astype(np.int64)
        begin = int(whole[0]) - 1
        known = self.samples(begin, int(whole[-1]) + 3)
        index, x = whole - begin, places - whole
        before, here, after, later = (known[index + step] for step in (-1, 0, 1, 2))
        # Catmull and Rom's spline.
        sound: Signal = here + 0.5 * x * (
            after - before + x * (2 * before - 5 * here + 4 * after - later + x * (3 * (here - after) + later - before))
        )
        return sound

    def _set(self, values: Signal, end: int) -> None:
        self._ring[np.arange(end - len(values), end) % len(self._ring)] = values
        self._end = max(self._end, end)

    def _get(self, begin: int, end: int) -> Signal:
        places = np.arange(begin, end)
        known = (places < self._end) & (places >= self._end - len(self._ring))
        return np.where(known, self._ring[places % len(self._ring)], 0.0)
