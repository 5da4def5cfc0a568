"""AskBack: decides which transcripts are asked back instead of replied to, because the recogniser is not sure of them.

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

    def question_for(self, segment: TranscriptionSegment) -> str | None:
        """Return what is asked back if this is the final transcript; None if it is to be replied to.

        May be called for partial transcripts: nothing changes.
        """
        asks = has_low_confidence(segment.text, segment.confidence, self._below) and not self._has_asked
        return self._question if asks else None

    def asked(self) -> None:
        """Note that a transcript was asked back."""
        self._has_asked = True

    def not_asked(self) -> None:
        """Note that a transcript was replied to, or that nothing was said."""
        self._has_asked = False
