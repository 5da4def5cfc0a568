"""Human speech with long pauses, as of somebody who thinks: a reader's clips, with one silence in each lengthened.

Pure, except that it reads the clips. The added silence is made of the clip's own background noise, so that it has the
same level and the same hiss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, Samples
from appliance.recordings.recordings import Recording

BACKGROUND_SAMPLES = CAPTURE_RATE_HZ // 10
"""The quietest tenth of a second of a clip is taken as its background."""
GRAIN_SAMPLES = CAPTURE_RATE_HZ // 25
"""The background is put together from grains of 40 ms, taken at random places: repeated as it is, it would hum."""
FADE_SAMPLES = CAPTURE_RATE_HZ // 100
"""Speech and background are faded into each other over 10 ms: a hard cut would click."""

LONGER_PAUSES = (
    ("austen-dashwood-leisure", 0, 0.3),  # And Mister John Dashwood had then ... leisure to consider
    ("austen-dashwood-leisure", 1, 0.72),  # to consider how ... much there might be
    ("austen-dashwood-leisure", 2, 1.06),  # how much ... there might be
    ("austen-dashwood-leisure", 3, 0.44),  # how much there might ... be prudently in his power
    ("austen-dashwood-leisure", 4, 0.86),  # there might be ... prudently in his power
    ("austen-ill-disposed", 0, 0.37),  # He was not ... an ill-disposed young man.
    ("austen-ill-disposed", 0, 1.2),
    ("austen-cold-hearted", 0, 0.93),  # Unless ... to be rather cold-hearted
    ("austen-cold-hearted", 1, 0.58),  # Unless to be rather ... cold-hearted
    ("austen-cold-hearted", 2, 0.51),  # to be rather cold-hearted ... and rather selfish
    ("austen-cold-hearted", 3, 1.13),  # and rather selfish ... is to be ill-disposed
    ("austen-cold-hearted", 4, 0.34),  # is ... to be ill-disposed
    ("austen-amiable-woman", 0, 0.65),  # Had he married a more ... amiable woman
    ("austen-amiable-woman", 1, 1.0),  # a more amiable woman, ... he might have been
    ("austen-amiable-himself", 0, 0.79),  # He might even have ... been made amiable himself.
)
"""Name of a clip, index of the pause in it, and the length that the pause gets, in seconds."""


@dataclass(frozen=True, slots=True)
class PausedClip:
    """A clip with one pause made longer."""

    recording: Recording
    """The clip that it was made from."""
    samples: Samples
    """The sound, mono, 16 kHz."""
    pause: tuple[float, float]
    """When the voice falls silent and when it resumes, in seconds from the start."""


def paused_clips(recordings: Sequence[Recording]) -> Iterator[PausedClip]:
    """Make every clip of LONGER_PAUSES from the human recordings among `recordings`."""
    by_name = {recording.name: recording for recording in recordings}
    for name, number, length_s in LONGER_PAUSES:
        recording = by_name[name]
        start_s, end_s = recording.pauses[number]
        samples = load_recording(recording.path, 30)
        at_s = start_s + _quietest(_between(samples, start_s, end_s), FADE_SAMPLES) / CAPTURE_RATE_HZ
        longer = with_longer_pause(samples, at_s + FADE_SAMPLES / 2 / CAPTURE_RATE_HZ, length_s - (end_s - start_s))
        yield PausedClip(recording, longer, (start_s, start_s + length_s))


def background(samples: Samples, length: int, seed: int) -> NDArray[np.float64]:
    """Return `length` samples of a clip's own background noise."""
    start = _quietest(samples, BACKGROUND_SAMPLES)
    quiet = samples[start : start + BACKGROUND_SAMPLES] - np.mean(samples[start : start + BACKGROUND_SAMPLES])
    window = np.sin(
        np.pi * (np.arange(GRAIN_SAMPLES) + 0.5) / GRAIN_SAMPLES
    )  # two overlapping windows add up to an even power
    random = np.random.default_rng(seed)
    mixed = np.zeros(length + 2 * GRAIN_SAMPLES)
    for at in range(0, length + GRAIN_SAMPLES, GRAIN_SAMPLES // 2):
        grain = random.integers(BACKGROUND_SAMPLES - GRAIN_SAMPLES)
        mixed[at : at + GRAIN_SAMPLES] += window * quiet[grain : grain + GRAIN_SAMPLES]
    return mixed[GRAIN_SAMPLES : GRAIN_SAMPLES + length]


def with_longer_pause(
    samples: Samples,
    at_s: float,
    extra_s: float,
    filling: Callable[[Samples, int, int], NDArray[np.float64]] = background,
) -> Samples:
    """Return the clip with `extra_s` seconds of its own background inserted at `at_s`, in the middle of a pause.

    `filling(samples, length, seed)` returns what is inserted.
    """
    extra, half = round(extra_s * CAPTURE_RATE_HZ), FADE_SAMPLES // 2
    at = round(at_s * CAPTURE_RATE_HZ)
    rise = np.sin(np.linspace(0, np.pi / 2, 2 * half))
    before, after = samples[: at + half].astype(np.float64), samples[at - half :].astype(np.float64)
    between = filling(samples, extra + 2 * half, at)
    for fading_in in (after, between):
        fading_in[: 2 * half] *= rise
    for fading_out in (before, between):
        fading_out[-2 * half :] *= rise[::-1]
    longer = np.zeros(len(samples) + extra)
    longer[: at + half] += before
    longer[at - half : at + half + extra] += between
    longer[at - half + extra :] += after
    return np.round(longer).astype(np.int16)


def _between(samples: Samples, start_s: float, end_s: float) -> Samples:
    return samples[round(start_s * CAPTURE_RATE_HZ) : round(end_s * CAPTURE_RATE_HZ)]


def _quietest(samples: Samples, length: int) -> int:
    """Return the first sample of the quietest stretch of `length` samples."""
    energy = np.convolve(samples.astype(np.float64) ** 2, np.ones(length), mode="valid")
    return int(np.argmin(energy))
