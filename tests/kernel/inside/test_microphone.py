"""The microphone on a kernel's card: it reads what device 1 of the card plays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from appliance.adapters.alsa import AlsaMicrophone
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples
from appliance.items import Frame
from tests.kernel.inside.cable import MicrophoneSource, ramp


def frames_of(microphone: AlsaMicrophone, count: int) -> Iterator[Frame]:
    """Read the next `count` frames."""
    for _ in range(count):
        frame = microphone.read()
        assert frame
        yield frame


def sound_of(frames: list[Frame]) -> Samples:
    """Return their samples without the zeros before and after the sound."""
    samples = np.concatenate([frame.samples for frame in frames])
    loud = np.flatnonzero(samples)
    sound: Samples = samples[loud[0] : loud[-1] + 1]
    return sound


def test_every_sample_that_is_played_is_read(microphone: AlsaMicrophone) -> None:
    sent = ramp(0.4, CAPTURE_RATE_HZ)
    with MicrophoneSource(CAPTURE_RATE_HZ, channels=1) as source:
        microphone.open()
        microphone.read()  # starts the card: from now on nothing is lost
        source.play(sent)
        frames = list(frames_of(microphone, 40))
    assert {len(frame.samples) for frame in frames} == {FRAME_SAMPLES}
    assert microphone.xruns == 0
    np.testing.assert_array_equal(sound_of(frames), sent)
    times_s = [frame.captured_s for frame in frames]
    assert times_s == sorted(times_s)


def test_a_tone_on_a_card_at_48_khz_stereo_stays_the_tone_it_is(microphone: AlsaMicrophone) -> None:
    tone = (10_000 * np.sin(2 * np.pi * 440 / 48_000 * np.arange(24_000))).astype(np.int16)
    with MicrophoneSource(48_000, channels=2) as source:
        microphone.open()
        microphone.read()
        source.play(tone)
        sound = sound_of(list(frames_of(microphone, 40)))[1600:6400]
    assert microphone.xruns == 0
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    step_hz = CAPTURE_RATE_HZ / len(sound)
    assert np.argmax(spectrum) * step_hz == pytest.approx(440, abs=step_hz)
    level = np.sqrt(np.mean(np.square(sound, dtype=np.float64)))
    assert level == pytest.approx(10_000 / np.sqrt(2), rel=0.02)


def test_sound_not_read_in_time_is_counted_and_the_gap_is_marked(microphone: AlsaMicrophone) -> None:
    with MicrophoneSource(CAPTURE_RATE_HZ, channels=1) as source:
        microphone.open()
        microphone.read()
        source.play(ramp(1.6, CAPTURE_RATE_HZ))  # takes more than a second, in which nothing is read
        frames = list(frames_of(microphone, 15))
    assert microphone.xruns == 1
    assert [frame.follows_gap for frame in frames] == [True, *[False] * 14]
    sound = sound_of(frames)
    assert set(np.diff(sound)) == {1}, "after the gap, no sample is missing"
    assert sound[0] > CAPTURE_RATE_HZ, "after the gap, it goes on with what is played then"
