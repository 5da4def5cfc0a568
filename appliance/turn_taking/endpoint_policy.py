"""EndpointPolicy: how long a pause may last before the user's turn is over, by the words so far and how they sound.

Pure: no clock, no model. The words are judged in `completeness`, the voice by the end-of-turn model; either may come
first, and without the model the words alone decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.settings import VoiceSessionConfig
from appliance.text.completeness import Completeness, completeness

SURE = 0.8
"""Probability at which the model's word is taken."""
LIKELY = 0.5
"""And at which it speaks for the end rather than against it."""


@dataclass(slots=True)
class Pause:
    """What is known of the present pause."""

    speech_frames: int = -1
    """Of the utterance: tells this pause from another."""
    text: str | None = None
    """The words before it; None: not known yet."""
    probability: float | None = None
    """That the user has finished, by the model; None: not known yet, or there is none."""


class EndpointPolicy:
    """Collects what is known of a pause, and says how long it may last."""

    def __init__(self, config: VoiceSessionConfig, *, has_model: bool) -> None:
        self._config = config
        self._has_model = has_model
        self._pause = Pause()

    def hear_words(self, text: str, speech_frames: int) -> float | None:
        """Take the words before the pause; return how long it may last, None when that is not known yet."""
        self._of(speech_frames).text = text
        return self._silence_s()

    def hear_voice(self, probability: float, speech_frames: int) -> float | None:
        """Take the model's word for it that the user has finished; else as above."""
        self._of(speech_frames).probability = probability
        return self._silence_s()

    def is_worth_answering(self) -> bool:
        """Say whether an answer to the words before the pause may well be wanted."""
        pause = self._pause
        if not pause.text:
            return False
        return completeness(pause.text) is not Completeness.UNFINISHED or (pause.probability or 0.0) >= SURE

    def _of(self, speech_frames: int) -> Pause:
        if self._pause.speech_frames != speech_frames:
            self._pause = Pause(speech_frames)
        return self._pause

    def _silence_s(self) -> float | None:
        config, text, probability = self._config, self._pause.text, self._pause.probability
        if text is None:
            return None
        if config.language != "en":
            return config.endpoint_silence_s
        words = completeness(text)
        if words is Completeness.UNFINISHED:
            return config.endpoint_silence_s if (probability or 0.0) >= SURE else config.unfinished_silence_s
        if not self._has_model:
            return config.whole_silence_s if words is Completeness.WHOLE else config.endpoint_silence_s
        if probability is None:
            return None
        wanted = LIKELY if words is Completeness.WHOLE else SURE
        return config.whole_silence_s if probability >= wanted else config.endpoint_silence_s
