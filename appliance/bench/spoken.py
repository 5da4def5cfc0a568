"""Spoken: a text as it is heard. The voice says it, and the recogniser transcribes that."""

from __future__ import annotations

import numpy as np
import soxr

from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.interfaces import Models
from appliance.text.sentences import sentences
from appliance.text.spoken_text import spoken_text

LONGEST_S = 28.0
"""Longest sound that the recogniser takes at once; what goes beyond it is cut off."""


def voice_at_capture_rate(samples: Samples, rate_hz: int) -> Samples:
    """Return sound of the voice (mono, `rate_hz`) as the recogniser takes it (mono, 16 kHz)."""
    resampled: Samples = soxr.resample(samples, rate_hz, CAPTURE_RATE_HZ)
    return resampled


class Spoken:
    """Passes texts through voice and recogniser, without a room between them."""

    def __init__(self, models: Models, language: str) -> None:
        """Load both. Raises `ModelUnavailable`."""
        self._voice, self._recognizer = models.voice(), models.recognizer()
        self._language = language

    def __call__(self, text: str) -> str:
        """Return what is heard of a text; "" where there is nothing to say."""
        to_say = [spoken_text(sentence, self._language) for sentence in sentences(text)]
        pieces = [piece for sentence in to_say if sentence for piece in self._voice.synthesize(sentence)]
        if not pieces:
            return ""
        sound = voice_at_capture_rate(np.concatenate(pieces), self._voice.rate_hz)
        heard = self._recognizer.transcribe(sound[: int(LONGEST_S * CAPTURE_RATE_HZ)], lambda: False)
        return heard.text if heard else ""
