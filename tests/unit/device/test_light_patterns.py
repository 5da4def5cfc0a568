"""Light patterns: level and colour over time, and when the light has to be updated."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest

from appliance.board.panel import Colour, LightKind
from appliance.device.light_patterns import (
    UPDATE_S,
    Pattern,
    Shape,
    Step,
    brightness_at,
    colour,
    level,
    next_change_s,
)
from appliance.device.light_signs import LightSign, pattern_of
from appliance.settings import LightSettings

WHITE = Colour(1, 1, 1)
BLINK = Pattern(WHITE, Shape((Step(0.25, 1.0), Step(0.75, 0.0))))
RAMP = Pattern(WHITE, Shape((Step(1.0, 0.0), Step(0.0, 1.0)), is_smooth=True))
STEADY = Pattern(WHITE, Shape((Step(1.0, 0.5),), level_while_speaking=0.9))


def test_a_flat_pattern_jumps_and_repeats() -> None:
    assert [level(BLINK, at) for at in (0, 0.2, 0.25, 0.9, 1.0, 1.2, 1.25, 3601.2, 3601.25)] == [
        *(1, 1, 0, 0, 1, 1, 0),
        *(1, 0),
    ]


def test_a_smooth_pattern_moves_and_a_step_of_no_length_jumps() -> None:
    assert [round(level(RAMP, at), 3) for at in (0, 0.25, 0.5, 0.75, 0.999)] == [0, 0.146, 0.5, 0.854, 1]
    assert round(level(RAMP, 1.0), 3) == 0


def test_the_next_change_is_the_next_step_or_the_next_update() -> None:
    assert next_change_s(BLINK, 0) == pytest.approx(0.25, abs=1e-5)
    assert next_change_s(BLINK, 0.3) == pytest.approx(1.0, abs=1e-5)
    assert next_change_s(RAMP, 0.3) == pytest.approx(0.3 + UPDATE_S)
    assert next_change_s(RAMP, 0.995) == pytest.approx(1.0, abs=1e-5)
    assert next_change_s(STEADY, 0.3) is None


@pytest.mark.parametrize("kind", LightKind)
@pytest.mark.parametrize("sign", LightSign)
def test_updates_at_the_changes_show_the_pattern_with_at_most_50_a_second(sign: LightSign, kind: LightKind) -> None:
    pattern = pattern_of(sign, kind)
    update_times_s = [0.0]
    while update_times_s[-1] < 20 and (change_s := next_change_s(pattern, update_times_s[-1])) is not None:
        assert change_s > update_times_s[-1]
        update_times_s.append(change_s)
    assert len(update_times_s) <= 20 / UPDATE_S + 4 * 20 / pattern.shape.period_s + 1
    for at, following in pairwise(update_times_s if len(update_times_s) > 1 else (0.0, 20.0)):
        for moment in (at + 0.1 * (following - at), at + 0.9 * (following - at)):
            assert level(pattern, moment) == pytest.approx(level(pattern, at), abs=0.06)


def test_even_after_a_month_a_change_leads_to_the_next_step() -> None:
    at = 2_592_000.1
    for _ in range(100):
        change_s = next_change_s(BLINK, at)
        assert change_s is not None
        assert change_s - at > 0.1
        assert level(BLINK, change_s) != level(BLINK, at)
        at = change_s


def test_dim_looks_dim() -> None:
    half = colour(STEADY, 0, False, 1.0)
    assert half == pytest.approx((0.218,) * 3, abs=0.001)
    assert colour(STEADY, 0, True, 1.0)[0] == pytest.approx(0.793, abs=0.001)
    assert colour(STEADY, 0, False, 0.2) == pytest.approx([0.2 * part for part in half])
    assert colour(STEADY, 0, False, 0.0) == Colour(0, 0, 0)


@pytest.mark.parametrize(
    ("night", "time_of_day", "is_night"),
    [
        (("22:00", "07:00"), "21:59", False),
        (("22:00", "07:00"), "22:00", True),
        (("22:00", "07:00"), "00:00", True),
        (("22:00", "07:00"), "06:59:59", True),
        (("22:00", "07:00"), "07:00", False),
        (("01:00", "06:30"), "00:59", False),
        (("01:00", "06:30"), "01:00", True),
        (("01:00", "06:30"), "06:30", False),
        (("22:00", "22:00"), "22:00", False),
        (("22:00", "22:00"), "03:00", False),
        (("00:00", "00:00"), "00:00", False),
    ],
)
def test_brightness_by_day_and_night(night: tuple[str, str], time_of_day: str, is_night: bool) -> None:
    settings = LightSettings(brightness=0.8, night_brightness=0.1, night_from=night[0], night_to=night[1])
    assert brightness_at(settings, datetime.time.fromisoformat(time_of_day)) == (0.1 if is_night else 0.8)
