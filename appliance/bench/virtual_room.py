"""VirtualRoom: a simulated room in virtual time. What is played and said goes in, what front ends hear comes out."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from appliance.audio.far_end import FarEnd
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Block, Samples, to_block, to_samples
from appliance.audio.front_end import EchoCanceller, FrontEnd, FrontEndOptions
from appliance.audio.played_sound import PlayedSound, Signal
from appliance.bench.acoustics import Acoustics
from appliance.bench.simulated_room import RoomMicrophone

CHUNK = CAPTURE_RATE_HZ // 100
"""Samples that the loudspeaker is given at once."""
AHEAD_S = 0.03
"""So long before it is played."""
BEGIN_S = 10.0
"""What the clock says at first."""


class Timed:
    """An echo canceller, and what it costs."""

    def __init__(self, canceller: EchoCanceller) -> None:
        self._canceller = canceller
        self._frames, self._took_s = 0, 0.0
        self.has_near_end: bool | None = None
        """Whether the last frame held more than echo, as far as is known."""

    @property
    def echo_dbfs(self) -> float | None:
        """How loud the echo usually is; None: that is not known."""
        return self._canceller.echo_dbfs

    @property
    def is_before_echo(self) -> bool:
        """True while what is played has not come to the microphone."""
        return self._canceller.is_before_echo

    @property
    def is_settled(self) -> bool:
        """True once `has_near_end` is to be relied on."""
        return self._canceller.is_settled

    @property
    def fault(self) -> str | None:
        """Why most of the echo could not be taken out."""
        return self._canceller.fault

    @property
    def frame_us(self) -> float:
        """Processor time of a frame, in microseconds."""
        return 1e6 * self._took_s / max(1, self._frames)

    def cancel(self, sound: Block, captured_s: float) -> Block:
        """Return a frame without the echo."""
        began_s = time.process_time()
        without = self._canceller.cancel(sound, captured_s)
        self._took_s += time.process_time() - began_s
        self._frames += 1
        self.has_near_end = self._canceller.has_near_end
        return without

    def after_gap(self) -> None:
        """Take note that samples were lost."""
        self._canceller.after_gap()

    def reset(self) -> None:
        """Forget the room."""
        self._canceller.reset()


class VirtualRoom:
    """A loudspeaker, a user, and a microphone with any number of front ends at once, without automatic gain."""

    def __init__(self, room: Acoustics) -> None:
        self._now_s = BEGIN_S
        self._in_room, self._far_end = PlayedSound(), FarEnd()
        self._microphone = RoomMicrophone(room, self._in_room, lambda: self._now_s)
        self._microphone.open()

    @property
    def far_end(self) -> PlayedSound:
        """What the loudspeaker plays, for the echo cancellers."""
        return self._far_end.sound

    def hear(self, played: Signal, said: Signal, cancellers: Sequence[EchoCanceller | None] = (None,)) -> list[Samples]:
        """Return what is heard until the longer of both ends, which begin at once: in whole frames, by each canceller.

        None: without an echo canceller.
        """
        front_ends = [FrontEnd(FrontEndOptions(echo_canceller=canceller)) for canceller in cancellers]
        length = max(len(played), len(said))
        sound, begin_s, written = to_samples(played), self._now_s, 0
        self._microphone.play(to_samples(np.append(said, np.zeros(length - len(said)))))
        heard: list[list[Samples]] = [[] for _ in front_ends]
        for _ in range(length // FRAME_SAMPLES):
            self._now_s += self._microphone.frame_s
            while written < min(len(sound), int((self._now_s - begin_s + AHEAD_S) * CAPTURE_RATE_HZ)):
                chunk, at_s = sound[written : written + CHUNK], begin_s + written / CAPTURE_RATE_HZ
                self._in_room.plays(chunk, at_s)
                self._far_end.plays(chunk, CAPTURE_RATE_HZ, at_s, follows=written > 0)
                written += len(chunk)
            frame = self._microphone.read()
            assert frame  # it is not closed
            raw = to_block(frame.samples).reshape(-1, 1)
            for front_end, kept in zip(front_ends, heard, strict=True):
                kept.append(front_end.process(raw, frame.captured_s))
        return [np.concatenate(kept) for kept in heard]


def silence(length_s: float) -> Signal:
    """Return nothing, in whole frames."""
    return np.zeros(round(length_s / FRAME_S) * FRAME_SAMPLES)
