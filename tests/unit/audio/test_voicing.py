"""Voicing: vowels are voiced; breaths, knocks and silence are not."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES
from appliance.audio.voicing import PERIODIC, is_voiced, periodicity, voiced_s
from appliance.recordings.noises import single_noises
from appliance.recordings.recordings import load_recordings

LENGTH = 2 * FRAME_SAMPLES
TIME_S = np.arange(LENGTH) / CAPTURE_RATE_HZ


@pytest.mark.parametrize("pitch_hz", [75, 120, 220, 380])
def test_a_vowel_is_voiced_at_every_pitch(pitch_hz: float) -> None:
    vowel = np.sum([np.sin(2 * np.pi * n * pitch_hz * TIME_S) / n for n in range(1, 20)], axis=0)
    assert periodicity(vowel) > 0.9
    assert is_voiced(vowel)
    assert is_voiced((3000 * vowel).astype(np.int16))


def test_noise_and_silence_are_not() -> None:
    random = np.random.default_rng(1)
    assert periodicity(np.zeros(LENGTH)) == 0
    assert not is_voiced(np.zeros(LENGTH))
    assert max(periodicity(random.standard_normal(LENGTH)) for _ in range(50)) < PERIODIC


def test_a_thud_is_not() -> None:
    thud = np.sin(2 * np.pi * 90 * TIME_S) + 0.5 * np.sin(2 * np.pi * 180 * TIME_S)
    assert periodicity(thud) > PERIODIC
    assert not is_voiced(thud)


def test_the_vowels_of_a_sound_are_counted_in_seconds() -> None:
    time_s = np.arange(CAPTURE_RATE_HZ) / CAPTURE_RATE_HZ
    vowel = np.sum([np.sin(2 * np.pi * n * 120 * time_s) / n for n in range(1, 20)], axis=0)
    assert voiced_s(vowel) == pytest.approx(1.0, abs=0.03)
    assert voiced_s(np.concatenate([np.zeros(CAPTURE_RATE_HZ), vowel])) == pytest.approx(1.0, abs=0.05)
    assert voiced_s(vowel[:FRAME_SAMPLES]) == voiced_s(vowel[:0]) == 0


def share(sound: np.ndarray) -> float:
    pieces = [sound[begin : begin + LENGTH] for begin in range(0, len(sound) - LENGTH, FRAME_SAMPLES)]
    loud = [piece for piece in pieces if np.mean(np.square(piece)) > 0.01 * np.max(np.square(sound))]
    return float(np.mean([is_voiced(piece) for piece in loud]))


def test_speech_has_more_vowels_than_doors() -> None:
    speech = [load_recording(one.path, 28.0) / 32768 for one in load_recordings(human=False)[:6]]
    assert min(share(sound) for sound in speech) > 0.4
    assert max(share(sound) for sound in single_noises("door", 1)) < 0.2
