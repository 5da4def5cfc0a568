"""KalmanEchoCanceller: takes the echo of the loudspeaker out of what the microphone hears, and nothing of the user.

The partitioned-block frequency-domain adaptive Kalman filter of Kuech, Mabande and Enzner ("State-space architecture of
the partitioned-block-based acoustic echo controller", ICASSP 2014; for one block: Enzner and Vary, "Frequency-domain
adaptive Kalman filter for acoustic echo control", Signal Processing 86, 2006). It estimates the echo path and how far
that estimate is off, for each frequency. From that and the level of what it cannot explain follows how much is learnt
from each frame, so it needs no double-talk detector of its own: while the user speaks, it learns little.

What it learns is used once it has proved better than what was known before, so a user who talks for long spoils nothing
(two echo paths: Ochiai, Araseki and Ogihara, "Echo canceler with two echo path models", IEEE Trans. Comm. 25, 1977).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.audio.clock_drift import ClockDrift
from appliance.audio.echo_alignment import EchoAlignment
from appliance.audio.echo_levels import SILENCE, EchoLevels, power_of
from appliance.audio.echo_suppressor import EchoSuppressor
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Block
from appliance.audio.frame_clock import FrameClock
from appliance.audio.near_end import NearEndDetector
from appliance.audio.played_sound import PlayedSound

PARTS = 24
"""Blocks of the echo path: 0.48 s, for the delay of the cards and the beginning of the reverberation."""
LEAD = round(0.01 * CAPTURE_RATE_HZ)
"""The far end is taken so much earlier, in samples: an echo comes late, never early, and no clock is exact."""
LOST = round(0.03 * CAPTURE_RATE_HZ)
"""A frame so far from where it should be, in samples, follows a gap."""
TAIL = round(1.0 * CAPTURE_RATE_HZ)
"""So long after the last sound of the loudspeaker there is echo."""
FORGETTING, FIRST_FORGETTING = 0.9992, 0.9985
"""How much of the echo path is the same after a frame: people move, and the clocks of two cards differ. And before it
has settled, when it is to be learnt quickly."""
SMOOTHING = 0.6
"""Of the level of what is not explained, from frame to frame."""
FIRST_VARIANCE = 0.3
"""How far the echo path may be off at first, per frequency and block: a gain of 0 dB."""
CONSTRAINED = 5
"""Blocks of the echo path whose wrap-around is removed in each frame, in turn: it is what costs most."""
PROVED = 0.9
"""Smoothing, from frame to frame, of what the two echo paths leave, by which they are compared."""
BETTER, FIRST_BETTER = 0.8, 1.0
"""What the new echo path leaves, as a part of what the old one leaves, from which on it takes the place of that; and
the same before it has settled."""
WORSE = 1.6
"""The same, from which on it is forgotten."""
NOT_FOUND_DB = 1.0
"""An echo of which less is taken out is not what is played, or not where it is looked for."""

Spectra = npt.NDArray[np.complex64]
"""Shape (PARTS, FRAME_SAMPLES + 1)."""
Real = npt.NDArray[np.floating[Any]]
"""The same, or of one block."""


class KalmanEchoCanceller:
    """Used by the thread that reads the microphone. While nothing is played it only notes how loud the room is."""

    def __init__(self, far_end: PlayedSound) -> None:
        self._far_end = far_end
        self.reset()

    def reset(self) -> None:
        """Forget the room: another microphone is used."""
        shape = (PARTS, FRAME_SAMPLES + 1)
        self._far: Spectra = np.zeros(shape, dtype=np.complex64)
        self._levels = EchoLevels()
        self._begin_anew()
        self._unexplained: Real = np.full(shape[1], SILENCE, dtype=np.float32)
        self._beginnings = self._late = 0
        self._alignment: EchoAlignment | None = None
        """While it is looked for where in the sound that is played the microphone is."""
        self._suppressor = EchoSuppressor()
        """Until then."""
        self._constrained = 0
        self.has_near_end: bool | None = None
        """Whether the last frame held more than echo; None: nothing is played, or the echo path is not known."""
        self._clock = FrameClock()
        self._next: float | None = None
        """Where the next frame begins in the sound that is played, in samples; None: nothing is played."""
        self._follows_gap = False
        """Samples of the microphone were lost before the next frame."""
        self._found_at = 0.0
        """How far from where the card's reports say that was found to be."""

    def _begin_anew(self) -> None:
        """Forget the echo path, and all that was learnt by it."""
        shape = (PARTS, FRAME_SAMPLES + 1)
        self._path: Spectra = np.zeros(shape, dtype=np.complex64)
        """As it is learnt."""
        self._proved: Spectra = np.zeros(shape, dtype=np.complex64)
        """As it is used."""
        self._error_power = self._proved_power = SILENCE
        """What the one and the other left lately."""
        self._variance: Real = np.full(shape, FIRST_VARIANCE, dtype=np.float32)
        self._near_end = NearEndDetector()
        self._drift = ClockDrift()
        self._levels.begin_anew()

    def cancel(self, sound: Block, captured_s: float) -> Block:
        """Return a frame, (FRAME_SAMPLES,), without the echo; its last sample was captured at `captured_s` (clock)."""
        begins_s = self._clock.captured_s(captured_s) - FRAME_S
        begin = begins_s * CAPTURE_RATE_HZ + self._found_at
        follows_gap, self._follows_gap = self._follows_gap, False
        if self._next is not None and abs(begin - self._next) < LOST and not follows_gap:
            begin = self._next
        elif self._next is not None:
            self._beginnings, begin = -1, round(begin)  # frames were lost
        if begin > self._far_end.end + TAIL:
            self._next, self.has_near_end = None, None
            self._found_at = 0.0
            self._levels.count_room(power_of(sound))
            return sound
        if self._next is None:
            begin = round(begin)  # between two samples is interpolated, where the clocks differ
            self._far[:] = 0
            self._drift.path_changes()
        if self._beginnings != self._far_end.beginnings:
            self._beginnings = self._far_end.beginnings
            is_late, self._late = self._late != self._far_end.late_beginnings, self._far_end.late_beginnings
            self._alignment = EchoAlignment(is_late=is_late) if self._levels.was_known else None
            self._suppressor = EchoSuppressor()
        self._next = begin + FRAME_SAMPLES * (1 + self.drift)
        self._far = np.roll(self._far, 1, axis=0)
        self._far[0] = self._far_spectrum(begin)
        echo = self._echo(self._proved)
        if self.is_aligning:
            return self._align(sound, echo, begin)
        rest: Block = sound - echo
        rest_power, sound_power = power_of(rest), power_of(sound)
        # After a tone the estimate may go on where the echo does not: nothing is made louder than it was.
        without = rest if rest_power < sound_power else sound
        near = self._near_end.has_near_end(without, echo)
        self.has_near_end = near if self._levels.is_known else None
        far_power = float(np.mean(np.abs(self._far[0])) ** 2)
        without_power = min(rest_power, sound_power)
        self._levels.count(sound_power, without_power, power_of(echo), far_power, is_near=near)
        if self._levels.is_lost:
            self._begin_anew()
        error = sound - self._echo(self._path)
        self._prove(power_of(error), rest_power)
        self._learn(error)
        self._drift.follow(self._path, is_known=self._levels.is_known, is_near=near)
        return without

    def after_gap(self) -> None:
        """Take note that samples were lost, however few: what was known of their times says nothing of the next."""
        self._clock, self._follows_gap = FrameClock(), True

    def _prove(self, error_power: float, proved_power: float) -> None:
        """Use the echo path that is learnt once it is better than the one in use; forget it once it is worse."""
        self._error_power = PROVED * self._error_power + (1 - PROVED) * error_power
        self._proved_power = PROVED * self._proved_power + (1 - PROVED) * proved_power
        better = BETTER if self.is_settled else FIRST_BETTER
        if self._error_power < better * self._proved_power:
            self._proved = self._path.copy()
            self._proved_power = self._error_power
        elif self._error_power > WORSE * self._proved_power:
            self._path = self._proved.copy()
            self._error_power = self._proved_power

    def _far_spectrum(self, begin: float) -> Spectra:
        """Return the spectrum of what is played in the frame that begins there, and in the one before."""
        places = begin + LEAD + np.arange(-FRAME_SAMPLES, FRAME_SAMPLES, dtype=np.float64) * (1 + self.drift)
        return np.fft.rfft(self._far_end.at(places)).astype(np.complex64)

    def _echo(self, path: Spectra) -> Block:
        return np.fft.irfft(np.einsum("pk,pk->k", path, self._far))[FRAME_SAMPLES:].astype(np.float32)

    def _align(self, sound: Block, echo: Block, begin: float) -> Block:
        """Find where in the sound that is played the microphone is. Meanwhile nothing is learnt, and the echo only
        suppressed."""
        alignment = self._alignment
        assert alignment
        self.has_near_end = False
        later_by = alignment.later_by(sound, echo)
        if alignment.is_over:
            self._alignment = None
        if later_by is not None and self._next is not None:
            self._next -= later_by
            self._found_at -= later_by
            frames = FRAME_SAMPLES * (1 + self.drift)
            for part in range(PARTS):
                self._far[part] = self._far_spectrum(begin - later_by - part * frames)
            self._drift.path_changes()
        return self._suppressor.suppress(sound, echo)

    @property
    def is_aligning(self) -> bool:
        """True in the first moment of a sound, while it is looked for where in it the microphone is."""
        return self._alignment is not None

    @property
    def is_before_echo(self) -> bool:
        """True while something is played that is known not to have come to the microphone."""
        return self._next is not None and self._alignment is not None and not self._alignment.has_begun

    @property
    def drift(self) -> float:
        """By how much the clock of the microphone is slower than that of the loudspeaker, as far as it is known."""
        return self._drift.drift

    @property
    def is_settled(self) -> bool:
        """True once the echo path has been known for so long that `has_near_end` is to be relied on."""
        return self._levels.is_settled

    @property
    def fault(self) -> str | None:
        """Why most of the echo cannot be taken out, in words; None: it can be, or too little was played to know."""
        if self._levels.is_effective:
            return None
        if (found_db := self._levels.reduction_db) < NOT_FOUND_DB:
            return "what is played is not found in it, and may come too late, as by Bluetooth, or changed"
        return f"only {found_db:.0f} dB of it could be taken out; the loudspeaker may distort"

    @property
    def echo_dbfs(self) -> float | None:
        """How loud the echo usually is; None: that is not known yet."""
        return self._levels.echo_dbfs

    def _learn(self, error: Block) -> None:
        spectrum = np.fft.rfft(np.concatenate([np.zeros(FRAME_SAMPLES, dtype=np.float32), error])).astype(np.complex64)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        self._unexplained = SMOOTHING * self._unexplained + (1 - SMOOTHING) * power
        far_power = np.square(self._far.real) + np.square(self._far.imag)
        # Half of each transform is zeros (overlap-save), hence the factor of a half.
        uncertain = np.einsum("pk,pk->k", far_power, self._variance)
        gain = self._variance / (uncertain + self._unexplained + SILENCE)
        self._path += gain * self._far.conj() * spectrum
        self._constrain()
        self._variance *= 1 - 0.5 * gain * far_power
        change = np.square(self._path.real) + np.square(self._path.imag)
        forgetting = FORGETTING if self.is_settled else FIRST_FORGETTING
        self._variance = forgetting**2 * self._variance + (1 - forgetting**2) * change
        self._path *= forgetting

    def _constrain(self) -> None:
        """Let each block of the echo path be no longer than a frame, some blocks at a time."""
        parts = (self._constrained + np.arange(CONSTRAINED)) % PARTS
        self._constrained = (self._constrained + CONSTRAINED) % PARTS
        response = np.fft.irfft(self._path[parts], axis=1)
        response[:, FRAME_SAMPLES:] = 0
        self._path[parts] = np.fft.rfft(response, axis=1).astype(np.complex64)
