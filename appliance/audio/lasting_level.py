"""LastingLevel: tells in noise, by the mean level of the last second, whether the user still speaks.

Pure. From one frame to the next, and from one word to the next, a crowd is as loud now and then as the user is between
two words. Its mean over a second hardly changes, and that of somebody who speaks is well above it.
"""

from __future__ import annotations

import math
import statistics
from collections import deque

import numpy as np
import numpy.typing as npt

from appliance.audio.foreground import FEWEST, USUAL_FRAMES
from appliance.audio.format import FRAME_S

WINDOW_FRAMES = round(1.25 / FRAME_S)
"""Frames over which the power is averaged."""
NOISY_DB = 16.0
"""Where the mean of the voice is less far above that of the room, a pause between two words is not told from the end by
the last frames."""
HEARD_DB = 35.0
"""Where it is less far above it, the room is now and then loud enough to be taken for the user who goes on."""
BETWEEN, AGAIN = 0.25, 0.5
"""Where the threshold lies between room and voice, in dB: 0 the room, 1 the voice; and for who speaks again."""
LEAST_DB, MOST_DB, MOST_AGAIN_DB = 1.0, 6.0, 10.0
"""Least and most from the room to the threshold; and most for who speaks again: no room is usually so much louder."""
CLEAR_DB = 20.0
"""Where the voice is at least so far above the room, the last frames tell sooner that the user speaks again: a soft
word behind a pause would else be over before the mean is up. Nearer to the room they may be its music."""
AGAIN_FRAMES = round(0.2 / FRAME_S)
"""Frames whose median has to be half way up from the room to the voice for that: one clink is not enough."""


class LastingLevel:
    """Of one microphone. Levels are in dB, as `Foreground` has them."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=WINDOW_FRAMES)
        """Powers of the last frames."""
        self._room_db = -math.inf
        """Minus infinity: not known."""
        self._voice_db = -math.inf
        """The loudest mean since the room was learnt."""
        self.has_ended = False
        """True once what is heard is no more than the room, or hardly."""

    def learn_room(self, levels: npt.ArrayLike, fewest: int = FEWEST, *, in_turn: bool = False) -> None:
        """Take the levels of the frames before a turn, (n,); fewer than `fewest` leave what is known as it is.

        `in_turn`: the turn has begun, and what is known of the voice stays.
        """
        levels = np.asarray(levels, dtype=np.float64)
        if not in_turn:
            self._voice_db, self.has_ended = -math.inf, False
            self._recent.clear()
        if len(levels) >= fewest:
            powers = 10 ** (levels[-USUAL_FRAMES:] / 10)
            window = np.ones(min(WINDOW_FRAMES, len(powers)))
            means = np.convolve(powers, window / len(window), "valid")
            # The median of them: somebody may have spoken there before they pressed the button.
            self._room_db = 10 * math.log10(float(np.median(means)))
            if not in_turn:
                self._recent.extend(powers[-WINDOW_FRAMES:])

    def add(self, level: float) -> None:
        """Add a frame."""
        self._recent.append(10 ** (level / 10))
        mean_db = 10 * math.log10(sum(self._recent) / len(self._recent) + 1e-12)
        self._voice_db = max(self._voice_db, mean_db)
        above_db = self._voice_db - self._room_db
        threshold_db = min(AGAIN * above_db, MOST_AGAIN_DB) if self.has_ended else min(BETWEEN * above_db, MOST_DB)
        is_low = mean_db < self._room_db + max(LEAST_DB, threshold_db)
        self.has_ended = is_low and not (above_db >= CLEAR_DB and self._speaks_now(above_db))

    def _speaks_now(self, above_db: float) -> bool:
        """Say whether most of the last frames are half way up to a voice that is so far above the room."""
        latest = statistics.median(list(self._recent)[-AGAIN_FRAMES:])
        return 10 * math.log10(latest + 1e-12) > self._room_db + AGAIN * above_db

    @property
    def user_lasts(self) -> bool | None:
        """Whether the user still speaks; None where the last frames tell that better."""
        above_db = self._voice_db - self._room_db
        if self.has_ended:
            return False if above_db < HEARD_DB else None
        return True if above_db < NOISY_DB else None
