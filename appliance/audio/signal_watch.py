"""SignalWatch: what is wrong with a microphone's sound: it is muted, is stuck, clips, hums, or is too quiet.

Pure: frames are counted. It is told each frame as it was captured, and after the high-pass filter.
"""

from __future__ import annotations

import numpy as np

from appliance.audio.format import FRAME_S, Block

CLIPPED = 0.998
"""A sample this far from 0 is at the end of the scale."""
_CLIPPED_PART = 0.01
"""A frame with this part of its samples at the end of the scale clips: a word that is too loud has a few."""
_NOTHING = 10 ** (-93 / 20)
"""Root mean square of less than the last bit of a 16-bit card: no microphone and no room is as quiet."""
_HUM = 10 ** (-50 / 20)
_HUM_PART = 10 ** (-30 / 20)
"""What is left of the sound above 80 Hz, as a part of all of it, where there is nothing but hum."""
_ON, _OFF = 1.0, 1.5
"""A frame that is wrong counts up by the one, a frame that is right counts down by the other."""

MUTED = "gives only zeros: it is muted, or nothing is plugged in; look for a switch on it, and at its capture volume"
STUCK = "gives one value for ever: its cable or its driver has failed; unplug it and plug it in again"
CLIPPING = "clips: it is far too loud; lower its capture volume (alsamixer, F4)"
HUMMING = "gives nothing but mains hum: check its cable, its ground and its power supply"
TOO_QUIET = "gives not even the noise of the room: raise its capture volume (alsamixer, F4)"

_AFTER_S = {MUTED: 5.0, STUCK: 5.0, CLIPPING: 2.0, HUMMING: 10.0, TOO_QUIET: 10.0}
"""How long it must be so before it is a fault."""


class SignalWatch:
    """Follows one microphone."""

    def __init__(self) -> None:
        self.fault: str | None = None
        """What is wrong now, and what to do, as what follows "the microphone"; None: nothing."""
        self._counts = dict.fromkeys(_AFTER_S, 0.0)

    def add(self, raw: Block, filtered: Block) -> None:
        """Take a frame."""
        wrong = self._judge(raw, filtered)
        for fault, after_s in _AFTER_S.items():
            most = after_s / FRAME_S
            count = self._counts[fault] + (_ON if fault == wrong else -_OFF)
            self._counts[fault] = min(max(count, 0.0), most + 0.75 / FRAME_S)
            if count >= most and self.fault is None:
                self.fault = fault
                self._counts[fault] = most + 0.75 / FRAME_S  # what is so now and then must not come and go
        if self.fault and wrong is not self.fault and self._is_over(self.fault):
            self.fault = None

    def _is_over(self, fault: str) -> bool:
        """Say whether half a second of frames in which it was not so have passed."""
        return self._counts[fault] <= _AFTER_S[fault] / FRAME_S

    @staticmethod
    def _judge(raw: Block, filtered: Block) -> str | None:
        low, high = float(raw.min()), float(raw.max())
        if high - low == 0.0:
            return MUTED if high == 0.0 else STUCK
        if max(high, -low) >= CLIPPED and np.mean(np.abs(raw).max(axis=1) >= CLIPPED) >= _CLIPPED_PART:
            return CLIPPING
        left = float(np.sqrt(np.mean(np.square(filtered), axis=0).max()))
        all_of_it = float(raw.std(axis=0).max())
        if all_of_it > _HUM and left < all_of_it * _HUM_PART:
            return HUMMING
        return TOO_QUIET if left < _NOTHING else None
