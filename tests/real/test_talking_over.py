"""Replies that are talked over in a simulated room: real recogniser and voice, in virtual time."""

from __future__ import annotations

import pytest

from appliance.bench.acoustics import room_named
from appliance.bench.over_replies import Series, Trial
from appliance.settings import Settings

MOST_MS = 400


def trials(kind: str, count: int, settings: Settings) -> list[Trial]:
    series = Series(room_named("living-room"), kind, count, seed=2)
    done = list(series.run_in_virtual_time(settings))
    for trial in done:
        print(trial)
    return done


def test_a_question_over_a_reply_ends_it_at_once(settings: Settings) -> None:
    done = trials("synthetic", 5, settings)
    in_time = [t for t in done if t.is_interrupted and t.silent_after_ms is not None and t.silent_after_ms <= MOST_MS]
    assert len(in_time) >= 4
    assert sum(bool(trial.heard) for trial in done) >= 4


@pytest.mark.parametrize(
    ("kind", "count", "most", "least_rests"),
    [
        ("nothing", 3, 0, 0),
        pytest.param("cough", 3, 0, 1, marks=pytest.mark.thorough),
        # "Saa", with a confidence of 0.74, is one of them: of fifty laughs three interrupt.
        pytest.param("laugh", 16, 1, 8, marks=pytest.mark.thorough),
    ],
)
def test_what_is_no_turn_lets_it_go_on(kind: str, count: int, most: int, least_rests: int, settings: Settings) -> None:
    done = trials(kind, count, settings)
    assert sum(trial.is_interrupted for trial in done) <= most
    rests = sum(trial.rests for trial in done)
    assert rests >= least_rests
    assert rests == 0 or kind != "nothing"
