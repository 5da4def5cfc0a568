"""Levels and LevelGate, on synthetic sound."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.audio.levels import FLOOR_DBFS, LevelGate, level_dbfs
from tests.unit.scripted import frame_samples

MARGIN_DB = 6.0


def tone(dbfs: float) -> Samples:
    """Return a frame of a tone whose root mean square is `dbfs`."""
    time_s = np.arange(FRAME_SAMPLES) / CAPTURE_RATE_HZ
    peak = 32768 * 10 ** (dbfs / 20) * np.sqrt(2)
    samples: Samples = np.round(peak * np.sin(2 * np.pi * 400 * time_s)).astype(np.int16)
    return samples


def feed(gate: LevelGate, dbfs: float, seconds: float) -> list[bool]:
    return [gate.passes(tone(dbfs)) for _ in range(round(seconds / FRAME_S))]


@pytest.mark.parametrize("dbfs", [-3.1, -20.0, -45.0, -60.0])
def test_the_level_is_the_root_mean_square(dbfs: float) -> None:
    assert level_dbfs(tone(dbfs)) == pytest.approx(dbfs, abs=0.1)


def test_the_ends_of_the_scale() -> None:
    assert level_dbfs(frame_samples(-32768)) == pytest.approx(0.0, abs=0.01)
    assert level_dbfs(frame_samples(0)) == FLOOR_DBFS
    assert level_dbfs(frame_samples(1)) == FLOOR_DBFS, "quieter than any room"


def test_silence_never_passes() -> None:
    assert not any(LevelGate(MARGIN_DB).passes(frame_samples(0)) for _ in range(100))


def test_what_is_louder_than_the_room_passes() -> None:
    gate = LevelGate(MARGIN_DB)
    feed(gate, -50, 10)
    assert all(feed(gate, -40, 0.5))


def test_the_room_itself_does_not_pass_once_it_is_known() -> None:
    gate = LevelGate(MARGIN_DB)
    feed(gate, -50, 10)
    assert not any(feed(gate, -50, 5))
    assert not any(feed(gate, -45, 0.5)), "within the margin"


def test_a_room_that_falls_quiet_is_known_at_once() -> None:
    gate = LevelGate(MARGIN_DB)
    feed(gate, -40, 15)
    feed(gate, -60, 0.02)
    assert all(feed(gate, -50, 0.1))


def test_a_room_that_grows_loud_is_known_after_some_seconds() -> None:
    gate = LevelGate(MARGIN_DB)
    feed(gate, -60, 5)
    assert feed(gate, -40, 0.1)[0]
    feed(gate, -40, 5)
    assert not any(feed(gate, -40, 1))


def test_what_is_far_below_the_loudest_recent_frame_is_reverberation() -> None:
    gate = LevelGate(MARGIN_DB)
    feed(gate, -65, 5)
    assert all(feed(gate, -10, 1))
    assert not any(feed(gate, -45, 0.3))
    feed(gate, -65, 4)
    assert all(feed(gate, -45, 0.1)), "the loudest is forgotten"


def test_a_speaker_is_not_taken_for_the_room_within_a_long_utterance() -> None:
    """Words have pauses between them in all speech."""
    gate = LevelGate(MARGIN_DB)
    feed(gate, -60, 5)
    for _ in range(20):
        assert all(feed(gate, -30, 1.0))
        assert not any(feed(gate, -60, 0.2))


@pytest.mark.parametrize("goes_on", [True, False])
def test_who_speaks_for_four_seconds_without_a_pause_is_not_the_room(goes_on: bool) -> None:
    gate = LevelGate(MARGIN_DB)
    feed(gate, -60, 5)
    for _ in range(10):
        passed = [gate.passes(tone(dbfs), goes_on=goes_on) for dbfs in [-30] * 10 + [-35] * 10]
    assert all(passed) is goes_on, "where nobody has spoken, it would be a noise that began"
