"""Noisy rooms: the endpointing delay there."""

from __future__ import annotations

import math

import pytest

from appliance.turn_taking.noisy_room import delay_in_noise_s, is_noisy


@pytest.mark.parametrize("delay_s", [0.3, 0.5, 1.3, 2.6])
@pytest.mark.parametrize("above_room_db", [20.0, 45.0, math.inf])
def test_in_a_quiet_room_the_delay_is_what_it_was(delay_s: float, above_room_db: float) -> None:
    assert delay_in_noise_s(delay_s, above_room_db) == delay_s
    assert not is_noisy(above_room_db)


def test_the_louder_the_room_the_longer_the_delay() -> None:
    delays = [delay_in_noise_s(0.3, above_db) for above_db in (20.0, 19.0, 18.0, 16.5, 15.0)]
    assert delays == sorted(set(delays))
    assert delays[-1] == delay_in_noise_s(0.3, -5.0) == pytest.approx(0.9)


def test_nobody_waits_longer_than_before_where_the_delay_is_long_already() -> None:
    assert delay_in_noise_s(1.0, 5.0) == pytest.approx(1.2)
    assert delay_in_noise_s(1.3, 5.0) == 1.3
    assert delay_in_noise_s(2.6, 5.0) == 2.6, "a patient pace"
