"""SilenceAfterTalk: tells that people who talked in the room have stopped, so that they are not its noise.

Pure. People talk, until one of them presses the button and asks, no louder than they all were. A television goes on
then, or pauses for no longer than it has before; a crowd, music and a fan hardly pause at all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.audio.foreground import SMOOTHED, smoothed_levels
from appliance.audio.format import FRAME_S

TALK_FRAMES = round(10.0 / FRAME_S)
"""The last frames of the room, which tell how loud the talk is; with less than half of them it is not known."""
TALK_PERCENTILE = 80
"""Of the levels of these: who talks pauses, too."""
FALLEN_DB = 16.0
"""What is so far below the talk is silence."""
LEAST_FRAMES, MOST_FRAMES = round(0.4 / FRAME_S), round(1.1 / FRAME_S)
"""Least silence after which the talk is over; and most, however long it has paused before."""
LONGER = 1.25
"""In between, it is so many times as long as the longest pauses of the talk, but one."""
LOUDER_DB, LOUD_PERCENTILE, LOUDEST_PERCENTILE = 5.0, 90, 99
"""Whose loud frames, of speech, are so much louder than the loudest moments of the talk is none of those who talked."""
FEWEST_SPOKEN, MOST_SPOKEN = round(0.5 / FRAME_S), round(1.0 / FRAME_S)
"""Frames of speech by which that is judged."""
WAITS_FRAMES = round(10.0 / FRAME_S)
"""Frames of a turn in which the silence is looked for."""
EVERY_FRAMES = 5
"""The silence is told again whenever it is longer by so many frames."""


class SilenceAfterTalk:
    """Of one microphone. Levels are in dB, as `Foreground` has them."""

    def __init__(self) -> None:
        self._levels: list[float] = []
        """Of the last frames."""
        self._silent_db = -np.inf
        """What is softer is silence."""
        self._least_frames = MOST_FRAMES
        """Least silence after which the talk is over."""
        self._room = np.zeros(0)
        """What was heard before the turn."""
        self._loudest_db = -np.inf
        """What the talk seldom exceeds."""
        self._may_be_television = False
        """True once the talk is over, until it is known how loud the user is."""
        self._spoken: list[float] = []
        """Levels of the frames of speech since then."""
        self._silent_frames = 0
        self._left_frames = 0
        """Frames in which the silence is still looked for."""

    def learn_room(self, levels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
        """Take the levels of the frames before a turn, (n,); return those of the silence, if the talk is over."""
        self._silent_frames = self._left_frames = 0
        self._may_be_television = False
        if len(levels) < TALK_FRAMES // 2:
            return None
        self._left_frames, self._room = WAITS_FRAMES, levels
        self._levels = list(levels[-MOST_FRAMES:])
        self._silent_db = float(np.percentile(levels[-TALK_FRAMES:], TALK_PERCENTILE)) - FALLEN_DB
        smoothed = smoothed_levels(levels)
        self._loudest_db = float(np.percentile(smoothed[-TALK_FRAMES:], LOUDEST_PERCENTILE))
        pauses = _runs(smoothed < self._silent_db)
        self._silent_frames = pauses.pop() if smoothed[-1] < self._silent_db else 0
        longest = sorted([0, 0, *pauses])[-2]
        self._least_frames = int(np.clip(LONGER * longest, LEAST_FRAMES, MOST_FRAMES))
        return self._silence()

    def add(self, level: float) -> npt.NDArray[np.float64] | None:
        """Add a frame before the first word; return the levels of the silence when it has become longer."""
        if not self._left_frames:
            return None
        self._left_frames -= 1
        self._levels.append(level)
        powers = 10 ** (np.array(self._levels[-SMOOTHED:]) / 10)
        is_silent = 10 * np.log10(np.mean(powers)) < self._silent_db
        self._silent_frames = self._silent_frames + 1 if is_silent else 0
        return self._silence() if self._silent_frames % EVERY_FRAMES == 0 else None

    def add_speech(self, level: float) -> npt.NDArray[np.float64] | None:
        """Add a frame of speech; return the levels of the room with its talk, once, if that was a television.

        Whoever speaks then is louder than it was.
        """
        if not self._may_be_television:
            return None
        self._spoken.append(level)
        self._may_be_television = len(self._spoken) < MOST_SPOKEN
        loud_db = float(np.percentile(self._spoken, LOUD_PERCENTILE))
        if len(self._spoken) < FEWEST_SPOKEN or loud_db < self._loudest_db + LOUDER_DB:
            return None
        self._may_be_television = False
        return self._room

    def _silence(self) -> npt.NDArray[np.float64] | None:
        if self._silent_frames < self._least_frames:
            return None
        self._may_be_television, self._spoken = True, []
        return np.array(self._levels[-self._silent_frames :])


def _runs(flags: npt.NDArray[np.bool_]) -> list[int]:
    """Return the length of each run of True, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [int(length) for length in edges[1::2] - edges[::2]]
