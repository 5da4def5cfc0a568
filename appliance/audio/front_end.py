"""FrontEnd: from a microphone's channels, as they are captured, to the one sound that everything else works with.

    channels -> high-pass filter -> channel -> overtones of hum -> echo canceller -> gain -> 16 bit

The order is that of WebRTC's audio processing. Nothing looks ahead, so nothing is later for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from appliance.audio.channel_choice import ChannelChoice, ChannelSetting
from appliance.audio.format import FRAME_SAMPLES, Block, Samples, to_samples
from appliance.audio.high_pass import HighPass
from appliance.audio.hum import HumRemover
from appliance.audio.signal_watch import SignalWatch


class AutomaticGain(Protocol):
    """Finds the gain that a microphone needs."""

    def gain_db(self, sound: Block) -> float:
        """Learn from a frame, (FRAME_SAMPLES,), and return the gain for it in dB."""


class EchoCanceller(Protocol):
    """Takes what the loudspeaker plays out of what the microphone hears."""

    has_near_end: bool | None
    """Whether the last frame held more than echo; None: nothing is played, or that cannot be told yet."""

    @property
    def is_before_echo(self) -> bool:
        """True while what is played is known not to have come to the microphone."""

    @property
    def is_settled(self) -> bool:
        """True once `has_near_end` is to be relied on, whatever the level of a frame."""

    @property
    def echo_dbfs(self) -> float | None:
        """How loud the echo usually is; None: that is not known yet."""

    def cancel(self, sound: Block, captured_s: float) -> Block:
        """Return a frame, (FRAME_SAMPLES,), without the echo; its last sample was captured at `captured_s` (clock)."""

    def after_gap(self) -> None:
        """Take note that samples of the microphone were lost before the next frame."""

    @property
    def fault(self) -> str | None:
        """Why most of the echo cannot be taken out, in words; None: it can be, or too little was played to know."""

    def reset(self) -> None:
        """Forget the room: another microphone is used."""


@dataclass(frozen=True, slots=True)
class FrontEndOptions:
    """How to treat a microphone's sound."""

    channel: ChannelSetting = "auto"
    """Which channel is taken."""
    gain: Callable[[], AutomaticGain] | float = 0.0
    """A gain in dB, or what makes the automatic one."""
    echo_canceller: EchoCanceller | None = None
    """None: there is no echo, or the card cancels it by itself."""


class FrontEnd:
    """Of one microphone; used by the thread that reads it."""

    def __init__(self, options: FrontEndOptions) -> None:
        self._options = options
        self.tap: Callable[[Block], object] = lambda _raw: None
        """Called with each frame as it was captured."""
        self.reset()

    def reset(self) -> None:
        """Forget all that was heard: what follows is another sound, or another card."""
        self._high_pass, self._watch = HighPass(), SignalWatch()
        self._choice, self._hum = ChannelChoice(self._options.channel), HumRemover()
        gain = self._options.gain
        self._gain = gain() if callable(gain) else None
        if self._options.echo_canceller:
            self._options.echo_canceller.reset()
        self.gain_db = 0.0 if callable(gain) else gain
        """The gain of the last frame."""
        self.has_near_end: bool | None = None
        """Whether the last frame held more than echo; None: nothing is played, or no echo is cancelled."""
        self.is_before_echo = False
        """What is played is known not to have come to the microphone in the last frame."""
        self.is_settled = False
        """True once that is to be relied on, whatever the level of a frame."""
        self.echo_dbfs: float | None = None
        """How loud the echo usually is; None: that is not known, or no echo is cancelled."""

    @property
    def fault(self) -> str | None:
        """What is wrong with the sound, as what follows "the microphone"; None: nothing."""
        return self._watch.fault

    @property
    def echo_fault(self) -> str | None:
        """Why the echo of the loudspeaker cannot be taken out, in words; None: it is taken out, as far as is known."""
        canceller = self._options.echo_canceller
        return canceller.fault if canceller else "audio.echo_cancellation is off"

    @property
    def channel(self) -> str:
        """The channel that is taken, or "mix"."""
        return self._choice.chosen

    @property
    def is_opposed(self) -> bool:
        """True when two channels are in opposite phase."""
        return self._choice.is_opposed

    def process(self, raw: Block, captured_s: float = 0.0, *, follows_gap: bool = False) -> Samples:
        """Return a frame, (FRAME_SAMPLES, channels), as it is to be heard; it was complete at `captured_s` (clock).

        `follows_gap`: samples were lost before it.
        """
        self.tap(raw)
        filtered = self._high_pass.filter(raw)
        self._watch.add(raw, filtered)
        sound = self._hum.remove(self._choice.pick(raw, filtered))
        if canceller := self._options.echo_canceller:
            if follows_gap:
                canceller.after_gap()
            sound = canceller.cancel(sound, captured_s)
            self.has_near_end, self.echo_dbfs = canceller.has_near_end, canceller.echo_dbfs
            self.is_settled, self.is_before_echo = canceller.is_settled, canceller.is_before_echo
        if self._gain:
            self.gain_db = self._gain.gain_db(sound)
        return to_samples(sound * np.float32(10 ** (self.gain_db / 20)))


def processed(sound: Block, front_end: FrontEnd) -> Samples:
    """Return a whole recording, (n, channels), as the front end hears it, frame by frame."""
    frames = np.pad(sound, ((0, -len(sound) % FRAME_SAMPLES), (0, 0)), mode="edge")
    frames = frames.reshape(-1, FRAME_SAMPLES, sound.shape[1])
    return np.concatenate([front_end.process(frame) for frame in frames])[: len(sound)]
