"""Endpointer: from frames that are speech or not, to the moments a turn begins, pauses and ends.

Pure: frames are counted, there is no clock and no sound. The turns stage feeds it and acts on what it says.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum

from appliance.interfaces import FRAME_S
from appliance.settings import VoiceSessionConfig


class Moment(Enum):
    """What a frame led to."""

    SPEECH_STARTED = "speech started"
    PAUSE = "pause"
    ENDED = "ended"
    TOO_LONG = "too long"
    NOBODY_SPOKE = "nobody spoke"


def frames(seconds: float) -> int:
    """Return how many frames last at least one and about `seconds`."""
    return max(1, round(seconds / FRAME_S))


@dataclass(frozen=True, slots=True)
class EndpointFrames:
    """The patience of an endpointer, in frames."""

    endpoint: int
    """Silence that ends a turn."""
    unfinished: int
    """Silence that ends it when the words are not a whole sentence."""
    nobody_spoke: int
    """Silence before any speech that ends the listening."""
    longest: int
    """Longest turn."""

    @classmethod
    def of(cls, config: VoiceSessionConfig) -> EndpointFrames:
        """Count the seconds of the settings in frames."""
        return cls(
            endpoint=frames(config.endpoint_silence_s),
            unfinished=frames(max(config.unfinished_silence_s, config.endpoint_silence_s)),
            nobody_spoke=frames(config.nobody_spoke_s),
            longest=frames(config.longest_utterance_s),
        )


WINDOW_FRAMES = 6
"""Speech is judged over so many frames: a click or a stray frame is too short."""
START_SPEECH_FRAMES = 4
"""Of these, so many begin speech."""
STAY_SPEECH_FRAMES = 3
"""And so many keep it up."""
PAUSE_FRAMES = 6
"""Silence after which a snapshot holds every word: a soft ending is over after 120 ms."""


class Endpointer:
    """Follows one turn, a frame at a time."""

    def __init__(self, patience: EndpointFrames) -> None:
        self._patience = patience
        self._recent: deque[bool] = deque(maxlen=WINDOW_FRAMES)
        self._waits_longer = False
        self.has_speech = False
        """True once speech has begun."""
        self.count = 0
        """Frames since listening began, or since speech began once it has."""
        self.silent = 0
        """Frames since the last frame of speech."""
        self.speech_frames = 0
        """Frames from the first to the last frame of speech."""

    def wait_longer(self) -> None:
        """Let the present pause last longer; forgotten when speech goes on."""
        self._waits_longer = True

    def feed(self, is_speech: bool) -> Moment | None:
        """Count a frame and say what it led to."""
        self.count += 1
        self._recent.append(is_speech)
        return self._within_speech(is_speech) if self.has_speech else self._before_speech()

    def _before_speech(self) -> Moment | None:
        if sum(self._recent) >= START_SPEECH_FRAMES:
            self.has_speech = True
            self.count = self.speech_frames = len(self._recent) - list(self._recent).index(True)
            return Moment.SPEECH_STARTED
        return Moment.NOBODY_SPOKE if self.count >= self._patience.nobody_spoke else None

    def _within_speech(self, is_speech: bool) -> Moment | None:
        if is_speech and sum(self._recent) >= STAY_SPEECH_FRAMES:
            self.silent = 0
            self._waits_longer = False
            self.speech_frames = self.count
        else:
            self.silent += 1
        if self.count >= self._patience.longest:
            return Moment.TOO_LONG
        patience = self._patience.unfinished if self._waits_longer else self._patience.endpoint
        if self.silent >= patience:
            return Moment.ENDED
        return Moment.PAUSE if self.silent == PAUSE_FRAMES else None
