"""The bench of replies that are talked over: what its figures count, and which options exclude each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.bench.over_replies import Trial, asked_for, summary

WENT_ON = Trial(
    over="cough", level_db=-5.0, is_interrupted=False, silent_after_ms=None, rests=0, rested_ms=0.0, rests_ms=(),
    said="", heard="",
)  # fmt: skip
INTERRUPTED = replace(
    WENT_ON, over="a question", is_interrupted=True, silent_after_ms=200.0, said="what is the capital of france",
    heard="What is the capital of France?",
)  # fmt: skip


def test_nothing_over_the_replies() -> None:
    figures = summary([WENT_ON, WENT_ON])
    assert "2 replies, 0 interrupted; silent within 400 ms 0" in figures
    assert "rested 0 times in 0, median 0 ms, at most 300 ms 0 of 0; word errors -" in figures


def test_those_that_were_interrupted_and_how_soon_they_were_silent() -> None:
    late, wrong = (
        replace(INTERRUPTED, silent_after_ms=401.0),
        replace(INTERRUPTED, heard="What is the capital of Spain?"),
    )
    figures = summary([WENT_ON, INTERRUPTED, replace(wrong, silent_after_ms=400.0), late])
    assert "4 replies, 3 interrupted; silent within 400 ms 2, median 400 ms" in figures
    assert "word errors 6%" in figures, "one of 18 words"


def test_each_rest_counts_for_the_share_of_short_ones_and_each_reply_for_the_median() -> None:
    once = replace(WENT_ON, rests=1, rested_ms=300.0, rests_ms=(300.0,))
    twice = replace(WENT_ON, rests=2, rested_ms=900.0, rests_ms=(100.0, 800.0))
    figures = summary([WENT_ON, once, twice])
    assert "rested 3 times in 2, median 375 ms, at most 300 ms 2 of 3;" in figures


def test_rests_of_which_only_the_sum_is_known_have_no_part_in_the_share() -> None:
    figures = summary([replace(WENT_ON, rests=2, rested_ms=500.0)])
    assert "rested 2 times in 1, median 250 ms, at most 300 ms 0 of 0;" in figures


def test_words_are_compared_in_pairs_of_what_has_interrupted() -> None:
    pair = replace(INTERRUPTED, heard="What is the capital of?", heard_alone="What is the capital of France?")
    figures = summary([WENT_ON, pair, replace(pair, heard_alone="The capital of France?")])
    assert "word errors 17%, alone 17%" in figures, "each time a word of six; none, and two of six"
    assert "alone" not in summary([INTERRUPTED])


def test_what_needs_real_time_is_refused_in_virtual_time(capsys: pytest.CaptureFixture[str]) -> None:
    needed = ["--room", "bedroom", "--over", "people", "--keep", "folder"]
    assert asked_for(needed).room == "bedroom"
    with pytest.raises(SystemExit):
        asked_for([*needed, "--virtual-time"])
    assert "--keep needs real time" in capsys.readouterr().err
