"""SilenceTrimmer: speech as it is made, without the silence before it and with no long one within. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appliance.audio.format import Samples

WINDOW_S = 0.005
"""Sound is judged to be silence or not over so long."""
SILENCE_RMS = 16.0
"""Samples below this (of 32768) are silence: Piper's own is 0 to 3, the softest ending, an "f", is 25 to 50."""


class SilenceTrimmer:
    """Takes one part of a reply piece by piece, and shortens its pauses."""

    def __init__(self, rate_hz: int, longest_s: float) -> None:
        """`longest_s` of a pause is kept."""
        self._window = int(rate_hz * WINDOW_S)
        self._longest = round(longest_s / WINDOW_S)
        self._rest = np.zeros(0, dtype=np.int16)
        """Too short for a window."""
        self._silence = np.zeros((0, self._window), dtype=np.int16)
        """Windows of silence of which it is not known yet what follows them."""
        self._has_begun = False

    def add(self, samples: Samples) -> Iterator[Samples]:
        """Yield what is sure to be heard by now: all but the silence at the end."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // self._window * self._window
        self._rest = samples[whole:]
        windows = np.concatenate([self._silence, samples[:whole].reshape(-1, self._window)])
        levels = np.sqrt(np.mean(np.square(windows, dtype=np.float64), axis=1))
        loud = np.flatnonzero(levels > SILENCE_RMS)
        if not len(loud):
            self._silence = windows
            return
        kept = np.ones(len(windows), dtype=bool)
        kept[loud[-1] + 1 :] = False
        for number in np.flatnonzero(np.diff(loud, prepend=-1) > 1):
            begin = loud[number - 1] + 1 if number else 0
            end = loud[number] - 1  # the window before a sound is kept: it may begin softly
            if not (number or self._has_begun):
                kept[:end] = False
            elif end - begin >= self._longest:
                kept[begin + self._longest - 1 : end] = False
        self._has_begun = True
        self._silence = windows[loud[-1] + 1 :]
        yield windows[kept].ravel()

    def finish(self, pause_s: float) -> Iterator[Samples]:
        """Yield the silence at the end, at most `pause_s` of it."""
        silence = self._silence[: round(pause_s / WINDOW_S)].ravel()
        if self._has_begun and len(silence):
            yield silence
