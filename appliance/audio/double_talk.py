"""Echo: what the microphone hears of what is played, learnt from levels, and whether a frame is louder than that.

Geigel's double-talk detector (Duttweiler 1978, "A twelve-channel digital echo canceler") with an unknown echo. What is
speech is told elsewhere, and nothing is taken out of the sound: this is no echo canceller.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.audio.levels import FLOOR_DBFS, RoomLevel

TICK_S = 0.01
"""What is played is told in steps of this."""
ECHO_TICKS = 60
"""After so many a sound is heard no more: the longest delay, a frame, and reverberation."""
DELAY_TICKS = 17
"""The longest delay from played to captured (card buffers, USB) and the frame itself."""
AGES = np.arange(ECHO_TICKS)

Powers = npt.NDArray[np.float64]
"""What was played up to some time, as mean squares of full scale, a tick each, the newest first; (ECHO_TICKS,)."""
Gains = npt.NDArray[np.float32]
"""Levels above those that were expected, in dB, an expectation each."""


class DoubleTalkDetector:
    """Learns what the microphone hears of what is played, and says whether a frame is louder than that.

    Each frame is compared with two kinds of expectation. The careful one is the loudest that was played within the
    longest delay. It needs nothing but a gain, but hears the user only well above our loudest syllable. A fitted one
    spreads what was played by a delay and a decay; of all pairs of these, the one that explains the frames of late
    best. It follows our syllables, so the user is heard between them. The level of a frame above what was played, less
    the noise of the room, is its gain, in dB; that of the echo is what 80 % of the frames of late do not exceed. What
    stands out is louder than the echo and the noise together.

    A gain that is too high makes us deaf for a while, one that is too low makes us interrupt ourselves, which is
    worse: in doubt it goes up. Frames within the careful expectation are learnt from at once, although the user may be
    in them: they are forgotten after three seconds of our own sound, and one in five may be the user's without any
    harm. (With 95 % instead of 80, a user who talked over every answer was soon not heard any more: their first soft
    frames, within the margin each, had led the gain up step by step.) That nothing comes back is learnt as well. Those
    above it are suspects, and are learnt from or forgotten together. Whoever falls silent when we do was us: someone
    turned up an amplifier, and after one or two such answers we know. Whoever speaks on was the user. And if something
    stands out for a second while we play on, nobody took it for the user: it belongs to what is heard while we play.

    Tried with recorded speech in simulated rooms (echo -60 to +4 dB, 20 and 100 ms, a fan at -65 and -50 dBFS) and the
    endpointer's rule. Of our own sounds, a third of them after answers that were talked over, none of 1440 was taken
    for the user with a reverberation of 0.15 to 0.5 s, and 3 of 480 with 0.9 s; at the highest sensitivity 12 and 17.
    A user who talks over every answer from the first on, 12 / 6 dB above the echo, was heard within 200 ms in 79 / 55 %
    of the cases, within 500 ms in 94 / 73 %; as loud as the echo, after one answer in peace, in 28 and 33 %.
    """

    LEARNT = 150
    """Frames that are remembered: three seconds of our own sound."""
    FIT_EVERY = 10
    """Frames from one fit to the next: it is the only step that costs much."""
    KNOWN = FIT_EVERY
    """Frames after which there is an opinion: some of them hold an echo, if there is one, even at the longest delay."""
    FITTED = 40
    """Frames after which a delay and a decay can be told from others."""
    NOT_HIGHER = 0.8
    """Part of the frames whose gain is not higher than the echo's."""
    CAREFUL_MARGIN_DB = 9.0
    """Above the careful expectation a frame stands out."""
    SHY_DB = 6.0
    """So much more at first, and less with every frame: the first word of an answer is not yet its loudest."""
    FITTED_MARGIN_DB = 8.0
    """Above a fitted expectation a frame stands out."""
    NOISE_AT_MOST = 2.0
    """The noise of one frame, by its quietest: so much is taken from what is heard, and the rest is echo."""
    HIDDEN_BELOW = 0.1
    """An echo that the noise hides is no weaker than this part of it, for all we know."""
    FITTED_FLOOR = 10**-2.0
    """No echo is trusted to be more than 20 dB below the careful expectation."""
    LOUD = 10**-1.5
    """Learnt from is what is expected within 15 dB of the loudest: the rest holds more of the room than of us."""
    LOUDEST_FALLS = 10 ** (-0.12 / 10)
    """With each frame, 6 dB a second: after the volume was lowered there is something to learn, too."""
    SUSPECTS = 50
    """So many while we play on, a second of them, are not the user."""
    OUTNUMBERED = 3
    """So many times the suspects may what was learnt before them be, if they are to count."""
    STALE_S = 1.0
    """After so long without a suspect nobody can tell any more who it was."""
    REST_FRAMES = 25
    """Frames without our sound over which the suspects are judged: half a second, longer than a user halts between two
    words of a list. With ten, a user who said one word over our answer was taken for it, and not heard for a while."""
    SPEAKS_ON_DB = 20.0
    """One of them so little below the suspects' level, or above it: the user speaks on, or ends more softly."""
    FADE = 10 ** (-8.0 * TICK_S * np.maximum(0, AGES - DELAY_TICKS))
    """How the careful expectation ends: 80 dB a second, as in a room with little in it."""

    def __init__(self) -> None:
        self._shapes = _shapes()
        self._learnt: deque[Gains] = deque(maxlen=self.LEARNT)
        """The gains of each frame, by expectation, the careful one first."""
        self._unfitted = 0
        """Frames learnt since the last fit."""
        self._gains: Gains = np.zeros(1 + len(self._shapes), dtype=np.float32)
        """Those of the echo."""
        self._fitted = 0
        """The expectation that fits best; 0: none is known yet."""
        self._loudest = 0.0
        self._room = RoomLevel()
        self._suspects: list[tuple[float, Gains]] = []
        """Their levels and gains."""
        self._suspected_s = 0.0
        """When the last of them ended."""
        self._rest: list[float] = []
        """Levels since our sound was over."""

    @property
    def is_known(self) -> bool:
        """True when enough was heard for an opinion."""
        return len(self._learnt) >= self.KNOWN

    def stands_out(self, level: float, played: Powers, end_s: float) -> bool:
        """Take a frame into account and say whether it is more than the echo of what was played."""
        noise = _power(self._room.hear(level))
        if self._suspects and end_s > self._suspected_s + self.STALE_S:
            self._suspects.clear()
        careful = float(np.max(played * self.FADE))
        is_over = self._is_over(careful)
        if is_over:
            self._judge(level)
        else:
            self._rest.clear()
        if careful == 0.0:
            return True
        fitted = np.maximum(self._shapes @ played, careful * self.FITTED_FLOOR)
        expected = np.append(careful, fitted)
        echo = max(_power(level) - self.NOISE_AT_MOST * noise, self.HIDDEN_BELOW * noise)
        gains = (10 * np.log10(echo / expected)).astype(np.float32)
        above = level - 10 * np.log10(expected * _power(self._gains) + noise)
        self._loudest = max(careful, self._loudest * self.LOUDEST_FALLS)
        if careful > self._loudest * self.LOUD:
            if not (self.is_known and above[0] > self._careful_margin_db):
                self._learn(gains)
            elif not is_over:
                self._suspect(level, gains, end_s)
        return is_over or bool(
            above[self._fitted] > (self.FITTED_MARGIN_DB if self._fitted else self._careful_margin_db)
        )

    @property
    def _careful_margin_db(self) -> float:
        unknown = max(0.0, (self.FITTED - len(self._learnt)) / (self.FITTED - self.KNOWN))
        return self.CAREFUL_MARGIN_DB + self.SHY_DB * unknown

    def _is_over(self, careful: float) -> bool:
        """Say whether our sound has come to be below anything that a microphone hears."""
        if careful == 0.0:
            return True
        loudest_dbfs = 10 * math.log10(careful) + float(self._gains[0]) + self._careful_margin_db
        return self.is_known and loudest_dbfs < FLOOR_DBFS

    def _learn(self, gains: Gains) -> None:
        self._learnt.append(gains)
        self._unfitted += 1
        if self._unfitted < self.FIT_EVERY:
            return
        self._unfitted = 0
        learnt = np.array(self._learnt)
        rank = int(len(learnt) * self.NOT_HIGHER)
        self._gains = np.partition(learnt, rank, axis=0)[rank]
        if len(learnt) >= self.FITTED:
            self._fitted = 1 + int(np.argmin(np.var(learnt[:, 1:], axis=0)))

    def _suspect(self, level: float, gains: Gains, end_s: float) -> None:
        self._suspects.append((level, gains))
        self._suspected_s = end_s
        if len(self._suspects) == self.SUSPECTS:
            self._convict()

    def _judge(self, level: float) -> None:
        """See who is still to be heard when our sound is over."""
        if self._suspects:
            self._rest.append(level)
        if len(self._rest) == self.REST_FRAMES:
            usual = float(np.median([suspect for suspect, _ in self._suspects]))
            if max(self._rest) < usual - self.SPEAKS_ON_DB:
                self._convict()
            self._suspects.clear()
            self._rest.clear()

    def _convict(self) -> None:
        """Learn from the suspects, and forget of what was before them enough for them to count.

        If it was the user after all, a few times as many frames of our own sound show it.
        """
        while len(self._learnt) > self.OUTNUMBERED * len(self._suspects):
            self._learnt.popleft()
        for _, gains in self._suspects:
            self._learn(gains)
        self._suspects.clear()


def _power(level_db: Any) -> Any:
    """Return the mean square of a level, or of each of some."""
    return 10 ** (level_db / 10)


def _shapes() -> npt.NDArray[np.float64]:
    """Return what a sound of one tick may become in the microphone, delay by decay; (shapes, ECHO_TICKS)."""
    delays, decays = np.meshgrid(np.arange(0, 16, 2), (1, 3, 6, 12))
    after = AGES - delays.reshape(-1, 1)
    echoes = np.where(after >= 0, np.exp(-np.maximum(0, after - 1) / decays.reshape(-1, 1)), 0.0)
    shapes: npt.NDArray[np.float64] = echoes / np.sum(echoes, axis=1, keepdims=True)
    return shapes
