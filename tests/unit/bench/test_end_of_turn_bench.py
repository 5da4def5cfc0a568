"""The bench of the end of a turn: what counts as late, cut and unheard, on a session with a scripted recogniser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.bench.end_of_turn import Trial, lost, summary

WHOLE = Trial(
    name="a", person="", seed=1, said="What is the capital of France?", heard="What is the capital of France?",
    outcome="answered", delay_s=0.5, first_delay_s=0.5, false_starts=0, lost_beginning_s=-0.3, lost_end_s=-0.4,
)  # fmt: skip


def marks(trial: Trial) -> tuple[bool, bool, bool]:
    return trial.is_late, trial.is_cut, trial.is_unheard


def test_a_turn_that_ends_soon_after_its_words_is_neither_late_nor_cut() -> None:
    assert marks(WHOLE) == (False, False, False)
    assert marks(replace(WHOLE, first_delay_s=-0.4, false_starts=1)) == (False, False, False), "it was taken up again"


@pytest.mark.parametrize(("delay_s", "is_late"), [(2.0, False), (2.02, True), (None, True)])
def test_two_seconds_are_late(delay_s: float | None, is_late: bool) -> None:
    assert replace(WHOLE, delay_s=delay_s).is_late is is_late


def test_an_answer_without_the_last_word_is_a_cut_and_so_is_an_end_before_it_where_nothing_was_answered() -> None:
    assert replace(WHOLE, lost_end_s=0.4).is_cut
    assert not replace(WHOLE, lost_end_s=0.3).is_cut
    unheard = replace(WHOLE, outcome="nothing said", lost_beginning_s=None, lost_end_s=None)
    assert replace(unheard, delay_s=-0.4).is_cut
    assert not replace(unheard, delay_s=-0.2).is_cut
    assert not replace(unheard, delay_s=None).is_cut


def test_a_first_word_that_is_lost_is_no_cut() -> None:
    assert replace(WHOLE, lost_beginning_s=0.4).began_late
    assert not replace(WHOLE, lost_beginning_s=0.4).is_cut
    assert not replace(WHOLE, lost_beginning_s=0.2).began_late


def test_the_parts_that_were_lost() -> None:
    assert lost((100, 250), 225, 1.5) == (0.7, 0.3), "it was from 1.0 to 2.5 of 3 s, and what is kept around it"


@pytest.mark.parametrize("outcome", ["", "nothing said"])
def test_a_turn_without_words_is_unheard(outcome: str) -> None:
    assert replace(WHOLE, outcome=outcome).is_unheard


def test_the_summary_counts_each_kind_and_the_delays_of_those_that_are_whole() -> None:
    figures = summary([
        WHOLE, replace(WHOLE, delay_s=0.7), replace(WHOLE, delay_s=-1.0, lost_end_s=1.4, heard="What is the"),
        replace(WHOLE, delay_s=None, outcome="", heard="", lost_end_s=None),
    ])  # fmt: skip
    assert [figures[name] for name in ("trials", "ended", "late", "cut", "unheard")] == [4, 2, 1, 1, 1]
    assert figures["delay_median_s"] == pytest.approx(0.6)
    assert figures["word_errors"] == pytest.approx(9 / 24, abs=0.01)
