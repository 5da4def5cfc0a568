"""WavMicrophone and WavLoudspeaker: recordings in place of a sound card, in real time or faster."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Samples
from appliance.items import Frame

SILENCE = np.zeros(FRAME_SAMPLES, dtype=np.int16)
FAST_TAIL_FRAMES = 4000
"""Silence after a recording that is played faster than real time: longer than any wait for speech."""
LOUD = 100
"""Samples above this (of 32768) are sound. Speech and earcons are; what dithering leaves is not."""


def loud_positions(samples: Samples) -> npt.NDArray[np.intp]:
    """Return the positions of the samples that are sound, ascending."""
    return np.flatnonzero(np.abs(samples.astype(np.int32)) > LOUD)


class WavMicrophone:
    """A microphone that captures what `play()` is given, and silence otherwise.

    In real time it is paced like a sound card. In fast mode it delivers a frame as soon as `ready()` says that the
    frame before was processed. So sound never runs ahead of the models, and the turns are the same as in real time.
    """

    def __init__(self, *, realtime: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_live = realtime
        self.xruns = 0
        self.buffer_s = math.inf
        self.frame_s = FRAME_S
        """Time from one frame to the next in real time: more or less than `FRAME_S` where the clock is off."""
        self.ready: Callable[[], bool] = lambda: True
        """Called before each frame in fast mode."""
        self._clock = clock
        self._due_s = 0.0
        self._sound: deque[Samples] = deque()
        """The frames to come. `play()` replaces the whole deque; only `read()` takes from it."""
        self._begun = self._sound
        self._tail = 0
        self.began_s: float | None = None
        """When (clock) the first sample of the latest `play()` was captured; None: not yet."""
        self._fed = threading.Event()
        self._closed = False

    def open(self) -> None:
        """Start the clock."""
        self._closed = False
        self._due_s = self._clock()

    def play(self, samples: Samples) -> None:
        """Capture `samples` (16 kHz) from now on, instead of what was playing."""
        padded = np.append(samples, np.zeros(-len(samples) % FRAME_SAMPLES, dtype=np.int16))
        tail = [] if self.is_live else [SILENCE] * FAST_TAIL_FRAMES
        self._tail = len(tail)
        self.began_s = None
        self._sound = deque([*padded.reshape(-1, FRAME_SAMPLES), *tail])
        self._fed.set()

    def stop(self) -> None:
        """Capture nothing more: in real time silence, in fast mode no frames at all until `play()`."""
        self._sound = deque()

    @property
    def remaining_s(self) -> float:
        """Seconds of the recording that were not captured yet."""
        return max(0, len(self._sound) - self._tail) * FRAME_S

    def read(self) -> Frame | None:
        """Return the next frame when it is due; None once closed."""
        if self.is_live:
            self._due_s += self.frame_s
            while not self._closed and (early_s := self._due_s - self._clock()) > 0:
                time.sleep(min(early_s, FRAME_S))
            captured_s = self._due_s
        else:
            self._wait_until_ready()
            captured_s = self._clock()
        if self._closed:
            return None
        sound = self._sound
        if sound and sound is not self._begun:
            self._begun, self.began_s = sound, captured_s - FRAME_S
        return Frame(sound.popleft() if sound else SILENCE, captured_s)

    def _wait_until_ready(self) -> None:
        while not (self._sound or self._closed):
            self._fed.clear()
            if not self._sound:
                self._fed.wait(0.1)
        while not (self._closed or self.ready()):
            time.sleep(0.0002)

    def close(self) -> None:
        """End a `read()` that waits."""
        self._closed = True
        self._fed.set()


class WavLoudspeaker:
    """A loudspeaker that keeps what it plays, with the gaps that were audible.

    In real time it has a buffer of 40 ms and is paced like a sound card. In fast mode everything is played at once.
    """

    BUFFER_S = 0.04

    def __init__(self, *, realtime: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate_hz = 0
        self.xruns = 0
        self._realtime = realtime
        self._clock = clock
        self._parts: list[Samples] = []
        self._begins_s = 0.0
        """When the first of the parts was played."""
        self._ends_s = 0.0
        self._gaps: list[tuple[float, float]] = []
        """When nothing was left to play and how long, of what was not taken yet."""

    def open(self, rate_hz: int) -> None:
        """Set the sample rate."""
        self.rate_hz = rate_hz

    def write(self, samples: Samples) -> float:
        """Keep the samples; in real time wait for room as a device would. Returns when (clock) the first is played."""
        length_s = len(samples) / self.rate_hz
        while self._realtime and (over_s := self.pending_s() + length_s - self.BUFFER_S) > 0 and self.pending_s() > 0:
            time.sleep(over_s)
        starts_s = max(self._clock(), self._ends_s)
        gap = int((starts_s - self._ends_s) * self.rate_hz)
        if self._realtime and self._parts and gap > 0:
            self._parts.append(np.zeros(gap, dtype=np.int16))
            self._gaps.append((self._ends_s, starts_s - self._ends_s))
        if not self._parts:
            self._begins_s = starts_s
        self._parts.append(samples)
        self._ends_s = starts_s + (length_s if self._realtime else 0.0)
        return starts_s

    @property
    def played_samples(self) -> int:
        """Samples that were truly played since the last `take()`, gaps included."""
        return sum(map(len, self._parts)) - int(self.pending_s() * self.rate_hz)

    def pending_s(self) -> float:
        """Return how many seconds are not played yet."""
        return max(0.0, self._ends_s - self._clock())

    def finish(self) -> int:
        """Do nothing: what is pending plays out by itself."""
        return 0

    def check(self) -> None:
        """Do nothing: this loudspeaker is always there."""

    def wait(self) -> None:
        """Wait 20 ms, or until everything was played."""
        time.sleep(min(self.pending_s(), 0.02))

    def drop(self) -> None:
        """Discard what is pending."""
        pending = int(self.pending_s() * self.rate_hz)
        self._ends_s = self._clock()
        while pending > 0 and self._parts:
            last = self._parts.pop()
            if len(last) > pending:
                self._parts.append(last[:-pending])
            pending -= len(last)

    def take(self) -> Samples:
        """Return what was played since the last call, from its first sample on, and forget it."""
        parts, self._parts = self._parts, []
        self._gaps.clear()
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)

    def first_sound_s(self, after_s: float) -> float | None:
        """Return when the first sound after `after_s` was played, of what was not taken yet; None: no sound."""
        return min(self._sound_between(after_s, math.inf), default=None)

    def last_sound_s(self, since_s: float, until_s: float) -> float | None:
        """Return when the last sound between two moments was played, of what was not taken yet; None: no sound."""
        return max(self._sound_between(since_s, until_s), default=None)

    def longest_gap_s(self, after_s: float) -> float:
        """Return the longest time after `after_s` for which it waited for more to play, of what was not taken yet."""
        return max((length_s for began_s, length_s in list(self._gaps) if began_s >= after_s), default=0.0)

    def _sound_between(self, since_s: float, until_s: float) -> tuple[float, ...]:
        """Return when the first and the last sound between two moments were played; () when there was none."""
        parts = list(self._parts)
        times_s = self._begins_s + loud_positions(np.concatenate(parts)) / self.rate_hz if parts else np.zeros(0)
        times_s = times_s[(times_s >= since_s) & (times_s < until_s)]
        return (float(times_s[0]), float(times_s[-1])) if len(times_s) else ()

    def close(self) -> None:
        """Discard what is pending."""
        self.drop()
