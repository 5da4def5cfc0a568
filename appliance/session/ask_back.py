"""AskBack: decides which transcripts are asked back instead of replied to, because the recogniser is not sure of them.

So is what has no words and sounds like speech, where somebody has called.

At most one in a row: who says it again in the same noise would be asked for ever, so that the second time what was
understood is replied to.
"""

from __future__ import annotations

from appliance.items import TranscriptionSegment
from appliance.settings import VoiceSessionConfig
from appliance.text.ask_back import has_low_confidence, question_back


class AskBack:
    """Knows whether the last turn was asked back; used by the session's thread."""

    def __init__(self, config: VoiceSessionConfig) -> None:
        self._below = config.ask_back_below
        self._question = question_back(config.language)
        self._has_asked = False
        self._was_taken_back = False
        """True once the user has gone on, instead of saying it again."""

    def question_for(self, segment: TranscriptionSegment) -> str | None:
        """Return what is asked back if this is the final transcript; None if it is to be replied to.

        May be called for partial transcripts: nothing changes.
        """
        is_unsure = has_low_confidence(segment.text, segment.confidence, self._below)
        return self._question if is_unsure and not self._has_asked else None

    def question_without_words(self, segment: TranscriptionSegment, *, is_called: bool) -> str | None:
        """Return what is asked back if this is the final transcript and has no words; None if the turn is closed.

        `is_called`: the user has called, so that they wait for an answer.
        """
        asks = is_called and segment.is_unintelligible and self._below > 0 and not self._has_asked
        return self._question if asks else None

    def asked(self) -> None:
        """Note that a transcript was asked back."""
        self._has_asked = True

    def taken_back(self) -> None:
        """Note that the user goes on with what was asked back: it does not count, but only once in a row."""
        self._has_asked = self._was_taken_back
        self._was_taken_back = True

    def not_asked(self) -> None:
        """Note that a transcript was replied to, or that nothing was said."""
        self._has_asked = self._was_taken_back = False
