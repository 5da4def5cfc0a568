"""Endpointer: patterns of frames in, events out. `x` is a frame of speech, `.` a frame without."""

from __future__ import annotations

import pytest

from appliance.settings import VoiceSessionConfig
from appliance.turn_taking.endpointer import (
    FELL_FRAMES,
    HELD_FRAMES,
    Endpointer,
    EndpointerEvent,
    EndpointerTiming,
    frames,
)

TIMING = EndpointerTiming(endpoint=30, nobody_spoke=100, longest=200)


def events(pattern: str, endpointer: Endpointer | None = None) -> list[tuple[int, EndpointerEvent]]:
    """Feed frames; return the events they lead to, each with the number of its frame, 1 for the first."""
    endpointer = endpointer or Endpointer(TIMING)
    fed = ((number, endpointer.feed(char == "x")) for number, char in enumerate(pattern, start=1))
    return [(number, event) for number, event in fed if event]


@pytest.mark.parametrize(
    ("pattern", "starts_at"),
    [
        ("xxxx", 4),
        ("....xxxx", 8),
        ("x.xx.x", 6),  # four of six are enough
        ("x.x.x.x", None),  # four of seven are not
        ("xxx...", None),  # a click
        ("xxx...xxx...xxx...", None),
        ("x..xxx", 6),
        ("x...xxx", None),
    ],
)
def test_four_of_six_frames_begin_speech(pattern: str, starts_at: int | None) -> None:
    expected = [(starts_at, EndpointerEvent.SPEECH_STARTED)] if starts_at else []
    assert events(pattern) == expected


@pytest.mark.parametrize(("pattern", "count"), [("....xxxx", 4), ("x.xx.x", 6), ("xx..xx", 6), ("xx.xx", 5)])
def test_speech_counts_from_its_first_frame_not_from_when_it_was_certain(pattern: str, count: int) -> None:
    endpointer = Endpointer(TIMING)
    events(pattern, endpointer)
    assert (endpointer.count, endpointer.speech_frames, endpointer.silent) == (count, count, 0)


def test_a_pause_is_told_once_and_then_the_end() -> None:
    assert events("x" * 10 + "." * 30) == [
        (4, EndpointerEvent.SPEECH_STARTED),
        (12, EndpointerEvent.PAUSE),
        (18, EndpointerEvent.PAUSE_SETTLED),
        (40, EndpointerEvent.ENDED),
    ]


def test_each_pause_is_told_and_speech_takes_the_silence_back() -> None:
    endpointer = Endpointer(TIMING)
    told = events("x" * 10 + "." * 25 + "x" * 4 + "." * 5 + "x" * 4, endpointer)
    assert [event for _, event in told] == [
        EndpointerEvent.SPEECH_STARTED,
        EndpointerEvent.PAUSE,
        EndpointerEvent.PAUSE_SETTLED,
        EndpointerEvent.PAUSE_ENDED,
        EndpointerEvent.PAUSE,
        EndpointerEvent.PAUSE_ENDED,
    ]
    assert endpointer.silent == 0
    assert endpointer.speech_frames == endpointer.count == 48


def test_one_quiet_frame_is_no_pause() -> None:
    assert events("x" * 10 + ".xx" * 10) == [(4, EndpointerEvent.SPEECH_STARTED)]


def test_silence_after_the_last_word_is_no_speech() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 12, endpointer)
    assert (endpointer.speech_frames, endpointer.silent, endpointer.count) == (10, 12, 22)


def test_a_pause_with_a_longer_delay_ends_later() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 8, endpointer)
    assert endpointer.set_delay(65) is None
    assert events("." * 56, endpointer) == []
    assert events(".", endpointer) == [(1, EndpointerEvent.ENDED)]


def test_a_pause_that_has_lasted_long_enough_is_the_end_when_the_delay_is_set() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 20, endpointer)
    assert endpointer.set_delay(21) is None
    assert endpointer.set_delay(20) is EndpointerEvent.ENDED
    assert endpointer.is_over
    assert endpointer.set_delay(20) is None, "it ends once"


def test_speech_that_goes_on_is_not_ended_by_any_delay() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10, endpointer)
    assert endpointer.set_delay(0) is None


@pytest.mark.parametrize(
    ("pattern", "resumes_at"), [("....xxxx", 8), ("x.xx.x", 6), ("xxx...xxx", None), ("x.x.x.x.x.x", None)]
)
def test_after_the_end_as_much_speech_as_at_the_beginning_resumes_the_turn(
    pattern: str, resumes_at: int | None
) -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 30, endpointer)
    assert endpointer.is_over
    expected = [(resumes_at, EndpointerEvent.USER_RESUMED)] if resumes_at else []
    assert events(pattern, endpointer) == expected
    assert endpointer.is_over == (not expected)


def test_a_turn_that_began_over_a_reply_is_resumed_by_as_much() -> None:
    """Its beginning is looked for in a longer window; what resumes it is not."""
    endpointer = Endpointer(EndpointerTiming.of_interruption(VoiceSessionConfig()))
    ended = events("x" * 20 + "." * 80, endpointer)
    assert ended[-1][1] is EndpointerEvent.ENDED
    assert not events("x..x..x..x......", endpointer)
    assert events("xxxx", endpointer) == [(4, EndpointerEvent.USER_RESUMED)]


