"""The self-test: a recorded question, and whether it was heard right and answered aloud. It is asked elsewhere."""

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
"""Far longer than the question: it is never too long, whatever the settings say of a user's."""

ENOUGH = 2 / 3
"""Share of the words that must be heard: another recogniser may write "What's"."""
AUDIBLE_DBFS = -50.0
"""Quieter than this is no answer aloud; voices speak at about -20."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What came of the question."""

    language: str
    """That of the settings; in another than the question's the words cannot be compared."""
    heard: str
    """The transcript."""
    reply: str
    """What was answered."""
    spoken: Samples = field(repr=False)
    """How it sounded."""
    rate_hz: int
    """Of `spoken`."""

    def verdict(self) -> str:
        """Return what was heard and answered; raise `SelfTestFailed`."""
        if not self.heard:
            raise SelfTestFailed(f"the question {QUESTION_WORDS!r} was not heard at all")
        if self.language == QUESTION_LANGUAGE and _share(self.heard) < ENOUGH:
            raise SelfTestFailed(f"the question {QUESTION_WORDS!r} was heard as {self.heard!r}")
        if not self.reply:
            raise SelfTestFailed(f"heard {self.heard!r}, and the language model answered nothing")
        if not len(self.spoken) or level_dbfs(self.spoken) < AUDIBLE_DBFS:
            raise SelfTestFailed(f"heard {self.heard!r}, and the answer {self.reply!r} could not be heard")
        length_s = len(self.spoken) / self.rate_hz
        return f"heard {self.heard!r}, answered {self.reply!r} in {length_s:.1f} s of speech"


def _share(heard: str) -> float:
    """Return how much of the question's words was heard, in their order."""
    wanted = _words(QUESTION_WORDS)
    blocks = difflib.SequenceMatcher(None, wanted, _words(heard), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())
