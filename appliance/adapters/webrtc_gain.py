"""WebRtcGain: the automatic gain of WebRTC's audio processing (AGC2), which tells speech from noise by itself."""

from __future__ import annotations

import math

import numpy as np
from pywebrtc_audio import AudioProcessor

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, Block

HEADROOM_DB = 6.0
"""Taken off what it would do: it aims at the loudness of a call, and its limiter then squeezes the loudest speech."""
NOISE_DBFS = -60.0
"""The gain makes the noise of the room as loud as this until speech was heard, and never louder."""
FIRST_DB = 20.0
"""Most gain until speech was heard."""
PEAK_DBFS = -3.0
"""The gain never makes the loudest sample of the last seconds louder than this."""
CHANGE_DB = 1.5 * FRAME_S
"""Most that the gain changes from frame to frame, except that it falls at once for a peak. Faster, the noise of the
room would rise out of itself, and be taken for speech."""
FREE_FRAMES = round(0.5 / FRAME_S)
"""Frames at first in which the gain may change as it likes: the noise of the room is being found."""
NOISE_FRAMES = round(2.0 / FRAME_S)
SPEECH_FRAMES = round(0.5 / FRAME_S)
"""Frames of speech after which WebRTC's gain is taken."""
SURE = 0.9
"""Probability of speech from which a frame counts as that."""
SILENCE_DBFS = -100.0
"""A quieter frame is digital silence, of which nothing can be learnt."""


class WebRtcGain:
    """Learns how loud speech is, by 3 dB a second. Only its gain is used, not its sound: loud speech stays as it is."""

    def __init__(self) -> None:
        self._processor = AudioProcessor(sample_rate=CAPTURE_RATE_HZ, auto_gain_control=True)
        self._quietest = [0.0, 0.0]
        """The quietest frame of this stretch of `NOISE_FRAMES`, and of the one before, in dBFS."""
        self._frames = 0
        self._speech_frames = 0
        self._peak_dbfs = SILENCE_DBFS
        self._gain_db: float | None = None

    def gain_db(self, sound: Block) -> float:
        """Learn from a frame, (FRAME_SAMPLES,), and return the gain for it in dB, never below 0."""
        level = 10 * math.log10(float(np.mean(np.square(sound))) + 1e-12)
        if level <= SILENCE_DBFS:
            return self._gain_db or 0.0
        self._processor.process(np.ascontiguousarray(sound, dtype=np.float32))
        self._speech_frames += self._processor.speech_probability > SURE
        self._peak_dbfs = max(self._peak_dbfs - CHANGE_DB, 20 * math.log10(float(np.abs(sound).max()) + 1e-6))
        by_noise = NOISE_DBFS - self._noise_dbfs(level)
        has_heard = self._speech_frames >= SPEECH_FRAMES
        wanted = max(0.0, min(self._processor.gain_db - HEADROOM_DB if has_heard else FIRST_DB, by_noise))
        if self._gain_db is not None and self._frames > FREE_FRAMES:
            wanted = min(max(wanted, self._gain_db - CHANGE_DB), self._gain_db + CHANGE_DB)
        self._gain_db = max(0.0, min(wanted, PEAK_DBFS - self._peak_dbfs))
        return self._gain_db

    def _noise_dbfs(self, level: float) -> float:
        if self._frames % NOISE_FRAMES == 0:
            self._quietest = [level, self._quietest[0]]
        self._frames += 1
        self._quietest[0] = min(self._quietest[0], level)
        return min(self._quietest)
