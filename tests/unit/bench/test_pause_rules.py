"""Pause rules: how they are scored."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.bench.pause_rules import (
    RULES,
    Judged,
    area_under_curve,
    cuts,
    learned_delay_s,
    pauses_of,
    taken_for_the_end,
)
from appliance.text.completeness import Completeness


def moment(probability: float, words: Completeness = Completeness.WHOLE, *, is_end: bool = False) -> Judged:
    return Judged(is_end, probability, words, 0.05)


def test_a_model_that_knows_has_all_of_the_area_and_one_that_guesses_half() -> None:
    assert area_under_curve([moment(0.9, is_end=True), moment(0.2), moment(0.1)]) == 1
    assert area_under_curve([moment(0.5, is_end=True), moment(0.5)]) == 0.5


def test_a_pause_is_taken_for_the_end_if_it_is_longer_than_the_delay() -> None:
    pauses = [moment(0.05), moment(0.9), moment(0.9, Completeness.UNFINISHED)]
    assert taken_for_the_end(pauses, RULES["words"]) == pytest.approx(6 / 12)
    assert taken_for_the_end(pauses, RULES["words; whole but below 0.1: 1.3 s"]) == pytest.approx(3 / 12)
    assert taken_for_the_end(pauses, RULES["words; whole after 0.61 s"]) == pytest.approx(4 / 12)


def test_a_silence_inside_is_a_pause_and_one_at_the_end_is_none() -> None:
    loud, rest = np.full(3200, 5000, dtype=np.int16), np.zeros(8000, dtype=np.int16)
    assert pauses_of(np.concatenate([rest, loud, rest, loud, rest])) == [0.5]


def test_a_delay_is_learned_from_earlier_recordings_of_the_same_person_only() -> None:
    people = {"slow": [[0.9, 0.9], [0.8]], "fast": [[], [0.25]]}
    assert cuts(people, lambda _: 0.5) == (0.5, 3)
    delay_s, count = cuts(people, lambda earlier: learned_delay_s(0.5, 1.0, 100, earlier))
    assert delay_s == pytest.approx((0.5 + 1.0 + 0.5 + 0.5) / 4)
    assert count == 2
