"""EndpointPolicy: the endpointing delay of a pause, by the words so far and how they sound.

Pure: no clock, no model. The words are judged in `text.completeness`, the sound by the end-of-turn model. Either
verdict may come first. Who has gone on after an earlier pause is waited for longer, and so is what the recogniser may
have misheard. Without the model the words alone decide; with it, what sounds unfinished is waited for. It never makes
a delay shorter: of 60 pauses in the middle of people's sentences it takes 38 for the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.settings import VoiceSessionConfig
from appliance.text.ask_back import has_low_confidence
from appliance.text.completeness import Completeness, completeness
from appliance.text.request_words import leads_to_a_request
from appliance.text.statements import only_tells
from appliance.text.transcript_guard import words_of

STATEMENT_FACTOR = 2.0
"""A statement is waited for so many times as long as what may be half a sentence, but not longer than half of one."""
HARDLY_HEARD = 0.45
"""Confidence below which a few words that ask and order nothing may be the half of others: "I have a thousand" was
"Over 1000." with 0.42."""
UNLIKELY = 0.1
"""Probability of the end of the turn below which the model overrules words that are a whole sentence."""


@dataclass(slots=True)
class Pause:
    """What is known of the present pause."""

    after: tuple[int, int] = (0, -1)
    """Turn, and speech frames of the utterance: they tell this pause from another."""
    text: str | None = None
    """The words before it; None: not known yet."""
    confidence: float = 1.0
    """Of the recogniser in them."""
    has_resumed: bool = False
    """True if the user has gone on, with words, after an earlier pause of this turn that had been taken for the end."""
    probability: float | None = None
    """That the user has finished, by the model; None: not known yet, or there is none."""


class EndpointPolicy:
    """Collects what is known of a pause, and returns its endpointing delay."""

    def __init__(self, config: VoiceSessionConfig, *, has_model: bool) -> None:
        self._config = config
        self._has_model = has_model
        half_s, longest_s = config.endpointing_delay_s, config.max_endpointing_delay_s
        self._delays_s = {
            Completeness.WHOLE: config.min_endpointing_delay_s,
            Completeness.UNSURE: half_s,
            Completeness.STATEMENT: max(half_s, min(STATEMENT_FACTOR * half_s, longest_s)),
            Completeness.UNFINISHED: longest_s,
        }
        self._pause = Pause()

    def add_transcript(
        self, text: str, after: tuple[int, int], *, confidence: float = 1.0, has_resumed: bool = False
    ) -> float | None:
        """Take the words before the pause; return its endpointing delay in seconds, None when it is not known yet.

        `after`: the turn, and its frames of speech before the pause.
        The user `has_resumed` where they went on, with words, after a pause of this turn that was taken for the end.
        """
        pause = self._of(after)
        pause.text, pause.confidence, pause.has_resumed = text, confidence, has_resumed
        return self._delay_s()

    def add_prediction(self, probability: float, after: tuple[int, int]) -> float | None:
        """Take the model's prediction; return the endpointing delay in seconds, None when it is not known yet."""
        self._of(after).probability = probability
        return self._delay_s()

    def is_worth_a_reply(self) -> bool:
        """Say whether a preemptive reply to the words before the pause is likely to be wanted."""
        return completeness(self._pause.text or "") is not Completeness.UNFINISHED

    def _of(self, after: tuple[int, int]) -> Pause:
        if self._pause.after != after:
            self._pause = Pause(after)
        return self._pause

    def _delay_s(self) -> float | None:
        config, text, probability = self._config, self._pause.text, self._pause.probability
        if text is None:
            return None
        if config.language != "en":
            return config.endpointing_delay_s
        words, delays_s = completeness(text), self._delays_s
        silence_s = delays_s[words]
        if words is Completeness.WHOLE and self._has_model:
            if probability is None:
                return None
            if probability < UNLIKELY:
                silence_s = delays_s[Completeness.UNFINISHED]
        if self._pause.has_resumed and only_tells(text):
            silence_s = max(silence_s, delays_s[Completeness.UNFINISHED])
        if self._may_be_misheard(words):
            silence_s = max(silence_s, delays_s[Completeness.STATEMENT])
        return silence_s

    def _may_be_misheard(self, words: Completeness) -> bool:
        """Say whether other words may have been said: the recogniser is not sure of these."""
        text, confidence = self._pause.text or "", self._pause.confidence
        said = words_of(text)
        is_fragment = words is Completeness.UNSURE and len(said) > 1 and not leads_to_a_request(said)
        return (is_fragment and confidence < HARDLY_HEARD) or has_low_confidence(
            text, confidence, self._config.ask_back_below
        )
