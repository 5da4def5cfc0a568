"""Noise suppressors behind the front end: what they take out, what speech detection makes of it."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES
from appliance.bench.noise_suppression import detected, noisy, through
from appliance.bench.noise_suppressors import suppressor_named
from appliance.bench.transcripts import BETWEEN_S, People, several_people
from appliance.errors import ConfigError


@pytest.fixture(scope="module")
def people() -> People:
    return People(several_people(2, seed=1), -26.0)


def between_dbfs(heard: np.ndarray[tuple[int], np.dtype[np.int16]], people: People) -> float:
    """Return the level of the second half of the silence between the two recordings."""
    end = people.spans[1][0]
    quiet = heard[end - round(BETWEEN_S * CAPTURE_RATE_HZ / 2) : end] / 32768.0
    return 10 * float(np.log10(np.mean(quiet**2)))


def test_recordings_are_of_different_people_and_in_whole_frames(people: People) -> None:
    chosen = several_people(8, seed=1)
    assert len({one.person for one in chosen}) == 8
    assert several_people(8, seed=1) == chosen
    assert not any(edge % FRAME_SAMPLES for span in people.spans for edge in span)


def test_noise_is_as_far_below_the_voice_as_is_wanted(people: People) -> None:
    heard, _ = through(noisy(people, "fan", 10.0, -26.0, 1), suppressor_named("none"), has_gain=False)
    assert between_dbfs(heard, people) == pytest.approx(-36 - 5, abs=5)  # the front end takes out its rumble
    quiet, _ = through(noisy(people, "", 0.0, -26.0, 1), suppressor_named("none"), has_gain=False)
    assert between_dbfs(quiet, people) < -65


def test_a_suppressor_takes_noise_out_and_leaves_the_voice(people: People) -> None:
    sound = noisy(people, "fan", 10.0, -26.0, 1)
    plain, _ = through(sound, suppressor_named("none"), has_gain=False)
    less, frame_us = through(sound, suppressor_named("webrtc-most"), has_gain=False)
    assert between_dbfs(less, people) < between_dbfs(plain, people) - 6
    found, false = detected(less, people, 0.5)
    assert found > 0.8
    assert false < 0.2
    assert frame_us > 1


def test_automatic_gain_makes_quiet_people_louder() -> None:
    people = People(several_people(2, seed=1), -46.0)
    sound = noisy(people, "", 0.0, -46.0, 1)
    plain, _ = through(sound, suppressor_named("none"), has_gain=False)
    loud, _ = through(sound, suppressor_named("none"), has_gain=True)
    assert np.std(loud) > 2 * np.std(plain)


@pytest.mark.parametrize(
    ("name", "module", "package"),
    [
        ("webrtc-noise-gain", "webrtc_noise_gain", "webrtc-noise-gain"),
        ("speexdsp", "pyspeex_noise", "pyspeex-noise"),
        ("rnnoise", "pyrnnoise", "pyrnnoise"),
    ],
)
def test_a_suppressor_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match=f"{package} is not installed: `pip install {package}`"):
        suppressor_named(name)
