"""Endpointer: from frames that are speech or not, to when a turn begins, pauses and ends.

Pure: frames are counted, there is no clock and no sound. The turns stage feeds it and acts on what it says.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    USER_RESUMED = "user resumed"
    TOO_LONG = "too long"
    NOBODY_SPOKE = "nobody spoke"


def frames(seconds: float) -> int:
    """Return the number of frames in `seconds`, rounded; at least 1."""
    return max(1, round(seconds / FRAME_S))


WINDOW_FRAMES = 6
"""Frames that speech is judged over: a click or a stray frame is too short."""
START_SPEECH_FRAMES = 4
"""Frames of speech in the window that begin speech."""
STAY_SPEECH_FRAMES = 3
"""Frames of speech in the window that keep it up."""
PAUSE_FRAMES = 2
"""Silence after which what was said so far is transcribed: this may be the end.

A snapshot taken then holds every word, because the detector judges silence by the level too: in 23 recordings the word
errors after 2, 3, 4, 5, 6 and 8 quiet frames are all 2.0 %. Within their speech there are 48 pauses of 2 frames, 24 of
3, 10 of 4.
"""
SETTLED_FRAMES = 8
"""Silence that is longer than a gap between two words, and long enough for the end-of-turn model to judge."""
FELL_FRAMES = frames(0.8)
"""So long the user has been silent at least when the mean level says so in noise (`audio/lasting_level.py`)."""
HELD_FRAMES = frames(1.5)
"""Silence after which the turn ends although the mean level says that the user still speaks: the room is louder now."""
INTERRUPTION_FRAMES = 8
"""Frames of speech that begin an interruption: more than a knock or a click, and less than a word of two syllables."""
GOING_ON_FRAMES = 6
"""The same where the user is likely to go on with the last turn: the reply has only just begun."""
INTERRUPTION_WINDOW = 11
"""Frames in which they are counted."""


@dataclass(frozen=True, slots=True)
class EndpointerTiming:
    """The delays of an endpointer, in frames."""

    endpoint: int
    """Endpointing delay, until `set_delay()` sets another for the present pause."""
    nobody_spoke: int
    """Silence before any speech that ends the listening."""
    longest: int
    """Longest turn."""
    start_speech: int = START_SPEECH_FRAMES
    """Frames of speech in the window that begin speech."""
    start_window: int = WINDOW_FRAMES
    """Frames in which they are counted."""

    @classmethod
    def of_interruption(cls, config: VoiceSessionConfig) -> EndpointerTiming:
        """As `of()`, for somebody who speaks while a reply is heard: it takes longer to begin, and is waited for."""
        return replace(
            cls.of(config), nobody_spoke=sys.maxsize, start_speech=INTERRUPTION_FRAMES, start_window=INTERRUPTION_WINDOW
        )

    @classmethod
    def of(cls, config: VoiceSessionConfig, nobody_spoke_s: float | None = None) -> EndpointerTiming:
        """Count the settings in frames. While streaming, the delay is the longest one: the words will shorten it.

        `nobody_spoke_s` is another time than that of the settings.
        """
        longest_s = max(config.max_endpointing_delay_s, config.endpointing_delay_s)
        return cls(
            endpoint=frames(longest_s if config.streaming else config.endpointing_delay_s),
            nobody_spoke=frames(nobody_spoke_s or config.nobody_spoke_s),
            longest=frames(config.longest_utterance_s),
        )


class Endpointer:
    """Follows one turn, a frame at a time."""

    def __init__(self, timing: EndpointerTiming) -> None:
        self._timing = timing
        self._recent: deque[bool] = deque(maxlen=timing.start_window)
        self.start_speech = timing.start_speech
        """Frames of speech in the window that begin speech."""
        self._delay = timing.endpoint
        """Endpointing delay of the present pause."""
        self.is_over = False
        """True once the turn has ended, until the user resumes."""
        self.waits = False
        """True while `resume()` alone tells that the user does: a reply is heard, and it may have been a noise."""
        self.has_speech = False
        """True once speech has begun."""
        self._lasts: bool | None = None
        """Whether the user still speaks, as the mean level has it; None: that is not asked."""
        self._fell_at = 0
        """Value of `count` when they ceased to."""
        self.count = 0
        """Frames since listening began, or since speech began once it has."""
        self.part_start = 0
        """Value of `count` when speech went on after the last settled pause."""
        self.frames_before_part = 0
        """Value of `speech_frames` at that pause."""
        self.silent = 0
        """Frames since the last frame of speech."""
        self.speech_frames = 0
        """Frames from the first to the last frame of speech."""

    @property
    def recent(self) -> Sequence[bool]:
        """Whether each of the last frames was speech, the newest last: as many as begin speech."""
        return self._recent

    def go_on_from(self, recent: Sequence[bool]) -> None:
        """Count what was heard just before the first frame, too: whether each of those frames was speech."""
        self._recent.extend(recent)

    def set_delay(self, silence: int) -> EndpointerEvent | None:
        """Set the endpointing delay of the present pause, and of no other; say what that leads to at once."""
        self._delay = max(silence, 1)
        if self.is_over or not self._is_due():
            return None
        self.is_over = True
        return EndpointerEvent.ENDED

    def feed(self, is_speech: bool) -> EndpointerEvent | None:
        """Count a frame and say what it led to."""
        self.count += 1
        is_speech = is_speech and self._lasts is not False
        self._recent.append(is_speech)
        if self.is_over:
            return self._after_the_end()
        return self._within_speech(is_speech) if self.has_speech else self._before_speech()

    def note_level(self, lasts: bool | None) -> None:
        """Take note whether the user still speaks, by the mean level in noise; None: it is not noisy.

        While they do, no pause is the end; once they do not, short sounds are no speech.
        """
        if lasts is False and self._lasts is not False:
            self._fell_at = self.count
        self._lasts = lasts

    def _is_due(self) -> bool:
        """Say whether the pause is as long as the endpointing delay."""
        if self._lasts:
            return self.silent >= max(self._delay, HELD_FRAMES)
        since_fall = FELL_FRAMES + self.count - self._fell_at if self._lasts is False else 0
        return self.silent > 0 and max(self.silent, since_fall) >= self._delay

    def went_back_to(self, speech_frames: int) -> None:
        """Count as if nothing had followed the pause after `speech_frames`."""
        self.speech_frames, self.silent = speech_frames, PAUSE_FRAMES
        self.count = speech_frames + PAUSE_FRAMES
        self.part_start = min(self.part_start, speech_frames)

    def resume(self, spoken: int, silent: int) -> None:
        """Go on: the user began to speak again `spoken` frames ago, and was last heard `silent` frames ago."""
        self.is_over = self.waits = False  # of a turn that is too long, too: the next frame ends it
        self._lasts = None  # what had fallen before they went on says nothing
        if self.silent - spoken >= SETTLED_FRAMES:
            self.part_start, self.frames_before_part = self.count - spoken, self.speech_frames
        self.silent, self.speech_frames, self._delay = silent, self.count - silent, self._timing.endpoint

    def _before_speech(self) -> EndpointerEvent | None:
        if sum(self._recent) >= self.start_speech:
            self.has_speech = True
            self.count = self.speech_frames = len(self._recent) - list(self._recent).index(True)
            return EndpointerEvent.SPEECH_STARTED
        return EndpointerEvent.NOBODY_SPOKE if self.count >= self._timing.nobody_spoke else None

    def _within_speech(self, is_speech: bool) -> EndpointerEvent | None:
        if is_speech and self._speech_in_window() >= STAY_SPEECH_FRAMES:
            return self._speaks()
        self.silent += 1
        if self.count >= self._timing.longest:
            self.is_over = True
            return EndpointerEvent.TOO_LONG
        if self._is_due():
            self.is_over = True
            return EndpointerEvent.ENDED
        return {PAUSE_FRAMES: EndpointerEvent.PAUSE, SETTLED_FRAMES: EndpointerEvent.PAUSE_SETTLED}.get(self.silent)

    def _speech_in_window(self) -> int:
        return sum(list(self._recent)[-WINDOW_FRAMES:])

    def _speaks(self) -> EndpointerEvent | None:
        paused = self.silent >= PAUSE_FRAMES
        if self.silent >= SETTLED_FRAMES:
            self.part_start, self.frames_before_part = self.count - 1, self.speech_frames
        self.silent = 0
        self._delay = self._timing.endpoint
        self.speech_frames = self.count
        if self.count >= self._timing.longest:
            self.is_over = True
            return EndpointerEvent.TOO_LONG
        return EndpointerEvent.PAUSE_ENDED if paused else None

    def _after_the_end(self) -> EndpointerEvent | None:
        """Require as much speech as begins a turn: a cough must not stop the reply."""
        self.silent += 1
        if self.waits or self._speech_in_window() < START_SPEECH_FRAMES or self.count >= self._timing.longest:
            return None
        self.is_over = False
        self._speaks()
        return EndpointerEvent.USER_RESUMED
