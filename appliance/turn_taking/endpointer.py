"""Endpointer: from frames that are speech or not, to the moments a turn begins, pauses and ends.

Pure: frames are counted, there is no clock and no sound. The turns stage feeds it and acts on what it says.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum

from appliance.audio.format import FRAME_S
from appliance.settings import VoiceSessionConfig


class EndpointerEvent(Enum):
    """What a frame led to."""

    SPEECH_STARTED = "speech started"
    PAUSE = "pause"
    PAUSE_SETTLED = "pause settled"
    PAUSE_ENDED = "pause ended"
    ENDED = "ended"
    RESUMED = "resumed"
    TOO_LONG = "too long"
    NOBODY_SPOKE = "nobody spoke"


def frames(seconds: float) -> int:
    """Return how many frames last at least one and about `seconds`."""
    return max(1, round(seconds / FRAME_S))


@dataclass(frozen=True, slots=True)
class EndpointerTiming:
    """The patience of an endpointer, in frames."""

    endpoint: int
    """Silence that ends a turn, unless somebody who knows the words says otherwise."""
    nobody_spoke: int
    """Silence before any speech that ends the listening."""
    longest: int
    """Longest turn."""

    @classmethod
    def of(cls, config: VoiceSessionConfig) -> EndpointerTiming:
        """Count the seconds of the settings in frames; where the words will be known soon, they are waited for."""
        longest_s = max(config.unfinished_silence_s, config.endpoint_silence_s)
        return cls(
            endpoint=frames(longest_s if config.streaming else config.endpoint_silence_s),
            nobody_spoke=frames(config.nobody_spoke_s),
            longest=frames(config.longest_utterance_s),
        )


WINDOW_FRAMES = 6
"""Speech is judged over so many frames: a click or a stray frame is too short."""
START_SPEECH_FRAMES = 4
"""Of these, so many begin speech."""
STAY_SPEECH_FRAMES = 3
"""And so many keep it up."""
PAUSE_FRAMES = 2
"""Silence after which what was said so far is transcribed: this may be the end.

A snapshot then holds every word, as long as silence is judged by level, too: in 23 recordings the word errors after 2,
3, 4, 5, 6 and 8 quiet frames are all 2.0 %. Within their speech there are 48 pauses of 2 frames, 24 of 3, 10 of 4.
"""
SETTLED_FRAMES = 8
"""Silence that is no gap between two words, and long enough for the end-of-turn model to have something to go by."""


class Endpointer:
    """Follows one turn, a frame at a time."""

    def __init__(self, patience: EndpointerTiming) -> None:
        self._patience = patience
        self._recent: deque[bool] = deque(maxlen=WINDOW_FRAMES)
        self._allowed = patience.endpoint
        """Silence that ends the turn in this pause."""
        self.is_over = False
        """True once the turn has ended, until the user goes on."""
        self.has_speech = False
        """True once speech has begun."""
        self.count = 0
        """Frames since listening began, or since speech began once it has."""
        self.part_start = 0
        """Frames before speech last went on after a settled pause."""
        self.silent = 0
        """Frames since the last frame of speech."""
        self.speech_frames = 0
        """Frames from the first to the last frame of speech."""

    def allow(self, silence: int) -> EndpointerEvent | None:
        """Let the present pause, and no other, last for so many frames; say what that leads to at once."""
        self._allowed = silence
        if self.is_over or self.silent < max(silence, 1):
            return None
        self.is_over = True
        return EndpointerEvent.ENDED

    def feed(self, is_speech: bool) -> EndpointerEvent | None:
        """Count a frame and say what it led to."""
        self.count += 1
        self._recent.append(is_speech)
        if self.is_over:
            return self._after_the_end()
        return self._within_speech(is_speech) if self.has_speech else self._before_speech()

    def _before_speech(self) -> EndpointerEvent | None:
        if sum(self._recent) >= START_SPEECH_FRAMES:
            self.has_speech = True
            self.count = self.speech_frames = len(self._recent) - list(self._recent).index(True)
            return EndpointerEvent.SPEECH_STARTED
        return EndpointerEvent.NOBODY_SPOKE if self.count >= self._patience.nobody_spoke else None

    def _within_speech(self, is_speech: bool) -> EndpointerEvent | None:
        if is_speech and sum(self._recent) >= STAY_SPEECH_FRAMES:
            return self._speaks()
        self.silent += 1
        if self.count >= self._patience.longest:
            return EndpointerEvent.TOO_LONG
        if self.silent >= self._allowed:
            self.is_over = True
            return EndpointerEvent.ENDED
        return {PAUSE_FRAMES: EndpointerEvent.PAUSE, SETTLED_FRAMES: EndpointerEvent.PAUSE_SETTLED}.get(self.silent)

    def _speaks(self) -> EndpointerEvent | None:
        paused = self.silent >= PAUSE_FRAMES
        if self.silent >= SETTLED_FRAMES:
            self.part_start = self.count - 1
        self.silent = 0
        self._allowed = self._patience.endpoint
        self.speech_frames = self.count
        if self.count >= self._patience.longest:
            return EndpointerEvent.TOO_LONG
        return EndpointerEvent.PAUSE_ENDED if paused else None

    def _after_the_end(self) -> EndpointerEvent | None:
        """Look for speech as sternly as at the beginning: an answer must not stop for a cough."""
        self.silent += 1
        if sum(self._recent) < START_SPEECH_FRAMES or self.count >= self._patience.longest:
            return None
        self.is_over = False
        self._speaks()
        return EndpointerEvent.RESUMED
