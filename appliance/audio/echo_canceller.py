"""KalmanEchoCanceller: takes the echo of the loudspeaker out of what the microphone hears, and nothing of the user.

The partitioned-block frequency-domain adaptive Kalman filter of Kuech, Mabande and Enzner ("State-space architecture of
the partitioned-block-based acoustic echo controller", ICASSP 2014; for one block: Enzner and Vary, "Frequency-domain
adaptive Kalman filter for acoustic echo control", Signal Processing 86, 2006). It estimates the echo path and how far
that estimate is off, for each frequency. From that and the level of what it cannot explain follows how much is learnt
from each frame, so it needs no double-talk detector of its own: while the user speaks, it learns little.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from appliance.audio.echo_alignment import EchoAlignment
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Block
from appliance.audio.frame_clock import FrameClock
from appliance.audio.near_end import NearEndDetector
from appliance.audio.played_sound import PlayedSound
from appliance.audio.steady_path import SteadyPath, echo_of

PARTS = 20
"""Blocks of the echo path: 0.4 s, for the delay of the cards and the beginning of the reverberation."""
LEAD = round(0.01 * CAPTURE_RATE_HZ)
"""The far end is taken so much earlier, in samples: an echo comes late, never early, and no clock is exact."""
LOST = round(0.03 * CAPTURE_RATE_HZ)
"""A frame so far from where it should be, in samples, follows a gap."""
TAIL = round(1.0 * CAPTURE_RATE_HZ)
"""So long after the last sound of the loudspeaker there is echo."""
FORGETTING = 0.9985
"""How much of the echo path is the same after a frame: people move, and the clocks of two cards differ."""
SMOOTHING = 0.6
"""Of the level of what is not explained, from frame to frame."""
FIRST_VARIANCE = 0.3
"""How far the echo path may be off at first, per frequency and block: a gain of 0 dB."""
CONSTRAINED = 5
"""Blocks of the echo path whose wrap-around is removed in each frame, in turn: it is what costs most."""
DRIFT_FRAMES = 50
"""How often the drift of the clocks is estimated."""
FIRST_DRIFT_STEP, DRIFT_STEP = 1.0, 0.2
"""How much of an estimate is believed: of the first, and at least. An error of 20 ppm leaves more of the echo."""
DISTURBED_FRAMES = 5
"""So many of them in which somebody speaks make an estimate worthless."""
MOST_DRIFT = 300e-6
"""Most that two clocks may differ: crystals are within 100 parts per million each."""
SURE_DRIFT = 0.5
LOWEST_BIN, HIGHEST_BIN = 12, 160
"""Frequencies, in steps of 25 Hz, by which it is estimated: 300 to 4000 Hz."""
KNOWN = 0.3
"""Part of the power that is left of the sound once the echo path is known well."""
EFFECTIVE = 0.5
"""Part that may be left of it where the echo is cancelled at all."""
TRIED_FRAMES = round(12 / FRAME_S)
"""Frames with sound in them after which that is judged."""
AUDIBLE_DBFS = -52.0
"""A microphone that is usually quieter while something is played hears no echo worth cancelling."""
USUAL_STEP_DB = 0.25
FAR_SOUND = 1e-3
"""Power of a frame of what is played that counts as sound."""
COUNTED = 0.98
"""How much of that is kept from frame to frame."""
SILENCE = 1e-9
"""Power that counts as nothing."""

Spectra = npt.NDArray[np.complex64]
"""Shape (PARTS, FRAME_SAMPLES + 1)."""
Real = npt.NDArray[np.floating[Any]]
"""The same, or of one block."""


class KalmanEchoCanceller:
    """Used by the thread that reads the microphone. While nothing is played it does nothing, and costs nothing."""

    def __init__(self, far_end: PlayedSound) -> None:
        self._far_end = far_end
        self.reset()

    def reset(self) -> None:
        """Forget the room: another microphone is used."""
        shape = (PARTS, FRAME_SAMPLES + 1)
        self._path: Spectra = np.zeros(shape, dtype=np.complex64)
        self._variance: Real = np.full(shape, FIRST_VARIANCE, dtype=np.float32)
        self._far: Spectra = np.zeros(shape, dtype=np.complex64)
        self._unexplained: Real = np.full(shape[1], SILENCE, dtype=np.float32)
        self._steady = SteadyPath()
        self._played_frames = 0
        """Frames in which something was played, up to `TRIED_FRAMES`."""
        self._usual_dbfs = AUDIBLE_DBFS
        """Median level of the microphone in them."""
        self._beginnings = 0
        self._alignment: EchoAlignment | None = None
        """While it is looked for where in the sound that is played the microphone is."""
        self._sound_power = self._without_power = SILENCE
        """Of the last second, with the echo and without."""
        self._constrained = 0
        self._compared: Spectra | None = None
        """The echo path some time ago; None: it was not known, or somebody spoke."""
        self._since_compared = self._disturbed = 0
        """Frames since then, and those of them in which somebody spoke."""
        self._settling = DRIFT_FRAMES
        """Frames without them before it is known well: what grows still would be taken for a drift."""
        self._drift_step = FIRST_DRIFT_STEP
        self.has_near_end: bool | None = None
        """Whether the last frame held more than echo; None: nothing is played, or the echo path is not known."""
        self._near_end = NearEndDetector()
        self.drift = 0.0
        """By how much the clock of the microphone is slower than that of the loudspeaker, as far as it is known."""
        self._clock = FrameClock()
        self._next: float | None = None
        """Where the next frame begins in the sound that is played, in samples; None: nothing is played."""

    def cancel(self, sound: Block, captured_s: float) -> Block:
        """Return a frame, (FRAME_SAMPLES,), without the echo; its last sample was captured at `captured_s` (clock)."""
        begins_s = self._clock.captured_s(captured_s) - FRAME_S
        begin = begins_s * CAPTURE_RATE_HZ
        if self._next is not None and abs(begin - self._next) < LOST:
            begin = self._next
        elif self._next is not None:
            self._beginnings, begin = -1, round(begin)  # frames were lost
        if begin > self._far_end.end + TAIL:
            self._next, self.has_near_end = None, None
            return sound
        if self._next is None:
            begin = round(begin)  # between two samples is interpolated, where the clocks differ
            self._far[:] = 0
            self._compared = None
        if self._beginnings != self._far_end.beginnings:
            self._beginnings = self._far_end.beginnings
            self._alignment = EchoAlignment() if self._is_known else None
            self._compared, self._settling = None, DRIFT_FRAMES
        self._next = begin + FRAME_SAMPLES * (1 + self.drift)
        self._far = np.roll(self._far, 1, axis=0)
        self._far[0] = self._far_spectrum(begin)
        echo = echo_of(self._path, self._far)
        if self._alignment:
            return self._align(sound, echo, begin)
        error: Block = sound - echo
        rest = self._steady.rest(sound, error, self._path, self._far)
        # After a tone the estimate may go on where the echo does not: nothing is made louder than it was.
        without = rest if np.sum(np.square(rest)) < np.sum(np.square(sound)) else sound
        near = self._near_end.has_near_end(without, sound - rest)
        self.has_near_end = near if self._is_known else None
        self._count(sound, without, far_power=float(np.mean(np.abs(self._far[0])) ** 2))
        self._learn(error)
        self._follow_drift()
        return without

    def _far_spectrum(self, begin: float) -> Spectra:
        """Return the spectrum of what is played in the frame that begins there, and in the one before."""
        places = begin + LEAD + np.arange(-FRAME_SAMPLES, FRAME_SAMPLES, dtype=np.float64) * (1 + self.drift)
        return np.fft.rfft(self._far_end.at(places)).astype(np.complex64)

    def _align(self, sound: Block, echo: Block, begin: float) -> Block:
        """Find where in the sound that is played the microphone is, and learn nothing meanwhile."""
        alignment = self._alignment
        assert alignment
        self.has_near_end = False
        later_by = alignment.later_by(sound, echo)
        if alignment.is_over:
            self._alignment = None
        if later_by is not None and self._next is not None:
            self._next -= later_by
            frames = FRAME_SAMPLES * (1 + self.drift)
            for part in range(PARTS):
                self._far[part] = self._far_spectrum(begin - later_by - part * frames)
            self._compared = None
        return sound

    @property
    def _is_known(self) -> bool:
        """True once the echo path is known so well that it can be recognised."""
        return self._without_power < KNOWN * self._sound_power

    @property
    def is_effective(self) -> bool:
        """False once a lot of echo was heard, and most of it could not be taken out."""
        is_tried = self._played_frames >= TRIED_FRAMES
        return not is_tried or self._usual_dbfs < AUDIBLE_DBFS or self._without_power < EFFECTIVE * self._sound_power

    def _count(self, sound: Block, without: Block, far_power: float) -> None:
        if far_power < FAR_SOUND:
            return
        power = float(np.mean(np.square(sound)))
        self._played_frames = min(TRIED_FRAMES, self._played_frames + 1)
        # The median: a user who speaks now and then does not count as echo.
        self._usual_dbfs += USUAL_STEP_DB if 10 * math.log10(power + SILENCE) > self._usual_dbfs else -USUAL_STEP_DB
        self._sound_power = COUNTED * self._sound_power + power
        self._without_power = COUNTED * self._without_power + float(np.mean(np.square(without)))

    def _follow_drift(self) -> None:
        """Compare the echo path with what it was: where the clocks differ, it becomes longer or shorter steadily."""
        if self._compared is None:
            self._settling -= self.has_near_end is False
            if self._settling < 0:
                self._compared, self._since_compared, self._disturbed = self._path.copy(), 0, 0
            return
        self._since_compared += 1
        self._disturbed += self.has_near_end is not False
        if self._disturbed > DISTURBED_FRAMES:
            self._compared, self._settling = None, DRIFT_FRAMES
        if self._compared is None or self._since_compared < DRIFT_FRAMES:
            return
        before, self._compared = self._compared, self._path.copy()
        self._since_compared = self._disturbed = 0
        cross = np.einsum("pk,pk->k", self._path, before.conj())[LOWEST_BIN:HIGHEST_BIN]
        pairs = cross[1:] * cross[:-1].conj()
        later = -float(np.angle(np.sum(pairs))) * FRAME_SAMPLES / np.pi
        sure = abs(np.sum(pairs)) / (np.sum(np.abs(pairs)) + SILENCE)
        if sure > SURE_DRIFT:
            change = float(np.clip(later / (DRIFT_FRAMES * FRAME_SAMPLES), -MOST_DRIFT, MOST_DRIFT))
            self.drift = float(np.clip(self.drift - self._drift_step * change, -MOST_DRIFT, MOST_DRIFT))
            self._drift_step = max(DRIFT_STEP, self._drift_step / (1 + self._drift_step))

    def _learn(self, error: Block) -> None:
        spectrum = np.fft.rfft(np.concatenate([np.zeros(FRAME_SAMPLES, dtype=np.float32), error])).astype(np.complex64)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        self._unexplained = SMOOTHING * self._unexplained + (1 - SMOOTHING) * power
        far_power = np.square(self._far.real) + np.square(self._far.imag)
        uncertain = np.einsum("pk,pk->k", far_power, self._variance)
        gain = self._variance / (uncertain + self._unexplained + SILENCE)
        self._path += gain * self._far.conj() * spectrum
        self._constrain()
        # Half of each transform is zeros (overlap-save), hence the factor of a half.
        self._variance *= 1 - 0.5 * gain * far_power
        change = np.square(self._path.real) + np.square(self._path.imag)
        self._variance = FORGETTING**2 * self._variance + (1 - FORGETTING**2) * change
        self._path *= FORGETTING

    def _constrain(self) -> None:
        """Let each block of the echo path be no longer than a frame, some blocks at a time."""
        parts = (self._constrained + np.arange(CONSTRAINED)) % PARTS
        self._constrained = (self._constrained + CONSTRAINED) % PARTS
        response = np.fft.irfft(self._path[parts], axis=1)
        response[:, FRAME_SAMPLES:] = 0
        self._path[parts] = np.fft.rfft(response, axis=1).astype(np.complex64)
