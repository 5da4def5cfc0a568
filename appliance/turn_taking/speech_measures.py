"""SpeechMeasures: how loud the frames of speech of one turn are, and how many of them are vowels."""

from __future__ import annotations

import math
import statistics

import numpy as np

from appliance.audio.levels import level_dbfs
from appliance.audio.voicing import is_voiced
from appliance.items import Frame

LOUD = 0.7
"""Part of the frames of speech: a voice begins softly, and most of it is far below its loudest moments."""


class SpeechMeasures:
    """Takes the frames of speech as they come."""

    def __init__(self, *, counts_vowels: bool) -> None:
        self._counts_vowels = counts_vowels
        self._levels_dbfs: list[float] = []
        """As the microphone has them."""
        self.voiced_frames = 0
        """Frames that are vowels; 0 where they are not counted."""

    def add(self, frame: Frame, before: Frame | None) -> None:
        """Take a frame of speech, and the frame before it: one alone is too short for a period of a voice."""
        self._levels_dbfs.append(microphone_dbfs(frame))
        if self._counts_vowels and before:
            self.voiced_frames += is_voiced(np.concatenate([before.samples, frame.samples]))

    @property
    def median_dbfs(self) -> float:
        """The median level; minus infinity without any speech."""
        return statistics.median(self._levels_dbfs) if self._levels_dbfs else -math.inf

    @property
    def loud_dbfs(self) -> float:
        """`LOUD` of the frames are no louder; minus infinity without any speech."""
        levels = sorted(self._levels_dbfs)
        return levels[int(LOUD * (len(levels) - 1))] if levels else -math.inf


def microphone_dbfs(frame: Frame) -> float:
    """Return the level of a frame, as the microphone has it: without the automatic gain."""
    return level_dbfs(frame.samples) - frame.gain_db
