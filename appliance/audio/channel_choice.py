"""ChannelChoice: which of a microphone's channels is listened to. Pure: it sees each frame once, and looks not ahead.

An I2S microphone fills one of two channels and leaves the other empty: their mean would be half as loud. Two
microphones in opposite phase cancel out in the mean. Where neither is the case, the mean of two has less noise.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from appliance.audio.format import FRAME_S, Block

ChannelSetting = Literal["auto", "left", "right", "mix"]

_Powers = list[float]
"""Of each channel. There are few, so that they are no arrays: those would take longer, all day."""

_DECAY = 0.85
"""Of the powers, per frame: about a tenth of a second counts."""
_DEAD_FRAMES = 3
"""A channel whose samples are all the same for so long is dead."""
_FLOOR_RISE = 10 ** (3.0 / 10 * FRAME_S)
"""A channel's noise floor rises by 3 dB a second until a quieter frame is found."""
_LOUD = 10.0
"""A frame this much above the noise floor of a channel, as a power, says which channel has the sound."""
_BETTER = 10.0
"""A channel whose sound stands so much further above its noise, as a power, is taken alone."""
_BOTH = 3.0
"""Both channels have the sound if it stands this much above the noise of each, as a power."""
_SETTLING_FRAMES = 25
"""In the first half second the noise floors are not known."""
_NOISIER = 20.0
"""Where one channel is so much noisier than the other, as a power, the other is taken until somebody speaks."""
_NOISE = 10 ** (-50 / 10)
"""Less noise than this may be that of a room, and the quieter channel an empty one."""
_EMPTY = 10 ** (-93 / 10)
"""A channel with less power is empty: no microphone is as quiet."""
_TINY = 1e-14


class ChannelChoice:
    """Follows the channels of one microphone."""

    def __init__(self, wanted: ChannelSetting) -> None:
        self._wanted = wanted
        self._now: _Powers = []
        """The power of each channel in the last frame."""
        self._powers: _Powers = []
        """The same, smoothed."""
        self._floors: _Powers = []
        self._product = 0.0
        """Mean product of the first two channels: negative when they are in opposite phase."""
        self._constant: list[int] = []
        """Frames for which each channel has not moved."""
        self._frames = 0
        self._opposed = False
        self._chosen: int | None = None
        """The channel that is taken; None: the mean of the first two."""

    @property
    def chosen(self) -> str:
        """What is taken: "left", "right", "channel 3", or "mix"."""
        names = ("left", "right")
        if self._chosen is None:
            return "mix"
        return names[self._chosen] if self._chosen < 2 else f"channel {self._chosen + 1}"

    @property
    def is_opposed(self) -> bool:
        """True when the first two channels are in opposite phase."""
        return self._opposed

    def pick(self, raw: Block, filtered: Block) -> Block:
        """Return one channel, (n,), of a frame as it was captured, and after the high-pass filter."""
        channels = filtered.shape[1]
        if channels == 1:
            self._chosen = 0
            return filtered[:, 0]
        if self._wanted == "mix":
            self._chosen = None
            return _mean(filtered)
        if self._wanted == "auto":
            self._follow(raw, filtered)
            self._chosen = self._choose(channels)
        else:
            self._chosen = 0 if self._wanted == "left" else 1
        return _mean(filtered) if self._chosen is None else filtered[:, self._chosen]

    def _follow(self, raw: Block, filtered: Block) -> None:
        now = [power / len(filtered) + _TINY for power in np.einsum("nc,nc->c", filtered, filtered).tolist()]
        product = float(filtered[:, 0] @ filtered[:, 1]) / len(filtered)
        if len(self._powers) != len(now):
            self._powers, self._floors, self._product = now, now, product
            self._constant = [0] * len(now)
        self._frames += 1
        self._now = now
        self._powers = [before * _DECAY + power * (1 - _DECAY) for before, power in zip(self._powers, now, strict=True)]
        self._product = self._product * _DECAY + product * (1 - _DECAY)
        self._floors = [min(floor * _FLOOR_RISE, power) for floor, power in zip(self._floors, now, strict=True)]
        self._constant = [
            count + 1 if _is_constant(raw[:, channel]) else 0 for channel, count in enumerate(self._constant)
        ]

    def _choose(self, channels: int) -> int | None:
        powers = self._powers
        others_sound = max(powers) > _BETTER * _EMPTY
        is_dead = [
            count >= _DEAD_FRAMES or (power < _EMPTY and others_sound)
            for count, power in zip(self._constant, powers, strict=True)
        ]
        if channels > 2:  # of an array the first is the one that it processed for speech
            alive = [0.0 if dead else power for dead, power in zip(is_dead, powers, strict=True)]
            return _loudest(alive) if is_dead[0] and not all(is_dead) else 0
        if any(is_dead):
            return self._chosen if all(is_dead) else is_dead.index(False)
        correlation = self._product / math.sqrt(powers[0] * powers[1])
        self._opposed = correlation < (0.3 if self._opposed else -0.5)
        heard = [min(now, power) / floor for now, power, floor in zip(self._now, powers, self._floors, strict=True)]
        return self._by_sound(heard) if max(heard) >= _LOUD and self._frames > _SETTLING_FRAMES else self._at_rest()

    def _by_sound(self, heard: _Powers) -> int | None:
        """Choose while there is a sound; `heard` is how far it stands above the noise of each channel."""
        if max(heard) > _BETTER * min(heard):
            return _loudest(heard)
        if min(heard) < _BOTH:
            return self._chosen
        if max(self._powers) > _BETTER * min(self._powers):
            return _loudest(self._powers)
        if not self._opposed:
            return None
        return _loudest(self._powers) if self._chosen is None else self._chosen

    def _at_rest(self) -> int | None:
        """Choose while nobody speaks: as before, but not a mean with a channel that is much noisier."""
        if self._chosen is not None:
            return self._chosen
        if self._opposed:
            return _loudest(self._powers)
        least, most = min(self._floors), max(self._floors)
        return self._floors.index(least) if most > max(_NOISE, _NOISIER * least) else None


def _loudest(powers: _Powers) -> int:
    return powers.index(max(powers))


def _is_constant(channel: Block) -> bool:
    """Say whether all samples, (n,), are the same; nearly always the first and the last tell that they are not."""
    return bool(channel[0] == channel[-1]) and float(np.ptp(channel)) == 0.0


def _mean(frame: Block) -> Block:
    mean: Block = (frame[:, 0] + frame[:, 1]) * np.float32(0.5)
    return mean
