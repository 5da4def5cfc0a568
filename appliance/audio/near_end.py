"""NearEndDetector: tells what an echo canceller leaves of the echo from somebody who speaks, band by band.

A voice is stronger than the rest of the echo in some bands at any moment, where it is weaker as a whole. How much of
the echo is left is learnt for each band, and for each loudness of the echo: of a soft one more is left, for that is
mostly reverberation of what was louder. A voice shows in many bands at once.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Block

FFT = 2 * FRAME_SAMPLES
BANDS = 24
LOWEST_HZ, HIGHEST_HZ = 200.0, 6000.0
"""The bands are equally wide on the mel scale between these."""
DECAY = 0.63
"""How the echo falls from frame to frame after a sound: 60 dB in 0.6 s."""
NOISE_FRAMES = 100
"""The quietest of so many frames is the noise of the room."""
NOISE_FACTOR = 4.0
"""Most that the noise of one frame is above the quietest, as a power."""
OVER_DB = 3.0
"""So much above the rest of the echo, and the noise, the bands are on average where there is something else."""
MOST_OVER_DB = 15.0
"""What one band counts at most."""
QUANTILE = 0.8
"""Part of the frames in which the rest of the echo is no louder than what is reckoned with."""
FIRST_FRAMES = 50
FIRST_STEP_DB, STEP_DB, IN_SPEECH = 3.0, 1.0, 0.1
"""How fast that is learnt: from the first frames, then; and how much slower while somebody seems to speak."""
LOUDNESS_DB = (-30.0, -20.0, -12.0, -6.0, -2.5)
"""Between these it is learnt for itself: how loud the whole echo is, relative to its loudest moments."""
PEAK_DECAY = 0.997
"""How these fall, from frame to frame, as a power."""
SPREAD = 3e-4
"""Part of the whole echo that is reckoned with in every band: a loudspeaker distorts, and then there is sound in bands
in which nothing was played."""
LEAST_DB, MOST_DB = -45.0, 10.0
HEARD = 1e-6
"""Power that is reckoned with in a band, from which on it can be learnt from."""
NOTHING = 1e-9

Powers = npt.NDArray[np.float64]
"""Shape (bands,), or (loudnesses, bands)."""


class NearEndDetector:
    """Follows an echo canceller, frame by frame."""

    def __init__(self) -> None:
        self._edges = _edges()
        count = len(self._edges) - 1
        self._leaks_db: Powers = np.zeros((len(LOUDNESS_DB) + 1, count))
        """The rest of the echo, relative to the echo that was taken out; for each loudness of that."""
        self._peak = NOTHING
        """Power of the loudest moments of the echo."""
        self._echo: Powers = np.full(count, NOTHING)
        self._recent: deque[Powers] = deque(maxlen=NOISE_FRAMES)
        self._learnt_frames = np.zeros(len(LOUDNESS_DB) + 1)
        """For each loudness."""
        self._window = np.hanning(FRAME_SAMPLES)

    def has_near_end(self, rest: Block, echo: Block) -> bool:
        """Learn from a frame, and return whether it holds more than the rest of the echo, and the noise.

        `rest` is what the canceller left, `echo` what it has taken out; each (FRAME_SAMPLES,).
        """
        power = self._powers(rest)
        self._echo = np.maximum(self._powers(echo), self._echo * DECAY)
        whole = float(np.sum(self._echo))
        self._peak = max(whole, PEAK_DECAY * self._peak)
        loudness = int(np.searchsorted(LOUDNESS_DB, 10 * np.log10(whole / self._peak)))
        leak_db = self._leaks_db[loudness]
        reckoned = self._echo + SPREAD * whole
        self._recent.append(power)
        noise = NOISE_FACTOR * np.min(self._recent, axis=0) + HEARD / 10
        expected = 10 ** (leak_db / 10) * reckoned + noise
        over_db = np.clip(10 * np.log10(np.maximum(power, NOTHING) / expected), 0, MOST_OVER_DB)
        is_near = bool(np.mean(over_db) >= OVER_DB)
        self._learn(loudness, np.maximum(power - noise / 2, NOTHING), reckoned, is_near)
        return is_near

    def _learn(self, loudness: int, power: Powers, reckoned: Powers, is_near: bool) -> None:
        """Move what is expected so that `QUANTILE` of the frames are no louder (stochastic approximation)."""
        heard = reckoned > HEARD
        if not heard.any():
            return
        self._learnt_frames[loudness] += 1
        step = FIRST_STEP_DB if self._learnt_frames[loudness] < FIRST_FRAMES else STEP_DB
        if is_near:
            step *= IN_SPEECH
        leak_db = self._leaks_db[loudness]
        is_louder = 10 * np.log10(power / reckoned) > leak_db
        moved = leak_db + step * np.where(is_louder, QUANTILE, QUANTILE - 1)
        self._leaks_db[loudness] = np.where(heard, np.clip(moved, LEAST_DB, MOST_DB), leak_db)

    def _powers(self, sound: Block) -> Powers:
        spectrum = np.fft.rfft(sound * self._window, FFT)
        powers: Powers = np.add.reduceat(np.square(np.abs(spectrum)), self._edges[:-1])[: len(self._edges) - 1]
        return powers


def _edges() -> npt.NDArray[np.int64]:
    """Return the first bin of each band, and the one after the last."""
    lowest, highest = (float(1127 * np.log1p(hz / 700)) for hz in (LOWEST_HZ, HIGHEST_HZ))
    hz = 700 * np.expm1(np.linspace(lowest, highest, BANDS + 1) / 1127)
    return np.unique(np.round(hz * FFT / CAPTURE_RATE_HZ).astype(np.int64))
