"""Foreground: tells the user, who is near, from music, a crowd or a fan that was there before anybody spoke.

Pure. Whether a frame sounds like speech cannot tell them apart: a crowd is speech, and many a detector takes music for
it. What tells them apart is that the user is louder: so the threshold lies between the level of the room, as it was
before the turn, and that of the voice, as it was in the turn so far.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_S, Samples

FEWEST = round(1.0 / FRAME_S)
"""Frames of the room from which something is learnt."""
SMOOTHED = 8
"""Frames over which the power is averaged: a crowd rises and falls by 4 dB from frame to frame."""
SHARP_DB = 3.0
"""Most by which the average may be above the frame itself: what ends at once, ends at once."""
USUAL_DB = 2.0
"""Least from the room to the threshold."""
MOST_DB = 14.0
"""Most from the room to the threshold. Somebody may have spoken there before they pressed the button."""
LOUDEST = 98
"""Percentile of the room's levels that is above what it usually does."""
USUAL_FRAMES = round(10.0 / FRAME_S)
"""The last frames of the room, from which its usual level is learnt."""
FIRST_DB = 1.0
"""So much louder than everything that was heard in the room is whoever says the first word."""
STEADY_DB = 4.0
"""A room that never is so much louder than usual, as with a fan, is told from a voice without that."""
MOST_FIRST_DB = 22.0
"""Most from the room to that threshold."""
LASTING, LASTING_FRAMES = 12, 15
"""Whoever is as loud as the room seldom is in so many of so many frames need not be that loud."""
LASTING_LOUDEST = 99
"""And louder than this percentile of all that was heard in the room: a television is loud in one sentence of many."""
BETWEEN = 0.4
"""Where the threshold lies between room and voice, in dB: 0 the room, 1 the voice."""
MOST_TIMES = 2.0
"""How many times as far above the room as the room's own loud moments the threshold may be: a fan has none."""
HELD_DB = 3.0
"""By how much the threshold is lower for what goes on: the end of a sentence is soft."""
HELD_TIMES = 0.65
"""Least for that, in terms of the room's own loud moments: what never ends is the room."""
FORGOTTEN_DB_PER_S = 3.0
"""How the level of the voice is forgotten."""
EMPHASIS = 0.5
"""Of the sample before that is subtracted: the sharp sounds of a voice are told from the rumble of a noise by that.
With 0.95 many a dull voice was no louder than a crowd that is 10 dB below it."""


def emphasised_dbfs(samples: Samples) -> float:
    """Return the level of a frame, the high tones of which were made louder, in dB relative to full scale."""
    return float(emphasised_levels(samples[np.newaxis])[0])


def emphasised_levels(frames: Samples) -> npt.NDArray[np.float64]:
    """Return the same of many frames, (count, FRAME_SAMPLES)."""
    sound = frames.astype(np.float32)
    sharp = sound[:, 1:] - np.float32(EMPHASIS) * sound[:, :-1]
    powers = np.mean(np.square(sharp), axis=1, dtype=np.float64) / 32768.0**2
    return np.asarray(10 * np.log10(powers + 1e-12))


def smoothed_levels(levels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return levels in dB, (n,), averaged by their power over `SMOOTHED` frames: (n - SMOOTHED + 1,)."""
    return np.asarray(10 * np.log10(np.convolve(10 ** (levels / 10), np.ones(SMOOTHED) / SMOOTHED, "valid")))


class Loudness(NamedTuple):
    """Of a frame, compared with the room and the voice."""

    is_user: bool
    """It may be the user."""
    is_clear_of_crowd: bool
    """It is louder than what a crowd, music or a television in the room does most of the time; True where the room has
    nothing of that kind."""


class Foreground:
    """Of one microphone. Levels are those of `emphasised_dbfs()`, without any gain."""

    def __init__(self, strictness: float = 1.0) -> None:
        """`strictness`: 0 anything is near, 1 as usual, 2 only what is a lot louder than the room."""
        self._strictness = strictness
        self._recent: deque[float] = deque(maxlen=SMOOTHED)
        """Powers of the last frames."""
        self._lasting: deque[bool] = deque(maxlen=LASTING_FRAMES)
        """Whether each of the last frames is above the usual threshold."""
        self._first_db = 0.0
        """Least from the room to the threshold, before the first word."""
        self._loud_db = 0.0
        """From the room to what it seldom exceeds."""
        self._room = -np.inf
        """The usual level of the room; minus infinity: not known."""
        self._least_db = USUAL_DB
        self._voice = -np.inf
        """The loudest level of the turn, which is forgotten slowly."""

    @property
    def is_learnt(self) -> bool:
        """True once the room is known."""
        return bool(np.isfinite(self._room))

    @property
    def above_room_db(self) -> float:
        """How much louder the user is than the room; infinity while that is not known."""
        return self._voice - self._room if self.is_learnt and np.isfinite(self._voice) else np.inf

    def learn_room(self, levels: npt.ArrayLike, fewest: int = FEWEST, *, in_turn: bool = False) -> None:
        """Take the levels of the frames before a turn, (n,); fewer than `fewest` leave what is known as it is.

        `in_turn`: the turn has begun, and what is known of the voice stays.
        """
        levels = np.asarray(levels, dtype=np.float64)
        if len(levels) >= fewest:
            self._room = float(np.median(levels[-USUAL_FRAMES:]))
            powers = 10 ** (levels / 10)
            if not in_turn:
                self._recent.extend(powers[-SMOOTHED:])
            smoothed = np.minimum(smoothed_levels(levels), levels[SMOOTHED - 1 :] + SHARP_DB)
            self._least_db = max(USUAL_DB, float(np.percentile(smoothed[-USUAL_FRAMES:], LOUDEST)) - self._room)
            loudest_db = float(np.max(smoothed)) - self._room
            self._loud_db = float(np.percentile(smoothed, LASTING_LOUDEST)) - self._room
            self._first_db = min(loudest_db + FIRST_DB, MOST_FIRST_DB) if loudest_db > STEADY_DB else 0.0
        if not in_turn:
            self._voice = -np.inf
            self._lasting.clear()

    def judge(self, level: float, *, goes_on: bool = False, is_first: bool = False) -> Loudness:
        """Add a frame, and say how loud it is; `goes_on`: the user has just spoken; `is_first`: not yet."""
        smoothed = self._smoothed(level)
        self._voice = max(smoothed, self._voice - FORGOTTEN_DB_PER_S * FRAME_S)
        least_db = self._least_db * self._strictness
        between_db = min(BETWEEN * self.above_room_db, MOST_TIMES * least_db)
        threshold_db = min(max(least_db, between_db), MOST_DB)
        lasting_db = min(max(threshold_db, self._loud_db), MOST_DB)
        self._lasting.append(smoothed > self._room + lasting_db)
        crowd_db = min(least_db, MOST_DB)
        if is_first and sum(self._lasting) < LASTING:
            threshold_db, crowd_db = max(threshold_db, self._first_db), max(crowd_db, self._first_db)
        is_clear = not self._first_db or smoothed > self._room + crowd_db
        if goes_on:
            threshold_db = max(threshold_db - HELD_DB, HELD_TIMES * least_db)
        return Loudness(not self._strictness or smoothed > self._room + threshold_db, is_clear)

    def _smoothed(self, level: float) -> float:
        self._recent.append(10 ** (level / 10))
        return min(10 * float(np.log10(sum(self._recent) / len(self._recent))), level + SHARP_DB)
