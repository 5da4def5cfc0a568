"""SilenceTrimmer: removes the silence before synthesized speech and shortens its pauses, piece by piece. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appliance.audio.format import Samples

WINDOW_S = 0.005
"""Length of a window: whether sound is silence is judged for each window."""
SILENCE_RMS = 16.0
"""A window with an RMS up to this (of 32768) is silence. Piper's is 0 to 3, its softest ending, an "f", 25 to 50."""


class SilenceTrimmer:
    """Shortens the pauses in the speech of one part of a reply, which is added piece by piece."""

    def __init__(self, rate_hz: int, longest_s: float) -> None:
        """`longest_s`: a longer pause within the speech is shortened to this."""
        self._window = int(rate_hz * WINDOW_S)
        self._longest = round(longest_s / WINDOW_S)
        self._rest = np.zeros(0, dtype=np.int16)
        """Samples at the end that do not fill a window yet."""
        self._silence = np.zeros((0, self._window), dtype=np.int16)
        """Windows of silence at the end: it is not known yet whether sound follows."""
        self._has_begun = False

    def add(self, samples: Samples) -> Iterator[Samples]:
        """Add a piece and yield the speech that is final now: all but the silence at the end."""
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
        """Yield the silence at the end, at most `pause_s` seconds of it."""
        silence = self._silence[: round(pause_s / WINDOW_S)].ravel()
        if self._has_begun and len(silence):
            yield silence
