"""ChannelChoice: which of a microphone's channels is listened to. Pure: it sees each frame once, and looks not ahead.

An I2S microphone fills one of two channels and leaves the other empty: their mean would be half as loud. Two
microphones in opposite phase cancel out in the mean. Where neither is the case, the mean of two has less noise.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_S, Block

ChannelSetting = Literal["auto", "left", "right", "mix"]

_Powers = npt.NDArray[np.float64]

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
        self._now: _Powers = np.zeros(0)
        """The power of each channel in the last frame."""
        self._powers: _Powers = np.zeros(0)
        """The same, smoothed."""
        self._floors: _Powers = np.zeros(0)
        self._product = 0.0
        """Mean product of the first two channels: negative when they are in opposite phase."""
        self._constant: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
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
        now = np.mean(np.square(filtered, dtype=np.float64), axis=0) + _TINY
        product = float(np.mean(filtered[:, 0] * filtered[:, 1]))
        if len(self._powers) != len(now):
            self._powers, self._floors, self._product = now, now.copy(), product
            self._constant = np.zeros(len(now), dtype=np.int64)
        self._frames += 1
        self._now = now
        self._powers = self._powers * _DECAY + now * (1 - _DECAY)
        self._product = self._product * _DECAY + product * (1 - _DECAY)
        self._floors = np.minimum(self._floors * _FLOOR_RISE, now)
        self._constant = np.where(np.ptp(raw, axis=0) == 0.0, self._constant + 1, 0)

    def _choose(self, channels: int) -> int | None:
        is_dead = (self._constant >= _DEAD_FRAMES) | ((self._powers < _EMPTY) & (self._powers.max() > _BETTER * _EMPTY))
        if channels > 2:  # of an array the first is the one that it processed for speech
            return int(np.argmax(np.where(is_dead, 0.0, self._powers))) if is_dead[0] and not is_dead.all() else 0
        if is_dead.any():
            return self._chosen if is_dead.all() else int(np.argmin(is_dead))
        correlation = self._product / float(np.sqrt(self._powers[0] * self._powers[1]))
        self._opposed = correlation < (0.3 if self._opposed else -0.5)
        heard = np.minimum(self._now, self._powers) / self._floors
        return self._by_sound(heard) if heard.max() >= _LOUD and self._frames > _SETTLING_FRAMES else self._at_rest()

    def _by_sound(self, heard: _Powers) -> int | None:
        """Choose while there is a sound; `heard` is how far it stands above the noise of each channel."""
        if heard.max() > _BETTER * heard.min():
            return int(np.argmax(heard))
        if heard.min() < _BOTH:
            return self._chosen
        if self._powers.max() > _BETTER * self._powers.min():
            return int(np.argmax(self._powers))
        if not self._opposed:
            return None
        return int(np.argmax(self._powers)) if self._chosen is None else self._chosen

    def _at_rest(self) -> int | None:
        """Choose while nobody speaks: as before, but not a mean with a channel that is much noisier."""
        if self._chosen is not None:
            return self._chosen
        if self._opposed:
            return int(np.argmax(self._powers))
        return int(np.argmin(self._floors)) if self._floors.max() > max(_NOISE, _NOISIER * self._floors.min()) else None


def _mean(frame: Block) -> Block:
    mean: Block = (frame[:, 0] + frame[:, 1]) * np.float32(0.5)
    return mean
