"""FarEnd: every sample of what is played stays in its place, whatever a card reports of when it plays it."""

from __future__ import annotations

import numpy as np

from appliance.audio.far_end import FarEnd
from appliance.audio.format import CAPTURE_RATE_HZ

CHUNK = 160
CHUNK_S = CHUNK / CAPTURE_RATE_HZ


def numbered(chunks: int) -> np.ndarray:
    return np.arange(1, chunks * CHUNK + 1, dtype=np.int16)


def play(far_end: FarEnd, sound: np.ndarray, later_s: list[float]) -> None:
    for number, late_s in enumerate(later_s):
        chunk = sound[number * CHUNK : (number + 1) * CHUNK]
        far_end.plays(chunk, CAPTURE_RATE_HZ, 1.0 + number * CHUNK_S + late_s, follows=number > 0)


def played(far_end: FarEnd, start_s: float, count: int) -> list[int]:
    begin = round(start_s * CAPTURE_RATE_HZ)
    return [round(value) for value in far_end.sound.samples(begin, begin + count) * 32768]


def test_reports_that_are_off_leave_no_gap() -> None:
    far_end, sound = FarEnd(), numbered(20)
    play(far_end, sound, [0.0, -0.038, 0.027] + [0.0095, 0.011, 0.009, 0.04] * 4 + [0.01])
    assert played(far_end, 1.0, len(sound)) == list(sound)
    assert far_end.sound.beginnings == 1


def test_reports_that_are_near_for_a_while_and_then_off_leave_no_gap() -> None:
    """As of PulseAudio: within 0.2 ms for a second, then 2 ms off."""
    far_end, sound = FarEnd(), numbered(60)
    off = [0.0, 0.002, -0.0015, 0.0005, 0.0025, -0.001, 0.001, 0.0, 0.002, -0.002] * 2
    play(far_end, sound, off + [-0.002, -0.0021, -0.0019, -0.002] * 5 + [-0.0004, -0.0003, -0.0005, -0.0004] * 5)
    assert played(far_end, 1.0, len(sound)) == list(sound)
    assert far_end.sound.beginnings == 1


def test_a_loudspeaker_that_has_run_dry_goes_on_later() -> None:
    far_end, sound = FarEnd(), numbered(40)
    play(far_end, sound, [0.002] * 20 + [0.042] * 20)
    assert far_end.sound.beginnings == 2
    end_s = 1.0 + 0.002 + 40 * CHUNK_S + 0.04
    assert played(far_end, end_s - 5 * CHUNK_S, 5 * CHUNK) == list(sound[-5 * CHUNK :])


def test_a_gap_is_as_long_as_is_reported_once_it_is_full_again() -> None:
    """As of PulseAudio: for five chunks 8 ms more are said."""
    far_end, sound = FarEnd(), numbered(60)
    play(far_end, sound, [0.0] * 20 + [0.0402, 0.041, 0.0412, 0.0415, 0.039] + [0.032] * 35)
    assert far_end.sound.beginnings == 2
    assert played(far_end, 1.0 + 55 * CHUNK_S + 0.032, 5 * CHUNK) == list(sound[-5 * CHUNK :])


def test_the_drift_of_a_clock_is_no_gap() -> None:
    far_end, sound = FarEnd(), numbered(800)
    play(far_end, sound, [number * CHUNK_S * 800e-6 for number in range(800)])
    assert far_end.sound.beginnings == 1


def test_after_a_pause_it_begins_where_it_is_reported() -> None:
    far_end = FarEnd()
    far_end.plays(numbered(1), CAPTURE_RATE_HZ, 1.0, follows=False)
    far_end.plays(numbered(1), CAPTURE_RATE_HZ, 1.5, follows=False)
    assert played(far_end, 1.25, 10) == [0] * 10
    assert played(far_end, 1.5, CHUNK) == list(numbered(1))


def test_a_short_gap_of_an_exact_card_is_noticed() -> None:
    far_end, sound = FarEnd(), numbered(40)
    play(far_end, sound, [0.0] * 20 + [0.003] * 20)
    assert far_end.sound.beginnings == 2
    assert played(far_end, 1.0 + 35 * CHUNK_S + 0.003, 5 * CHUNK) == list(sound[-5 * CHUNK :])
