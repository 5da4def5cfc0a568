"""ClockDrift: follows by how much two clocks differ, from how an echo path changes.

Where the clocks of the microphone and the loudspeaker differ, the echo comes steadily earlier or later: the phase of
the echo path turns, the more the higher the frequency. Its slope over the frequencies is the delay that was added.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from appliance.audio.format import FRAME_SAMPLES

EVERY_FRAMES = 50
"""How often the drift of the clocks is estimated."""
FIRST_STEP, STEP, STEADIER = 0.5, 0.2, 0.85
"""How much of an estimate is believed: of the first ones, and at least; and how much less of each than of the one
before. What changes is mostly chance: the error of one estimate is 20 ppm."""
MOST_NEAR_FRAMES = 12
"""Frames with the user in them, of those, with which nothing is learnt of it."""
MOST_DRIFT = 300e-6
"""Most that two clocks may differ: crystals are within 100 parts per million each."""
SURE_DRIFT = 0.5
LOWEST_BIN, HIGHEST_BIN = 12, 160
"""Frequencies, in steps of 25 Hz, by which it is estimated: 300 to 4000 Hz."""
NOTHING = 1e-9

Spectra = npt.NDArray[np.complex64]
"""Shape (blocks, FRAME_SAMPLES + 1)."""


class ClockDrift:
    """Of one microphone and one loudspeaker."""

    def __init__(self) -> None:
        self.drift = 0.0
        """By how much the clock of the microphone is slower than that of the loudspeaker, as far as it is known."""
        self._step = FIRST_STEP
        self._before: Spectra | None = None
        """The echo path some time ago; None: it was not known."""
        self._frames = self._near_frames = 0
        """Frames since then, and those with the user in them."""

    def path_changes(self) -> None:
        """Note that the echo path changes for another reason."""
        self._before = None

    def follow(self, path: Spectra, *, is_known: bool, is_near: bool) -> None:
        """Take the echo path of a frame, (blocks, FRAME_SAMPLES + 1); whether it is known; and the user is heard."""
        self._frames += 1
        self._near_frames += is_near
        if self._frames < EVERY_FRAMES:
            return
        is_clean = is_known and self._near_frames <= MOST_NEAR_FRAMES
        self._frames = self._near_frames = 0
        before, self._before = self._before, path.copy() if is_clean else None
        if before is not None and is_clean:
            self._compare(path, before)

    def _compare(self, path: Spectra, before: Spectra) -> None:
        cross = np.einsum("pk,pk->k", path, before.conj())[LOWEST_BIN:HIGHEST_BIN]
        pairs = cross[1:] * cross[:-1].conj()
        later = -float(np.angle(np.sum(pairs))) * FRAME_SAMPLES / np.pi
        sure = abs(np.sum(pairs)) / (np.sum(np.abs(pairs)) + NOTHING)
        if sure > SURE_DRIFT:
            change = float(np.clip(later / (EVERY_FRAMES * FRAME_SAMPLES), -MOST_DRIFT, MOST_DRIFT))
            self.drift = float(np.clip(self.drift - self._step * change, -MOST_DRIFT, MOST_DRIFT))
            self._step = max(STEP, STEADIER * self._step)
