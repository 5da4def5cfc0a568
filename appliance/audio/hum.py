"""HumRemover: takes the overtones of mains hum (100, 150, 200 Hz ...) out of one channel, once there are any. Pure.

Five frames are 5 periods of 50 Hz and 6 of 60: what comes again every five frames, averaged, is the hum. It is learnt
from quiet frames only, and taken out only where it makes up most of them, so speech without hum stays as it is.
"""

from __future__ import annotations

import numpy as np

from appliance.audio.format import FRAME_SAMPLES, Block

_FRAMES = 5
"""Frames after which 50 and 60 Hz are in the same phase again."""
_HIGHEST_HZ = 500
_STEP_HZ = 10
"""Between two bins of the spectrum of five frames."""
_LEARN = 0.25
"""How much of the hum is taken from the newest five frames: less would not follow a grid that is off by 0.05 Hz."""
_QUIET = 4.0
"""A frame with at most this times the power of the quietest ones is learnt from."""
_FLOOR_RISE = 1.014
"""The power of the quietest frames rises by 3 dB a second until a quieter one comes."""
_MOST_OF_IT = 0.5
"""Part of the quiet frames' power that must be hum."""
_HARMONICS = {hz: slice(hz // _STEP_HZ, _HIGHEST_HZ // _STEP_HZ, hz // _STEP_HZ) for hz in (50, 60)}


class HumRemover:
    """Follows one channel."""

    def __init__(self) -> None:
        self._count = 0
        self._floor = np.inf
        self._repeating: Block = np.zeros((_FRAMES, FRAME_SAMPLES), dtype=np.float32)
        """What comes again every five frames."""
        self._hum: Block = np.zeros((_FRAMES, FRAME_SAMPLES), dtype=np.float32)
        """Its part that is hum; zeros while that is little."""

    def remove(self, frame: Block) -> Block:
        """Return a frame, (FRAME_SAMPLES,), without the hum."""
        at = self._count % _FRAMES
        power = float(np.mean(np.square(frame)))
        self._floor = min(self._floor * _FLOOR_RISE, power + 1e-12)
        if power <= _QUIET * self._floor:
            learn = max(_LEARN, 1 / (1 + self._count // _FRAMES))
            self._repeating[at] += np.float32(learn) * (frame - self._repeating[at])
        self._count += 1
        if at == _FRAMES - 1:
            self._find()
        without: Block = frame - self._hum[at]
        return without

    def _find(self) -> None:
        spectrum = np.fft.rfft(self._repeating.reshape(-1))
        grid = max(_HARMONICS, key=lambda hz: float(np.sum(np.abs(spectrum[_HARMONICS[hz]]) ** 2)))
        hum = np.zeros_like(spectrum)
        hum[_HARMONICS[grid]] = spectrum[_HARMONICS[grid]]
        wave = np.fft.irfft(hum, _FRAMES * FRAME_SAMPLES).astype(np.float32)
        is_most = self._count >= 2 * _FRAMES and float(np.mean(np.square(wave))) > _MOST_OF_IT * self._floor
        self._hum = wave.reshape(_FRAMES, FRAME_SAMPLES) if is_most else np.zeros_like(self._hum)
