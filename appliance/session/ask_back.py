"""AskBack: decides which transcripts are asked back instead of replied to, because the recogniser is not sure of them.

What has no words and sounds like speech is asked back, too, where somebody has called. At most one turn in a row,
within a minute: who says it again in the same noise would be asked for ever, so that the second time what was
understood is replied to. In one turn it may be twice: who goes on over the question has not said it again.
"""

from __future__ import annotations

import math

from appliance.items import TranscriptionSegment
from appliance.pipeline.current_turn import NO_TURN
from appliance.settings import VoiceSessionConfig
from appliance.text.ask_back import has_low_confidence, question_back

MOST_IN_A_TURN = 2
FORGOTTEN_S = 60.0
"""Whoever speaks so long after a question does not say the same again."""


class AskBack:
    """Knows which turn was asked back last; used by the session's thread."""

    def __init__(self, config: VoiceSessionConfig) -> None:
        self._below = config.ask_back_below
        self._question = question_back(config.language)
        self._turn = NO_TURN
        """The last turn that was asked back; none once another was replied to, or had no words."""
        self._times = 0
        """How often that was."""
        self._asked_s = -math.inf
        """When."""

    def question_for(self, segment: TranscriptionSegment, turn: int, at_s: float) -> str | None:
        """Return what is asked back if this is the final transcript of a turn; None if it is to be replied to.

        `at_s`: now (session's clock). May be called for partial transcripts: nothing changes.
        """
        is_unsure = has_low_confidence(segment.text, segment.confidence, self._below)
        return self._question if is_unsure and self._may_ask(turn, at_s) else None

    def question_without_words(self, segment: TranscriptionSegment, turn: int, at_s: float) -> str | None:
        """Return what is asked back if this is the final transcript of a turn and has no words; None if it is over."""
        is_meant = segment.is_unintelligible and self._below > 0
        return self._question if is_meant and self._may_ask(turn, at_s) else None

    def asked(self, turn: int, at_s: float) -> None:
        """Note that a turn was asked back."""
        self._asked_s = at_s
        self._times = self._times + 1 if turn == self._turn else 1
        self._turn = turn

    def not_asked(self) -> None:
        """Note that a transcript was replied to, or that nothing was said."""
        self._turn, self._times = NO_TURN, 0

    def _may_ask(self, turn: int, at_s: float) -> bool:
        if turn == self._turn:
            return self._times < MOST_IN_A_TURN
        return self._turn == NO_TURN or at_s - self._asked_s > FORGOTTEN_S
