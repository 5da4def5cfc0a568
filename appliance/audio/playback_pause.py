"""PlaybackPause: lets the loudspeaker rest in the middle of a reply, and go on from there.

Set by the session's thread, read by the player's.
"""

from __future__ import annotations

import threading

import numpy as np

from appliance.audio.format import Samples


class PlaybackPause:
    """Whether playback rests."""

    def __init__(self) -> None:
        self._goes_on = threading.Event()
        self._goes_on.set()

    @property
    def is_on(self) -> bool:
        """True while playback rests."""
        return not self._goes_on.is_set()

    def begin(self) -> None:
        """Let playback rest as soon as the present chunk allows."""
        self._goes_on.clear()

    def end(self) -> None:
        """Let playback go on from where it was."""
        self._goes_on.set()

    def wait(self, timeout_s: float) -> None:
        """Wait until playback may go on, up to `timeout_s`."""
        self._goes_on.wait(timeout_s)


def faded_out(samples: Samples) -> Samples:
    """Return a chunk that falls to silence, without a click."""
    return _ramped(samples, 1.0, 0.0)


def faded_in(samples: Samples) -> Samples:
    """Return a chunk that rises from silence, without a click."""
    return _ramped(samples, 0.0, 1.0)


def _ramped(samples: Samples, first: float, last: float) -> Samples:
    ramped: Samples = np.round(samples * np.linspace(first, last, len(samples))).astype(np.int16)
    return ramped
