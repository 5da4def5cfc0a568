"""PlaybackReference: the times in which playback is audible. `test_double_talk` has the frames that it hides."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.playback_reference import KEPT_SPANS, TAIL_S, PlaybackReference

LEVEL_DBFS = -20.0


@pytest.fixture
def reference() -> PlaybackReference:
    return PlaybackReference()


def test_nothing_is_covered_before_anything_was_played(reference: PlaybackReference) -> None:
    assert not reference.covers(0.0, 1e9)


@pytest.mark.parametrize(
    ("start_s", "end_s", "is_covered"),
    [
        (9.0, 9.99, False),
        (9.0, 10.0, False),  # it ended as the sound began
        (9.0, 10.01, True),
        (10.4, 10.42, True),
        (9.0, 12.0, True),  # all of it within
        (11.0, 11.02, True),  # the tail
        (11.0 + TAIL_S - 0.001, 12.0, True),
        (11.0 + TAIL_S + 0.001, 12.0, False),
    ],
)
def test_a_time_is_covered_where_it_meets_the_sound_or_its_tail(
    reference: PlaybackReference, start_s: float, end_s: float, is_covered: bool
) -> None:
    reference.plays(10.0, 11.0, LEVEL_DBFS)
    assert reference.covers(start_s, end_s) is is_covered


def test_between_two_sounds_nothing_is_covered(reference: PlaybackReference) -> None:
    reference.plays(10.0, 11.0, LEVEL_DBFS)
    reference.plays(12.0, 13.0, LEVEL_DBFS)
    assert [reference.covers(at_s, at_s + 0.02) for at_s in (10.5, 11.5, 12.5, 13.5)] == [
        True,
        False,
        True,
        False,
    ]


def test_the_last_report_of_a_sound_that_goes_on_counts(reference: PlaybackReference) -> None:
    """Each chunk is reported when it is written: the end moves on, or back after an underrun."""
    reference.plays(10.0, 10.5, LEVEL_DBFS)
    reference.plays(10.5, 11.0, LEVEL_DBFS)
    assert reference.covers(10.0, 10.01)
    assert reference.covers(10.99, 11.0)
    reference.plays(10.6, 10.7, LEVEL_DBFS)
    assert reference.covers(10.1, 10.2)
    assert not reference.covers(10.7 + TAIL_S, 11.0)


def test_a_sound_of_many_chunks_takes_no_more_room_than_one(reference: PlaybackReference) -> None:
    reference.plays(1.0, 2.0, LEVEL_DBFS)
    for chunk in range(100 * KEPT_SPANS):
        reference.plays(10.0 + chunk * 0.01, 10.01 + chunk * 0.01, LEVEL_DBFS)
    assert reference.covers(1.5, 1.6), "the sound before it is still known"
    assert reference.covers(10.0, 10.01)
    assert not reference.covers(5.0, 6.0)


def test_the_oldest_sounds_are_forgotten(reference: PlaybackReference) -> None:
    for number in range(KEPT_SPANS + 1):
        reference.plays(10.0 * number, 10.0 * number + 1, LEVEL_DBFS)
    assert not reference.covers(0.0, 1.0)
    assert reference.covers(10.0, 11.0)
    assert reference.covers(10.0 * KEPT_SPANS, 10.0 * KEPT_SPANS + 1)


def test_what_was_dropped_is_not_audible(reference: PlaybackReference) -> None:
    reference.plays(10.0, 20.0, LEVEL_DBFS)
    reference.stopped(12.0)
    assert reference.covers(11.9, 12.0)
    assert reference.covers(12.0 + TAIL_S - 0.001, 12.1)
    assert not reference.covers(12.0 + TAIL_S, 20.0)


@pytest.mark.parametrize("at_s", [11.0, 11.5])
def test_stopping_after_the_end_changes_nothing(reference: PlaybackReference, at_s: float) -> None:
    reference.stopped(at_s)
    reference.plays(10.0, 11.0, LEVEL_DBFS)
    reference.stopped(at_s)
    assert reference.covers(10.9, 11.0)
    assert not reference.covers(11.0 + TAIL_S, 12.0)


@pytest.mark.parametrize("gain_db", [0.0, 12.0])
def test_a_gain_that_changes_is_no_sound_of_the_user(gain_db: float) -> None:
    """The echo is learnt without a gain; then the front end makes it louder, and says so."""
    reference = PlaybackReference()
    echo = np.random.default_rng(2).normal(0, 300, 320)
    for number in range(100):
        start_s = 10 + number * 0.02
        reference.plays(start_s, start_s + 0.02, -20.0)
        now_db = gain_db if number >= 50 else 0.0
        samples = (echo * 10 ** (now_db / 20)).astype(np.int16)
        is_echo = reference.may_be_echo(samples, start_s, start_s + 0.02, now_db)
        assert is_echo or number < 50
