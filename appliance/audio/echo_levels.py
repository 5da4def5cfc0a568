"""EchoLevels: how loud an echo is, how much of it is left, and so how well the echo path is known.

Counted while something is played; between, how loud the room is without it.
"""

from __future__ import annotations

import math

import numpy as np

from appliance.audio.format import FRAME_S, Block

KNOWN = 0.3
"""Part of the power that is left of the sound once the echo path is known well."""
EFFECTIVE = 0.5
"""Part that may be left of it where the echo is cancelled at all."""
TRIED_FRAMES = round(12 / FRAME_S)
"""Frames with sound in them after which that is judged."""
AUDIBLE_DBFS = -52.0
"""A microphone that is usually quieter while something is played hears no echo worth cancelling."""
ABOVE_ROOM_DB = 6.0
"""A microphone that is less above its own level of before hears more of the room, or its own hiss, than of the echo:
what is left there says nothing of the canceller."""
USUAL_STEP_DB = 0.25
USUALLY = 0.01
"""How much of each frame goes into what is usual: the last two seconds or so."""
ROOM_STEP_DB, FIRST_ROOM_FRAMES = 0.02, round(5 / FRAME_S)
"""How fast the level of the room is followed, so that a question of some seconds hardly counts; after so many frames,
before which it is followed as fast as the usual one."""
FAR_SOUND = 1e-3
"""Power of a frame of what is played that counts as sound."""
COUNTED = 0.98
"""How much of that is kept from frame to frame."""
LOUDEST, LOUDEST_IN_SPEECH = 4.0, 1.0
"""Power, as times the usual one, from which on a frame counts no more, and one with the user in it: a user who is near
is far louder than the echo, and would count for seconds after their last word."""
IN_SPEECH = 0.3
"""How much a frame counts in which the user is heard."""
SETTLED_FRAMES = round(5 / FRAME_S)
"""Frames with sound in them for which the echo path has been known, after which what is left of it is known, too."""
GIVEN_UP_FRAMES = round(10 / FRAME_S)
"""The same for which it has not been known, after which all is learnt anew: where the drift was estimated wrongly, no
echo path fits."""
SILENCE = 1e-9
"""Power that counts as nothing."""


class EchoLevels:
    """Of one microphone and one loudspeaker."""

    def __init__(self) -> None:
        self._played_frames = 0
        """Frames in which something was played, up to `TRIED_FRAMES`."""
        self._echo_power = SILENCE
        """Usual power of the echo while something is played."""
        self._usual_dbfs = AUDIBLE_DBFS
        """Median level of the microphone in them."""
        self._room_dbfs = -math.inf
        """The same while nothing is played; minus infinity: not known."""
        self._room_frames = 0
        """From which that is known, up to `FIRST_ROOM_FRAMES`."""
        self._sound_power = self._without_power = SILENCE
        """Of the last second, with the echo and without."""
        self._known_frames = self._unknown_frames = 0
        """Frames with sound in them since the echo path is known, or is not."""
        self.was_known = False
        """True once it was known since it is learnt: it may be again, though the user speaks over the sound."""

    @property
    def is_known(self) -> bool:
        """True once the echo path is known so well that it can be recognised, for all that is louder than the room."""
        room = 10 ** (self._room_dbfs / 10)
        echo = self._sound_power - room
        return echo > room and self._without_power - room < KNOWN * echo

    @property
    def is_settled(self) -> bool:
        """True once it has been known for so long that what is left of the echo is known, too."""
        return self._known_frames >= SETTLED_FRAMES

    @property
    def is_lost(self) -> bool:
        """True once it has not been known for so long that all is to be learnt anew."""
        return self._unknown_frames >= GIVEN_UP_FRAMES

    @property
    def is_effective(self) -> bool:
        """False once a lot of echo was heard, and most of it could not be taken out."""
        is_tried = self._played_frames >= TRIED_FRAMES
        is_audible = self._usual_dbfs >= AUDIBLE_DBFS and self._is_above_room
        return not is_tried or not is_audible or self._without_power < EFFECTIVE * self._sound_power

    @property
    def _is_above_room(self) -> bool:
        return self._usual_dbfs >= self._room_dbfs + ABOVE_ROOM_DB

    @property
    def reduction_db(self) -> float:
        """How much softer the echo lately became, in dB."""
        return 10 * math.log10(self._sound_power / self._without_power)

    @property
    def echo_dbfs(self) -> float | None:
        """How loud the echo usually is; None: that is not known yet."""
        return 10 * math.log10(self._echo_power) if self.is_known and self._echo_power > SILENCE else None

    def begin_anew(self) -> None:
        """Note that the echo path is learnt anew."""
        self._known_frames = self._unknown_frames = 0
        self.was_known = False

    def count_room(self, sound: float) -> None:
        """Take the power of a frame in which nothing is played."""
        level_dbfs = 10 * math.log10(sound + SILENCE)
        if not self._room_frames:
            self._room_dbfs = level_dbfs
        step_db = ROOM_STEP_DB if self._room_frames == FIRST_ROOM_FRAMES else USUAL_STEP_DB
        self._room_frames = min(FIRST_ROOM_FRAMES, self._room_frames + 1)
        self._room_dbfs += step_db if level_dbfs > self._room_dbfs else -step_db

    def count(self, sound: float, without: float, echo: float, far: float, *, is_near: bool) -> None:
        """Take the powers of a frame: with the echo, without it, of the echo, of what is played; the user is heard."""
        if far < FAR_SOUND:
            return
        self._echo_power += USUALLY * (echo - self._echo_power)
        self._played_frames = min(TRIED_FRAMES, self._played_frames + 1)
        is_near = is_near and self.was_known  # before, it may be the echo that is not taken out
        if not is_near:  # the median: a user who speaks now and then does not count as echo
            self._usual_dbfs += USUAL_STEP_DB if 10 * math.log10(sound + SILENCE) > self._usual_dbfs else -USUAL_STEP_DB
        # A user who speaks over it is left, and says little of the echo. But the room may have changed, too.
        weight, loudest = (IN_SPEECH, LOUDEST_IN_SPEECH) if is_near else (1.0, LOUDEST)
        weight *= min(1.0, loudest * 10 ** (self._usual_dbfs / 10) / (sound + SILENCE))
        kept = 1 - weight * (1 - COUNTED)
        self._sound_power = kept * self._sound_power + weight * sound
        self._without_power = kept * self._without_power + weight * without
        self._known_frames = self._known_frames + 1 if self.is_known else 0
        self.was_known |= self.is_known
        self._unknown_frames = 0 if self.is_known or not self._is_above_room else self._unknown_frames + 1


def power_of(sound: Block) -> float:
    """Return the mean square."""
    return float(np.mean(np.square(sound)))
