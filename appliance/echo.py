"""Echo: what the microphone hears of what is played, learnt from levels, and whether a frame is louder than that.

Geigel's double-talk detector (Duttweiler 1978, "A twelve-channel digital echo canceler") with an unknown echo. What is
speech is told elsewhere, and nothing is taken out of the sound: this is no echo canceller.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from appliance.level import FLOOR_DBFS

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


class Echo:
    """Learns what the microphone hears of what is played, and says whether a frame is louder than that.

    Each frame is compared with two kinds of expectation. The careful one is the loudest that was played within the
    longest delay. It needs nothing but a gain, but hears the user only well above our loudest syllable. A fitted one
    spreads what was played by a delay and a decay; of all pairs of these, the one that explains the frames of late
    best. It follows our syllables, so the user is heard between them. The level of a frame above what was expected is
    its gain, in dB; that of the echo is what 95 % of the frames of late do not exceed.

    A gain that is too high makes us deaf for a while, one that is too low makes us interrupt ourselves, which is
    worse: in doubt it goes up. Frames within the careful expectation are learnt from at once, although the user may be
    in them: speech can only add to a gain, and is forgotten after three seconds of our own sound. That nothing comes
    back is learnt as well: among few frames the user's first ones would count for much. Those above it are
    suspects, and are learnt from or forgotten together. Whoever falls silent when we do was us: someone turned up an
    amplifier, and after one or two such answers we know. Whoever speaks on was the user. And if something stands out
    for a second while we play on, nobody took it for the user: it belongs to what is heard while we play.

    Tried with recorded speech in simulated rooms (echo -60 to +6 dB, 20 to 120 ms, reverberation up to 0.5 s) and the
    endpointer's rule: of 1600 sounds none was taken for the user. After one answer a user at +6 / 0 / -6 dB to the
    echo was heard within 200 ms in 72 / 40 / 21 % of the cases, within 500 ms in 85 / 53 / 33 %.
    With reverberation of 0.5 to 0.9 s, or at the highest sensitivity, 1 in 100 sounds was taken for the user. (Before
    suspects were judged over half a second instead of a fifth, by 20 dB instead of 10; not repeated since.)
    """

    LEARNT = 150
    """Frames that are remembered: three seconds of our own sound."""
    FIT_EVERY = 10
    """Frames from one fit to the next: it is the only step that costs much."""
    KNOWN = FIT_EVERY
    """Frames after which there is an opinion: some of them hold an echo, if there is one, even at the longest delay."""
    FITTED = 40
    """Frames after which a delay and a decay can be told from others."""
    NOT_HIGHER = 0.95
    """Part of the frames whose gain is not higher than the echo's."""
    CAREFUL_MARGIN_DB = 8.0
    """Above the careful expectation a frame stands out."""
    SHY_DB = 6.0
    """So much more at first, and less with every frame: the first word of an answer is not yet its loudest."""
    FITTED_MARGIN_DB = 6.0
    """Above a fitted expectation a frame stands out."""
    FITTED_FLOOR = 10**-2.0
    """No echo is trusted to be more than 20 dB below the careful expectation."""
    LOUD = 10**-1.5
    """Learnt from is what is expected within 15 dB of the loudest: the rest holds more of the room than of us."""
    LOUDEST_FALLS = 10 ** (-0.12 / 10)
    """With each frame, 6 dB a second: after the volume was lowered there is something to learn, too."""
    SUSPECTS = 50
    """So many while we play on, a second of them, are not the user."""
    STALE_S = 1.0
    """After so long without a suspect nobody can tell any more who it was."""
    REST_FRAMES = 25
    """Frames without our sound over which the suspects are judged: half a second, longer than a user halts between two
    words of a list. With ten, a user who said one word over our answer was taken for it, and not heard for a while."""
    SPEAKS_ON_DB = 20.0
    """One of them so little below the suspects' level, or above it: the user speaks on, or ends more softly."""
    FADE = 10 ** (-12.0 * TICK_S * np.maximum(0, AGES - DELAY_TICKS))
    """How the careful expectation ends: 120 dB a second, a furnished room."""

    def __init__(self) -> None:
        self._shapes = _shapes()
        self._learnt = np.zeros((self.LEARNT, 1 + len(self._shapes)), dtype=np.float32)
        """The gains of each frame, by expectation, the careful one first; a ring."""
        self._count = 0
        """Frames learnt."""
        self._gains: Gains = np.zeros(1 + len(self._shapes), dtype=np.float32)
        """Those of the echo."""
        self._fitted = 0
        """The expectation that fits best; 0: none is known yet."""
        self._loudest = 0.0
        self._suspects: list[tuple[float, Gains]] = []
        """Their levels and gains."""
        self._suspected_s = 0.0
        """When the last of them ended."""
        self._rest: list[float] = []
        """Levels since our sound was over."""

    @property
    def is_known(self) -> bool:
        """True when enough was heard for an opinion."""
        return self._count >= self.KNOWN

    def stands_out(self, level: float, played: Powers, end_s: float) -> bool:
        """Take a frame into account and say whether it is more than the echo of what was played."""
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
        gains = (level - 10 * np.log10(np.append(careful, fitted))).astype(np.float32)
        above = gains - self._gains
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
        unknown = max(0.0, (self.FITTED - self._count) / (self.FITTED - self.KNOWN))
        return self.CAREFUL_MARGIN_DB + self.SHY_DB * unknown

    def _is_over(self, careful: float) -> bool:
        """Say whether our sound has come to be below anything that a microphone hears."""
        if careful == 0.0:
            return True
        loudest_dbfs = 10 * math.log10(careful) + float(self._gains[0]) + self._careful_margin_db
        return self.is_known and loudest_dbfs < FLOOR_DBFS

    def _learn(self, gains: Gains) -> None:
        self._learnt[self._count % self.LEARNT] = gains
        self._count += 1
        if self._count % self.FIT_EVERY:
            return
        learnt = self._learnt[: self._count]
        rank = int(len(learnt) * self.NOT_HIGHER)
        self._gains = np.partition(learnt, rank, axis=0)[rank]
        if self._count >= self.FITTED:
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
        for _, gains in self._suspects:
            self._learn(gains)
        self._suspects.clear()


def _shapes() -> npt.NDArray[np.float64]:
    """Return what a sound of one tick may become in the microphone, delay by decay; (shapes, ECHO_TICKS)."""
    delays, decays = np.meshgrid(np.arange(0, 16, 2), (1, 3, 6, 12))
    after = AGES - delays.reshape(-1, 1)
    echoes = np.where(after >= 0, np.exp(-np.maximum(0, after - 1) / decays.reshape(-1, 1)), 0.0)
    shapes: npt.NDArray[np.float64] = echoes / np.sum(echoes, axis=1, keepdims=True)
    return shapes
