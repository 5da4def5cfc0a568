"""DoubleTalkDetector: tells the echo of what is played from the user who speaks over it, by levels alone.

Geigel's double-talk detector (Duttweiler 1978, "A twelve-channel digital echo canceler") for an echo path that is not
known beforehand. It does not judge what is speech, and it is no echo canceller: it takes nothing out of the sound.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.audio.levels import FLOOR_DBFS, RoomLevel

TICK_S = 0.01
"""Time step of the far-end reference."""
ECHO_TICKS = 60
"""Longest time after which a sound is still in the microphone: the longest delay, a frame, and reverberation."""
DELAY_TICKS = 17
"""The longest delay from played to captured (card buffers, USB) and the frame itself."""
AGES = np.arange(ECHO_TICKS)
"""Ages of the ticks of the far-end reference: 0 is the newest."""

Powers = npt.NDArray[np.float64]
"""Far-end reference: mean squares (full scale is 1) of what was played, one per tick, newest first; (ECHO_TICKS,)."""
Gains = npt.NDArray[np.float32]
"""How far a level in the microphone is above each expected level, in dB; (expectations,), the peak one first."""


class DoubleTalkDetector:
    """Learns the echo gain, and says of each frame whether it is louder than the echo.

    Each frame is compared with expected echo levels, which are made from the far-end reference (what was played) in two
    ways. The *peak* expectation is the loudest power that was played within the longest delay, as in Geigel's detector.
    It needs nothing but an echo gain, but the user is detected only well above the loudest syllable of the reply. A
    *modelled* expectation spreads the far end by a delay and a decay; of all pairs of these, the one that explains the
    recent frames best is used. It follows the syllables of the reply, so the user is detected between them. The gain of
    a frame is its level above an expectation, less the noise of the room, in dB. The echo gain is what 80 % of the
    recent frames do not exceed. A frame exceeds the echo if it is louder than echo and noise together by a margin.

    If the echo gain is too high, the user is missed for a while. If it is too low, the appliance interrupts itself,
    which is worse: in doubt the gain goes up. Frames within the margin of the peak expectation are learnt from at once,
    although the user may be in them: they are forgotten after three seconds of playback, and the 80 % quantile bears
    one frame of the user in five. (With 95 % instead of 80, a user who talked over every reply was soon not detected
    any more: their first soft frames, each within the margin, had raised the gain step by step.) That no echo comes
    back is learnt as well.

    Frames above that margin are candidates for double talk. They are learnt from or forgotten together:
    - The sound ends when playback ends: it was echo, because someone turned up an amplifier. One or two such replies
      are enough to learn it.
    - The sound goes on after playback: it was the user, and the candidates are forgotten.
    - There is a second of candidates while playback goes on: nothing has taken them for the user, or playback would
      have stopped. They are learnt from, as a part of what the microphone picks up during playback.

    Tried with recorded speech in simulated rooms (echo -60 to +4 dB, 20 and 100 ms, a fan at -65 and -50 dBFS) and the
    endpointer's rule. Of sounds of the appliance alone, a third of them after replies that were talked over, none of
    1440 was taken for the user with a reverberation of 0.15 to 0.5 s, and 3 of 480 with 0.9 s; at the highest
    sensitivity 12 and 17. A user who talks over every reply from the first on, 12 / 6 dB above the echo, was detected
    within 200 ms in 79 / 55 % of the cases, within 500 ms in 94 / 73 %; as loud as the echo, after one reply that was
    not talked over, in 28 and 33 %.
    """

    HISTORY_FRAMES = 150
    """Frames whose gains are remembered: three seconds of playback."""
    FIT_EVERY_FRAMES = 10
    """Frames from one fit of the echo gains to the next. The fit is the only step that costs much."""
    KNOWN_AFTER_FRAMES = FIT_EVERY_FRAMES
    """Frames after which the echo gain is known: some of them hold an echo, if any, even at the longest delay."""
    MODEL_AFTER_FRAMES = 40
    """Frames after which the best delay and decay can be chosen."""
    ECHO_QUANTILE = 0.8
    """Part of the frames whose gain is not higher than the echo gain."""
    PEAK_MARGIN_DB = 9.0
    """A frame this far above the peak expectation exceeds the echo."""
    EARLY_MARGIN_DB = 6.0
    """Added to it at first, and less with every frame: the first word of a reply is not yet its loudest."""
    MODEL_MARGIN_DB = 8.0
    """A frame this far above the modelled expectation exceeds the echo."""
    NOISE_FACTOR = 2.0
    """Most that the noise in one frame is above the noise level. This is subtracted from a frame; the rest is echo."""
    MASKED_ECHO = 0.1
    """Noise masks a weaker echo. So the echo of a frame counts as no less than this part of the noise power."""
    MODEL_FLOOR = 10**-2.0
    """A modelled expectation counts as no more than 20 dB below the peak one."""
    LEARN_ABOVE = 10**-1.5
    """Frames are learnt from if their peak expectation is within 15 dB of the loudest one: others are mostly noise."""
    LOUDEST_DECAY = 10 ** (-0.12 / 10)
    """How the loudest one falls with each frame, 6 dB a second: to learn also after the volume was lowered."""
    MOST_CANDIDATES = 50
    """This many candidates while playback goes on, a second of them, are not the user."""
    KEPT_PER_CANDIDATE = 3
    """When candidates are learnt from, at most this many older frames per candidate are kept, so that the candidates
    have an effect."""
    CANDIDATES_EXPIRE_S = 1.0
    """After this time without a new candidate, nobody can tell any more what the old ones were."""
    HANGOVER_FRAMES = 25
    """Frames after the echo has ended over which it is decided what the candidates were: half a second, longer than a
    user halts between two words of a list. With ten, a user who said one word over a reply was taken for its echo, and
    was not detected for a while."""
    SPEAKS_ON_DB = 20.0
    """If any of these frames is louder than the median level of the candidates minus this, the user is still
    speaking."""
    PEAK_DECAY = 10 ** (-8.0 * TICK_S * np.maximum(0, AGES - DELAY_TICKS))
    """How the peak expectation falls after the longest delay: 80 dB a second, as in a room with little in it."""

    def __init__(self) -> None:
        self._responses = _echo_responses()
        self._history: deque[Gains] = deque(maxlen=self.HISTORY_FRAMES)
        """The gains of each frame that was learnt from."""
        self._since_fit = 0
        """Frames learnt from since the last fit."""
        self._echo_gains: Gains = np.zeros(1 + len(self._responses), dtype=np.float32)
        """The echo gain for each expectation."""
        self._best = 0
        """Index of the expectation in use: the modelled one that fits best, or 0, the peak one, until that is known."""
        self._loudest = 0.0
        """The loudest recent peak expectation, as a power."""
        self._room = RoomLevel()
        self._candidates: list[tuple[float, Gains]] = []
        """Level and gains of each candidate for double talk."""
        self._candidate_end_s = 0.0
        """When the last candidate ended."""
        self._hangover: list[float] = []
        """Levels of the frames since the echo has ended."""

    @property
    def is_known(self) -> bool:
        """True once enough was played to know the echo gain."""
        return len(self._history) >= self.KNOWN_AFTER_FRAMES

    def exceeds_echo(self, level: float, far_end: Powers, end_s: float) -> bool:
        """Learn from a frame, and return whether it is louder than the echo of the far end can be.

        `level` is that of the frame, in dBFS; `end_s` is when it ended. True if nothing was played.
        """
        noise = _power(self._room.update(level))
        if self._candidates and end_s > self._candidate_end_s + self.CANDIDATES_EXPIRE_S:
            self._candidates.clear()
        peak = float(np.max(far_end * self.PEAK_DECAY))
        is_over = self._is_echo_over(peak)
        if is_over:
            self._wait_for_silence(level)
        else:
            self._hangover.clear()
        if peak == 0.0:
            return True
        modelled = np.maximum(self._responses @ far_end, peak * self.MODEL_FLOOR)
        expected = np.append(peak, modelled)
        echo = max(_power(level) - self.NOISE_FACTOR * noise, self.MASKED_ECHO * noise)
        gains = (10 * np.log10(echo / expected)).astype(np.float32)
        above_db = level - 10 * np.log10(expected * _power(self._echo_gains) + noise)
        self._loudest = max(peak, self._loudest * self.LOUDEST_DECAY)
        if peak > self._loudest * self.LEARN_ABOVE:
            if not (self.is_known and above_db[0] > self._peak_margin_db):
                self._learn(gains)
            elif not is_over:
                self._add_candidate(level, gains, end_s)
        return is_over or bool(above_db[self._best] > (self.MODEL_MARGIN_DB if self._best else self._peak_margin_db))

    @property
    def _peak_margin_db(self) -> float:
        missing_frames = self.MODEL_AFTER_FRAMES - len(self._history)
        uncertainty = max(0.0, missing_frames / (self.MODEL_AFTER_FRAMES - self.KNOWN_AFTER_FRAMES))
        return self.PEAK_MARGIN_DB + self.EARLY_MARGIN_DB * uncertainty

    def _is_echo_over(self, peak: float) -> bool:
        """Return whether the echo is now below the level of the quietest room."""
        if peak == 0.0:
            return True
        loudest_dbfs = 10 * math.log10(peak) + float(self._echo_gains[0]) + self._peak_margin_db
        return self.is_known and loudest_dbfs < FLOOR_DBFS

    def _learn(self, gains: Gains) -> None:
        self._history.append(gains)
        self._since_fit += 1
        if self._since_fit < self.FIT_EVERY_FRAMES:
            return
        self._since_fit = 0
        history = np.array(self._history)
        rank = int(len(history) * self.ECHO_QUANTILE)
        self._echo_gains = np.partition(history, rank, axis=0)[rank]
        if len(history) >= self.MODEL_AFTER_FRAMES:
            self._best = 1 + int(np.argmin(np.var(history[:, 1:], axis=0)))

    def _add_candidate(self, level: float, gains: Gains, end_s: float) -> None:
        self._candidates.append((level, gains))
        self._candidate_end_s = end_s
        if len(self._candidates) == self.MOST_CANDIDATES:
            self._learn_candidates()

    def _wait_for_silence(self, level: float) -> None:
        """Take a frame after the echo has ended; after enough of them, decide what the candidates were."""
        if self._candidates:
            self._hangover.append(level)
        if len(self._hangover) == self.HANGOVER_FRAMES:
            usual = float(np.median([candidate for candidate, _ in self._candidates]))
            if max(self._hangover) < usual - self.SPEAKS_ON_DB:
                self._learn_candidates()
            self._candidates.clear()
            self._hangover.clear()

    def _learn_candidates(self) -> None:
        """Learn from the candidates, and first forget so many older frames that the candidates count.

        If they were the user after all, a few times as many frames of echo correct it.
        """
        while len(self._history) > self.KEPT_PER_CANDIDATE * len(self._candidates):
            self._history.popleft()
        for _, gains in self._candidates:
            self._learn(gains)
        self._candidates.clear()


def _power(level_db: Any) -> Any:
    """Return the mean square of a level in dB, or of each of an array of levels."""
    return 10 ** (level_db / 10)


def _echo_responses() -> npt.NDArray[np.float64]:
    """Return what the echo of one tick may look like, for every delay and decay; (responses, ECHO_TICKS)."""
    delays, decays = np.meshgrid(np.arange(0, 16, 2), (1, 3, 6, 12))
    after = AGES - delays.reshape(-1, 1)
    echoes = np.where(after >= 0, np.exp(-np.maximum(0, after - 1) / decays.reshape(-1, 1)), 0.0)
    responses: npt.NDArray[np.float64] = echoes / np.sum(echoes, axis=1, keepdims=True)
    return responses
