"""SelfTest: was a recorded question recognised and answered aloud? The question is asked elsewhere."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from appliance.audio.format import Samples
from appliance.audio.levels import level_dbfs
from appliance.errors import SelfTestFailed
from appliance.recordings.recordings import FOLDER

QUESTION = FOLDER / "capital-of-france.wav"
QUESTION_WORDS = "What is the capital of France?"
QUESTION_LANGUAGE = "en"
LONGEST_S = 29.0
"""Far longer than the question: it is never too long, whatever the settings allow for a user's question."""

NEEDED_SHARE = 2 / 3
"""Share of the words that must be recognised. Another recogniser may write "What's"."""
AUDIBLE_DBFS = -50.0
"""A quieter reply counts as not audible. Voices speak at about -20."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The result of asking the question."""

    language: str
    """That of the settings. If it is not the question's, the words cannot be compared."""
    transcript: str
    """What the recogniser understood."""
    reply: str
    """What the language model wrote."""
    spoken: Samples = field(repr=False)
    """The sound of the reply."""
    rate_hz: int
    """Sample rate of `spoken`."""

    def verdict(self) -> str:
        """Return the transcript and the reply in one line. Raises `SelfTestFailed`."""
        if not self.transcript:
            raise SelfTestFailed(f"the question {QUESTION_WORDS!r} was not heard at all")
        if self.language == QUESTION_LANGUAGE and _share(self.transcript) < NEEDED_SHARE:
            raise SelfTestFailed(f"the question {QUESTION_WORDS!r} was heard as {self.transcript!r}")
        if not self.reply:
            raise SelfTestFailed(f"heard {self.transcript!r}, and the language model answered nothing")
        if not len(self.spoken) or level_dbfs(self.spoken) < AUDIBLE_DBFS:
            raise SelfTestFailed(f"heard {self.transcript!r}, and the answer {self.reply!r} could not be heard")
        length_s = len(self.spoken) / self.rate_hz
        return f"heard {self.transcript!r}, answered {self.reply!r} in {length_s:.1f} s of speech"


def _share(transcript: str) -> float:
    """Return the share (0..1) of the question's words that are in the transcript, in their order."""
    wanted = _words(QUESTION_WORDS)
    blocks = difflib.SequenceMatcher(None, wanted, _words(transcript), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())
