"""WebRtcSpeechDetector: WebRTC's voice activity detector with a level gate."""

from __future__ import annotations

import webrtcvad

from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.audio.levels import LevelGate

QUIETEST_MARGIN_DB = 12.0
COLD_FRAMES = 6
"""WebRTC takes the first frames that have any sound for speech, whatever they are: up to seven of noise at any level.
What is said in them is not lost: it is in the pre-roll."""


class WebRtcSpeechDetector:
    """Speech is what WebRTC takes for speech and what is louder than the room.

    WebRTC alone still reports speech for 45-155 ms after its end, depending on the mode. The level gate ends it sooner.
    """

    def __init__(self, sensitivity: float) -> None:
        """`sensitivity` is 0..1: 0 is mode 3 and 12 dB above the room, 1 is mode 0 and anything above the room."""
        self._vad = webrtcvad.Vad(round(3 * (1 - sensitivity)))
        self._gate = LevelGate(QUIETEST_MARGIN_DB * (1 - sensitivity))
        self._cold = COLD_FRAMES

    def is_speech(self, samples: Samples) -> bool:
        """Return whether a frame (320 samples, 16 kHz) is speech."""
        stands_out = self._gate.passes(samples)
        is_speech = bool(self._vad.is_speech(samples.tobytes(), CAPTURE_RATE_HZ)) and stands_out
        if self._cold and samples.any():
            self._cold -= 1
            return False
        return is_speech
