"""Microphones as people have them are heard: offset, hum, one channel of two, opposite phase, far too quiet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from appliance.audio.format import FRAME_SAMPLES, Block
from appliance.audio.front_end import FrontEnd, FrontEndOptions, processed
from appliance.audio.hum import HumRemover
from tests.unit.audio.microphones import (
    channels,
    field,
    front_end,
    gained,
    noise,
    quiet_speech,
    speech_s,
    tone,
)

CLEAN = "dc-none"
SPOKEN_S = 0.86
"""What the detector takes for speech in the clean recording; all others have the same words."""


def heard_s(sound: Block) -> float:
    return speech_s(processed(sound, front_end()))


@pytest.mark.parametrize("name", [CLEAN, "dc-2-percent", "hum-50-hz"])
def test_offset_and_hum_of_the_field_are_heard_as_the_clean_one(name: str) -> None:
    assert heard_s(field(name)) == pytest.approx(SPOKEN_S, abs=0.1)


@pytest.mark.parametrize("offset", [-0.5, -0.2, -0.02, 0.002, 0.05, 0.3])
def test_any_offset_is_heard_as_none(offset: float) -> None:
    assert heard_s(field(CLEAN) + np.float32(offset)) == pytest.approx(SPOKEN_S, abs=0.1)


@pytest.mark.parametrize("frequency_hz", [16.7, 25, 50, 60])
@pytest.mark.parametrize("peak", [0.01, 0.06, 0.2])
def test_hum_of_any_grid_is_heard_as_none(frequency_hz: float, peak: float) -> None:
    sound = field(CLEAN)
    assert heard_s(sound + tone(sound, frequency_hz, peak)) == pytest.approx(SPOKEN_S, abs=0.1)


def test_the_i2s_microphone_of_the_field_is_heard() -> None:
    front = front_end()
    assert speech_s(processed(field("i2s-left-only-55"), front)) > 0.8
    assert front.channel == "left"


MICROPHONES: dict[str, tuple[Callable[[Block], Block], str]] = {
    "left alone": (lambda s: channels(s, s * 0), "left"),
    "right alone": (lambda s: channels(s * 0, s), "right"),
    "a stuck left": (lambda s: channels(s * 0 + np.float32(0.3), s), "right"),
    "the same twice": (lambda s: channels(s, s), "mix"),
    "two in phase": (lambda s: channels(s + noise(s, -80), s + noise(s, -80)), "mix"),
    "opposite phase": (lambda s: channels(s, -s), "left right"),
    "opposite phase, noise of their own": (lambda s: channels(s + noise(s, -82), -s + noise(s, -82)), "left right"),
    "opposite phase, one louder": (lambda s: channels(s * np.float32(0.5), -s), "left right"),
    "noise on the left": (lambda s: channels(noise(s, -30), s), "right"),
    "noise on the right": (lambda s: channels(s, noise(s, -45)), "left"),
    "hum on the right": (lambda s: channels(s, tone(s, 50, 0.05)), "left"),
    "a weak right": (lambda s: channels(s, s * np.float32(0.03)), "left"),
    "an array": (lambda s: channels(s, s, s, s), "left"),
    "an array whose first is dead": (lambda s: channels(s * 0, s * 0, s, s * 0), "channel 3"),
}


@pytest.mark.parametrize("kind", MICROPHONES)
@pytest.mark.parametrize("dbfs", [-35, -55, -62])
def test_the_channel_with_the_sound_is_heard(kind: str, dbfs: float) -> None:
    make, channel = MICROPHONES[kind]
    front, sound = front_end(), make(quiet_speech(dbfs))
    assert speech_s(processed(sound, front)) > 0.75
    assert front.channel in channel


@pytest.mark.parametrize("at_s", [0.5, 1.5])
def test_a_channel_that_dies_later_is_left(at_s: float) -> None:
    speech = quiet_speech(-50)
    dying = np.where(np.arange(len(speech))[:, None] < at_s * 16_000, speech, 0).astype(np.float32)
    front = front_end()
    assert speech_s(processed(channels(speech, dying), front)) > 0.8
    assert front.channel == "left"


def test_the_setting_decides_where_it_is_set() -> None:
    left, right = tone(field(CLEAN), 505, 0.1), tone(field(CLEAN), 1005, 0.2)
    for wanted, factor in (("left", 0.1), ("right", 0.2)):
        front = FrontEnd(FrontEndOptions(wanted))  # type: ignore[arg-type]
        peak = np.abs(processed(channels(left, right), front)[16_000:].astype(int)).max()
        assert peak == pytest.approx(factor * 32768, rel=0.03)
        assert front.channel == wanted


def test_a_gain_in_the_settings_is_that_gain() -> None:
    sound = tone(field(CLEAN), 1000, 0.01)
    plain = processed(sound, FrontEnd(FrontEndOptions()))[16_000:].astype(int)
    louder = processed(sound, FrontEnd(FrontEndOptions(gain=20.0)))[16_000:].astype(int)
    assert np.abs(louder).max() == pytest.approx(10 * np.abs(plain).max(), rel=0.01)
    clipped = processed(sound, FrontEnd(FrontEndOptions(gain=60.0)))
    assert int(clipped.max()) == 32_767


def test_the_automatic_gain_makes_quiet_speech_louder_and_leaves_loud_speech_as_it_is() -> None:
    quiet, loud = front_end(), front_end()
    processed(quiet_speech(-62), quiet)
    processed(gained(field(CLEAN), 25), loud)
    assert quiet.gain_db > 12
    assert loud.gain_db < 2


def test_the_automatic_gain_never_clips() -> None:
    sudden = np.concatenate([noise(field(CLEAN), -90), gained(field(CLEAN), 25)])
    assert np.abs(processed(sudden, front_end()).astype(int)).max() < 32_000


def test_a_frame_comes_out_for_each_that_goes_in_and_none_later() -> None:
    click = np.zeros((4 * FRAME_SAMPLES, 1), dtype=np.float32)
    click[2 * FRAME_SAMPLES] = 0.5
    out = processed(click, FrontEnd(FrontEndOptions()))
    assert len(out) == len(click)
    assert int(np.argmax(np.abs(out))) == 2 * FRAME_SAMPLES


OVERTONES = {2: 0.005, 3: 0.003, 4: 0.001, 5: 0.0012, 7: 0.0008}
"""Peak of each overtone of a hum whose fundamental is at 0.02."""


@pytest.mark.parametrize("grid_hz", [50.0, 60.0])
def test_the_overtones_of_hum_are_taken_out_as_well(grid_hz: float) -> None:
    sound = field(CLEAN)
    hum = tone(sound, grid_hz, 0.02) + sum(tone(sound, grid_hz * times, peak) for times, peak in OVERTONES.items())
    samples = processed(sound + hum, front_end())
    assert speech_s(samples) == pytest.approx(SPOKEN_S, abs=0.2)
    room = samples[16_000:48_000].astype(float) / 32768
    assert 20 * np.log10(np.sqrt(np.mean(room**2))) < -55


def test_nothing_is_taken_out_of_speech_without_hum() -> None:
    speech = gained(field(CLEAN), 20)
    plain, without = np.concatenate([speech[:, 0]]), HumRemover()
    out = np.concatenate([without.remove(frame) for frame in plain[: len(plain) // 320 * 320].reshape(-1, 320)])
    assert np.array_equal(out, plain[: len(out)])
