"""TurnCounts: turns by outcome, and the median voice-to-voice time."""

from __future__ import annotations

from dataclasses import replace

from appliance.monitoring.metrics import TIMINGS, Outcome, TurnMetrics
from appliance.monitoring.turn_counts import REMEMBERED, TurnCounts

TIMES: dict[str, None] = dict.fromkeys(TIMINGS)
TURN = TurnMetrics(turn=1, outcome=Outcome.ANSWERED, words=3, reply_words=4, reply_audio_s=1.5, **TIMES)  # type: ignore[arg-type]


def counts_of(*turns: tuple[Outcome, float | None]) -> TurnCounts:
    """Return the counts after these turns; each is an outcome and its voice-to-voice time in ms."""
    turn_counts = TurnCounts()
    for outcome, voice_to_voice in turns:
        turn_counts.add(replace(TURN, outcome=outcome, voice_to_voice=voice_to_voice))
    return turn_counts


def test_before_the_first_turn_there_is_nothing_to_tell() -> None:
    assert TurnCounts().summary() == {"turns": {}, "voice_to_voice_ms": None}


def test_turns_are_counted_by_outcome() -> None:
    turn_counts = counts_of(
        (Outcome.ANSWERED, 700.0), (Outcome.NOTHING_SAID, None), (Outcome.ANSWERED, 800.0), (Outcome.FAILED, None)
    )
    assert turn_counts.summary()["turns"] == {"answered": 2, "nothing said": 1, "failed": 1}


def test_the_median_is_of_the_turns_that_played_something_and_rounded() -> None:
    turn_counts = counts_of(
        (Outcome.ANSWERED, 700.04), (Outcome.NOTHING_SAID, None), (Outcome.INTERRUPTED, 900.0), (Outcome.ANSWERED, 10.0)
    )
    assert turn_counts.summary()["voice_to_voice_ms"] == 700.0


def test_old_times_are_forgotten_and_old_counts_are_not() -> None:
    turns = [(Outcome.ANSWERED, 5000.0)] * REMEMBERED + [(Outcome.ANSWERED, 500.0)] * REMEMBERED
    assert counts_of(*turns).summary() == {"turns": {"answered": 2 * REMEMBERED}, "voice_to_voice_ms": 500.0}


def test_a_summary_is_a_copy() -> None:
    turn_counts = counts_of((Outcome.ANSWERED, 700.0))
    turn_counts.summary()["turns"]["answered"] = 99
    assert turn_counts.summary()["turns"] == {"answered": 1}
