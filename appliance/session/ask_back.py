"""AskBack: decides which transcripts are asked back instead of replied to, because the recogniser is not sure of them.

At most one in a row: who says it again in the same noise would be asked for ever, so that the second time what was
understood is replied to.
"""

from __future__ import annotations

from appliance.items import TranscriptionSegment
from appliance.settings import VoiceSessionConfig
from appliance.text.ask_back import question_back

FEWEST_WORDS = 4
"""Of fewer words the confidence says nothing: of people's right ones, 15 % have less than 0.4 ("Cancel timer." 0.38).

Of four or more, below 0.6 (tiny.en, people's recordings): of those spoken clearly none of 44 heard right and 6 of 16
misheard; of those in noise, amid other voices, from afar or very quiet 4 of 45 heard right and 45 of 141 misheard.
Chosen by these; of synthetic questions that had no part in it 0 of 36, and 3 of 82 and 22 of 32."""


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
        is_unsure = len(segment.text.split()) >= FEWEST_WORDS and segment.confidence < self._below
        return self._question if is_unsure and not self._has_asked else None

    def asked(self) -> None:
        """Note that a transcript was asked back."""
        self._has_asked = True

    def not_asked(self) -> None:
        """Note that a transcript was replied to, or that nothing was said."""
        self._has_asked = False