def test_a_turn_that_was_resumed_ends_like_any_other() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 40 + "xxxx", endpointer)
    assert (endpointer.speech_frames, endpointer.silent) == (54, 0)
    assert events("." * 30, endpointer)[-1] == (30, EndpointerEvent.ENDED)


def test_a_turn_that_is_as_long_as_it_may_be_is_not_resumed() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 190, endpointer)
    assert events("x" * 10, endpointer) == []


def test_a_longer_delay_is_for_one_pause_only() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10 + "." * 8, endpointer)
    endpointer.set_delay(65)
    assert events("x" * 5 + "." * 30, endpointer)[-1] == (35, EndpointerEvent.ENDED)


def test_a_turn_is_too_long_at_its_last_frame_from_the_first_of_speech() -> None:
    assert events("." * 50 + "x" * 200)[-1] == (250, EndpointerEvent.TOO_LONG)
    assert events("." * 50 + "x" * 199)[-1] == (54, EndpointerEvent.SPEECH_STARTED)


def test_nobody_spoke() -> None:
    assert events("." * 100) == [(100, EndpointerEvent.NOBODY_SPOKE)]
    assert events("xxx..." * 3 + "." * 82) == [(100, EndpointerEvent.NOBODY_SPOKE)], "clicks are no speech"


def test_speech_at_the_last_moment_is_still_speech() -> None:
    assert events("." * 96 + "xxxx") == [(100, EndpointerEvent.SPEECH_STARTED)]


def test_one_stray_frame_does_not_make_a_silence_begin_anew() -> None:
    """A click is too short to begin speech. A click every half second must not keep a turn open for ever either."""
    told = events("x" * 10 + ("." * 20 + "x") * 6)
    assert EndpointerEvent.ENDED in [event for _, event in told]


@pytest.mark.parametrize(("seconds", "count"), [(0.6, 30), (0.3, 15), (0.02, 1), (0.001, 1), (1.3, 65), (28.0, 1400)])
def test_seconds_are_counted_in_frames(seconds: float, count: int) -> None:
    assert frames(seconds) == count


@pytest.mark.parametrize(
    ("streaming", "unfinished_s", "endpoint"), [(True, 0.5, 50), (True, 2.0, 100), (False, 2.0, 50)]
)
def test_the_settings_become_frames_and_while_streaming_the_longest_delay_counts(
    streaming: bool, unfinished_s: float, endpoint: int
) -> None:
    config = VoiceSessionConfig(
        endpointing_delay_s=1.0,
        max_endpointing_delay_s=unfinished_s,
        nobody_spoke_s=4.0,
        longest_utterance_s=10.0,
        streaming=streaming,
    )
    assert EndpointerTiming.of(config) == EndpointerTiming(endpoint=endpoint, nobody_spoke=200, longest=500)


def test_while_the_level_says_that_the_user_still_speaks_no_pause_is_the_end() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10, endpointer)
    endpointer.note_level(True)
    assert (31, EndpointerEvent.ENDED) not in events("." * 40, endpointer)
    assert endpointer.set_delay(5) is None
    endpointer.note_level(False)
    assert events(".", endpointer) == [(1, EndpointerEvent.ENDED)]


def test_a_room_that_has_become_louder_does_not_hold_a_turn_for_ever() -> None:
    endpointer = Endpointer(TIMING)
    events("x" * 10, endpointer)
    endpointer.note_level(True)
    assert events("." * 100, endpointer)[-1] == (HELD_FRAMES, EndpointerEvent.ENDED)


@pytest.mark.parametrize("lasted", [True, None])
def test_once_the_level_has_fallen_short_sounds_are_no_speech_and_the_silence_counts_from_before(
    lasted: bool | None,
) -> None:
    endpointer = Endpointer(EndpointerTiming(endpoint=65, nobody_spoke=100, longest=200))
    events("x" * 10, endpointer)
    endpointer.note_level(lasted)
    endpointer.note_level(False)
    told = events("x" * 100, endpointer)
    assert told[-1] == (65 - FELL_FRAMES, EndpointerEvent.ENDED)
    assert endpointer.speech_frames == 10
    endpointer.note_level(True)
    assert events("xxxx", endpointer) == [(4, EndpointerEvent.USER_RESUMED)]


def test_a_turn_that_is_too_long_ends_once_and_at_once_when_it_is_resumed() -> None:
    endpointer = Endpointer(TIMING)
    assert [event for _, event in events("x" * 230, endpointer)] == [
        EndpointerEvent.SPEECH_STARTED,
        EndpointerEvent.TOO_LONG,
    ]
    endpointer.resume(1, 0)
    assert events("x", endpointer) == [(1, EndpointerEvent.TOO_LONG)]


def test_what_the_level_said_before_the_user_resumed_ends_nothing() -> None:
    endpointer = Endpointer(EndpointerTiming(endpoint=65, nobody_spoke=100, longest=400))
    events("x" * 10, endpointer)
    endpointer.note_level(False)
    events("." * 100, endpointer)
    assert endpointer.is_over
    endpointer.resume(10, 0)
    endpointer.note_level(False)
    events("x" * 10, endpointer)
    assert not endpointer.is_over, "it has fallen only now"
