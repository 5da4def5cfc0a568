"""Lengthened pauses: at the right place, of the right length, as quiet as the clip itself; the speech is unchanged."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import Samples
from appliance.bench.longer_pauses import LONGER_PAUSES, PausedClip, paused_clips, with_longer_pause
from appliance.recordings.recordings import load_recordings

RATE_HZ = 16_000
FADE = 80
"""Samples on either side of a cut that are faded."""


@pytest.fixture(scope="module")
def clips() -> list[PausedClip]:
    """Fails, and does not skip, where the human recordings are not fetched. `deploy/test` fetches them."""
    return list(paused_clips(load_recordings()))


def dbfs(samples: Samples) -> float:
    return float(10 * np.log10(np.mean((samples / 32768) ** 2)))


def test_there_are_enough_pauses_of_every_length(clips: list[PausedClip]) -> None:
    lengths_s = sorted(end_s - start_s for start_s, end_s in (clip.pause for clip in clips))
    assert len(clips) == len(LONGER_PAUSES) >= 10
    assert lengths_s == pytest.approx(sorted(length_s for _, _, length_s in LONGER_PAUSES))
    assert lengths_s[0] == pytest.approx(0.3)
    assert lengths_s[-1] == pytest.approx(1.2)
    assert {clip.recording.name for clip in clips} == {r.name for r in load_recordings() if r.speaker == "human"}


@pytest.mark.parametrize("number", range(len(LONGER_PAUSES)))
def test_nothing_but_the_pause_is_changed(clips: list[PausedClip], number: int) -> None:
    clip, (name, pause_number, length_s) = clips[number], LONGER_PAUSES[number]
    start_s, end_s = clip.recording.pauses[pause_number]
    original = load_recording(clip.recording.path, 30)
    assert clip.recording.name == name
    assert len(clip.samples) == len(original) + round((length_s - (end_s - start_s)) * RATE_HZ)
    before, after = round(start_s * RATE_HZ) - FADE, len(original) - round(end_s * RATE_HZ) - FADE
    assert np.array_equal(clip.samples[:before], original[:before])
    assert np.array_equal(clip.samples[-after:], original[-after:])


@pytest.mark.parametrize("number", range(len(LONGER_PAUSES)))
def test_the_pause_is_silent_and_the_words_beside_it_are_not(clips: list[PausedClip], number: int) -> None:
    clip = clips[number]
    start, end = (round(moment * RATE_HZ) for moment in clip.pause)
    hundredths = [dbfs(clip.samples[at : at + 160]) for at in range(start, end - 160, 160)]
    assert max(hundredths) < -33
    # From a fifth of a second on there is only what was inserted: the clip's background, at an even level.
    middle = clip.samples[start + 2560 : end - 1600] if end - start > 8000 else clip.samples[start + 1600 : end - 1600]
    assert -60 < dbfs(middle) < -45
    assert max(dbfs(clip.samples[start - 1600 : start]), dbfs(clip.samples[end : end + 1600])) > -32


def test_what_is_inserted_is_as_loud_as_the_background_and_never_repeats() -> None:
    random = np.random.default_rng(1)
    hiss = np.round(random.standard_normal(RATE_HZ) * 100).astype(np.int16)
    hiss[4000:6000] = hiss[4000:6000] * 40  # a word
    longer = with_longer_pause(hiss, 0.75, 1.0)
    inserted = longer[12_000 + FADE : 28_000 - FADE].astype(np.float64)
    assert len(longer) == 2 * RATE_HZ
    assert np.std(inserted) == pytest.approx(100, rel=0.15)
    spectrum = np.abs(np.fft.rfft(inserted, 2 * len(inserted))) ** 2
    alike = np.fft.irfft(spectrum)[1600 : len(inserted)] / np.sum(inserted**2)
    assert np.max(np.abs(alike)) < 0.3, "it repeats itself"
    assert np.array_equal(longer, with_longer_pause(hiss, 0.75, 1.0))
