"""EndpointPolicy: the endpointing delay of a pause, by the words so far and how they sound.

Pure: no clock, no model. The words are judged in `text.completeness`, the sound by the end-of-turn model. Either
verdict may come first. Who has gone on after an earlier pause is waited for longer, and so is what the recogniser may
have misheard. Without the model the words alone decide; with it, what sounds unfinished is waited for. It never makes
a delay shorter: of 60 pauses in the middle of people's sentences it takes 38 for the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.settings import VoiceSessionConfig
from appliance.text.ask_back import is_unsure
from appliance.text.completeness import Completeness, completeness, tells_something

STATEMENT_TIMES = 2.0
"""So many times `endpointing_delay_s` a statement is waited for, but no longer than half a sentence."""
CREDIBLE = 0.55
"""Confidence from which two words or three that may be half a sentence are what was said: "I have a thousand" was
"Over 1000." with 0.42."""
UNLIKELY = 0.1
"""Probability of the end of the turn below which the model overrules words that are a whole sentence."""


@dataclass(slots=True)
class Pause:
    """What is known of the present pause."""

    speech_frames: int = -1
    """Of the utterance: tells this pause from another."""
    text: str | None = None
    """The words before it; None: not known yet."""
    confidence: float = 1.0
    """Of the recogniser in them."""
    has_resumed: bool = False
    """True if the user has gone on in this turn after an earlier pause that had been taken for the end."""
    probability: float | None = None
    """That the user has finished, by the model; None: not known yet, or there is none."""


class EndpointPolicy:
    """Collects what is known of a pause, and returns its endpointing delay."""

    def __init__(self, config: VoiceSessionConfig, *, has_model: bool) -> None:
        self._config = config
        self._has_model = has_model
        self._delays_s = {
            Completeness.UNSURE: config.endpointing_delay_s,
            Completeness.STATEMENT: min(STATEMENT_TIMES * config.endpointing_delay_s, config.max_endpointing_delay_s),
            Completeness.UNFINISHED: config.max_endpointing_delay_s,
        }
        self._pause = Pause()

    def add_transcript(
        self, text: str, speech_frames: int, *, confidence: float = 1.0, has_resumed: bool = False
    ) -> float | None:
        """Take the words before the pause; return its endpointing delay in seconds, None when it is not known yet.

        Where the user `has_resumed` in this turn, an earlier pause was taken for the end, and they had not finished.
        """
        pause = self._of(speech_frames)
        pause.text, pause.confidence, pause.has_resumed = text, confidence, has_resumed
        return self._delay_s()

    def add_prediction(self, probability: float, speech_frames: int) -> float | None:
        """Take the model's prediction; return the endpointing delay in seconds, None when it is not known yet."""
        self._of(speech_frames).probability = probability
        return self._delay_s()

    def is_worth_a_reply(self) -> bool:
        """Say whether a preemptive reply to the words before the pause is likely to be wanted."""
        return completeness(self._pause.text or "") is not Completeness.UNFINISHED

    def _of(self, speech_frames: int) -> Pause:
        if self._pause.speech_frames != speech_frames:
            self._pause = Pause(speech_frames)
        return self._pause

    def _delay_s(self) -> float | None:
        config, text, probability = self._config, self._pause.text, self._pause.probability
        if text is None:
            return None
        if config.language != "en":
            return config.endpointing_delay_s
        words = completeness(text)
        if self._pause.has_resumed and tells_something(text):
            words = Completeness.UNFINISHED
        elif self._is_doubted(words) and words is not Completeness.UNFINISHED:
            words = Completeness.STATEMENT
        if words is not Completeness.WHOLE:
            return self._delays_s[words]
        if self._has_model and probability is None:
            return None
        sounds_whole = probability is None or probability >= UNLIKELY
        return config.min_endpointing_delay_s if sounds_whole else config.max_endpointing_delay_s

    def _is_doubted(self, words: Completeness) -> bool:
        """Say whether the words may be others: those that are to be asked back, and what may be half a sentence."""
        text, confidence = self._pause.text or "", self._pause.confidence
        may_be_half = words is Completeness.UNSURE and len(text.split()) > 1 and confidence < CREDIBLE
        return may_be_half or is_unsure(text, confidence, self._config.ask_back_below)
