"""The metrics of a turn, from the moments of its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import pytest

from appliance.monitoring.metrics import TARGETS_MS, TIMINGS, Outcome, TurnMetrics, TurnMoment
from appliance.monitoring.timeline import Timeline

MOMENTS_S = {
    "speech_start": 10.0,
    "first_partial": 10.6,
    "speech_end": 12.0,
    "utterance_end": 12.6,
    "transcript": 12.65,
    "first_token": 12.75,
    "first_sentence": 12.9,
    "first_audio": 12.97,
    "reply_written": 13.15,
    "first_played": 13.0,
}


def timeline(moments_s: Mapping[str, float]) -> Timeline:
    """Return a timeline with these moments, in seconds."""
    made = Timeline(3, transcript="what is blue", reply="The sky is.", reply_audio_s=1.25, capture=1.0, vad=0.04)
    for moment, at_s in moments_s.items():
        made.mark(TurnMoment(moment), at_s)
    return made


def test_times_lie_between_the_moments_they_are_named_for() -> None:
    metrics = timeline(MOMENTS_S).metrics(Outcome.ANSWERED)
    assert metrics.timings_ms() == {
        "capture": 1.0,
        "vad": 0.0,
        "first_partial": 100.0,
        "endpoint": 600.0,
        "final_transcript": 50.0,
        "first_token": 100.0,
        "first_sentence": 250.0,
        "first_audio": 70.0,
        "reply_written": 500.0,
        "voice_to_voice": 1000.0,
    }
    assert (metrics.turn, metrics.outcome, metrics.words, metrics.reply_words) == (3, Outcome.ANSWERED, 3, 3)
    assert metrics.reply_audio_s == 1.25


@pytest.mark.parametrize(
    ("missing", "unknown"),
    [
        ("speech_start", {"first_partial"}),
        ("first_partial", {"first_partial"}),
        ("speech_end", {"endpoint", "voice_to_voice"}),
        ("utterance_end", {"endpoint", "final_transcript"}),
        ("transcript", {"final_transcript", "first_token", "first_sentence", "reply_written"}),
        ("first_token", {"first_token"}),
        ("first_sentence", {"first_sentence", "first_audio"}),
        ("first_played", {"voice_to_voice"}),
        ("reply_written", {"reply_written"}),
    ],
)
def test_what_never_happened_has_no_time(missing: str, unknown: set[str]) -> None:
    moments_s = {moment: at_s for moment, at_s in MOMENTS_S.items() if moment != missing}
    timings = timeline(moments_s).metrics(Outcome.INTERRUPTED).timings_ms()
    assert {name for name, value in timings.items() if value is None} == unknown


def test_an_empty_turn_has_no_times_at_all() -> None:
    assert set(Timeline(1).metrics(Outcome.NOTHING_SAID).timings_ms().values()) == {None}


def test_the_first_time_counts() -> None:
    made = timeline(MOMENTS_S)
    made.mark(TurnMoment.FIRST_TOKEN, 99.0)
    assert made.metrics(Outcome.ANSWERED).first_token == pytest.approx(100)


def test_what_was_ready_early_took_no_time() -> None:
    """As a partial transcript that was taken in a pause, before there was half a second of speech."""
    assert timeline({"speech_start": 10.0, "first_partial": 10.3}).metrics(Outcome.ANSWERED).first_partial == 0


def test_every_timing_is_a_field_and_every_target_a_timing() -> None:
    assert set(TIMINGS) <= {field.name for field in fields(TurnMetrics)}
    assert set(TARGETS_MS) <= set(TIMINGS)
