"""What a wake word is tried with, and how it is counted; the detector is the real one."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.wav_files import load_recording
from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.bench.acoustics import Acoustics, load_rooms
from appliance.bench.wake_word import CALL_DBFS, DRY, Hours, Listener, heard_calls
from appliance.bench.wake_word_sounds import STRETCH_S, stretches
from appliance.settings import AudioSettings
from tests.field import FIELD

ROOMS = tuple(load_rooms().values())


@pytest.mark.parametrize("kind", ["people", "fan", "door"])
def test_a_stretch_is_a_minute_long_and_the_same_for_the_same_seed(kind: str) -> None:
    (first,), (again,), (other,) = (tuple(stretches(kind, 1, ROOMS, seed)) for seed in (1, 1, 2))
    assert len(first) == round(STRETCH_S * CAPTURE_RATE_HZ)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(("word", "name"), [("okay_nabu", "okay-nabu"), ("hey_jarvis", "hey-jarvis")])
@pytest.mark.parametrize("room", [DRY, *ROOMS], ids=lambda room: room.name)
def test_a_recorded_call_is_heard_near_and_across_a_room(word: str, name: str, room: Acoustics) -> None:
    call = load_recording(FIELD / "wav" / f"{name}.wav", 10) / 32768.0
    for dbfs in CALL_DBFS[:2]:
        assert list(heard_calls(word, [(name, call)], room, dbfs, AudioSettings())) == [True]


def test_another_word_does_not_wake_it_and_each_frame_has_its_cost() -> None:
    listener = Listener("alexa")
    assert listener.calls_in(load_recording(FIELD / "wav" / "hey-jarvis.wav", 10)) == 0
    assert listener.frame_us > 1


def test_false_wakes_are_counted_for_each_word() -> None:
    hours = Hours(("okay_nabu", "alexa"), STRETCH_S / 3600, ROOMS, AudioSettings(), 1)
    heard, costs = hours.false_wakes("fan")
    assert heard == {"okay_nabu": 0, "alexa": 0}
    assert all(cost > 1 for cost in costs.values())
