"""The turns stage: which frames belong to an utterance, when snapshots of it are taken, and the times it reports."""

from __future__ import annotations

import pytest

from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.audio.playback_reference import TAIL_S, PlaybackReference
from appliance.events import (
    PauseEnded,
    ResumeTimeOver,
    SpeechActivity,
    UserResumed,
    UserStartedSpeaking,
    UtteranceEnded,
)
from appliance.items import ClearAudio, EndReason, IgnoreFrames, Listen, Utterance
from appliance.settings import VoiceSessionConfig
from tests.unit.stages.turns_rig import CAPTURE_S, VAD_S, TurnsRig, ended, final, frame_numbers, utterances


def test_nothing_is_reported_before_the_session_listens() -> None:
    assert TurnsRig().feed("x" * 100) == []


def test_a_turn_is_told_in_order() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("." * 20 + "x" * 40 + "." * 30)
    assert [type(output).__name__ for output in outputs] == [
        "UserStartedSpeaking", "SpeechActivity", "Utterance", "PauseStarted", "Utterance", "SpeechActivity",
        "Utterance", "UtteranceEnded", "Utterance",
    ]  # fmt: skip
    assert [utterance.is_final for utterance in utterances(outputs)] == [False, False, False, True]
    assert all(
        output.turn == 1 for output in outputs if isinstance(output, Utterance | UserStartedSpeaking | UtteranceEnded)
    )
    rig.command(IgnoreFrames())
    assert rig.feed("x" * 50) == [], "the turn is over"


@pytest.mark.parametrize("silence_first", [0, 5, 40])
def test_300_ms_from_before_the_first_frame_of_speech_belong_to_the_utterance(silence_first: int) -> None:
    """Also frames from before the session listens: the user may begin to speak before the tap."""
    rig = TurnsRig()
    rig.feed("." * 50)
    rig.command(Listen(1))
    utterance = final(rig.feed("." * silence_first + "x" * 40 + "." * 30))
    assert frame_numbers(utterance)[0] == 50 + silence_first - 15


def test_no_frame_is_lost_or_doubled_in_an_utterance() -> None:
    rig = TurnsRig()
    rig.feed("." * 50)
    rig.command(Listen(1))
    numbers = frame_numbers(final(rig.feed("." * 7 + "x" * 20 + "." * 20 + "x" * 20 + "." * 30)))
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_after_the_audio_was_cleared_nothing_from_before_is_kept() -> None:
    rig = TurnsRig()
    rig.feed("x" * 50)
    rig.command(ClearAudio())
    rig.command(Listen(1))
    assert frame_numbers(final(rig.feed("x" * 40 + "." * 30)))[0] == 50


def test_clearing_the_audio_ends_the_turn_in_progress() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 20)
    rig.command(ClearAudio())
    assert rig.feed("x" * 20 + "." * 60) == []


def test_frames_in_which_the_loudspeaker_plays_are_left_out() -> None:
    playback_reference = PlaybackReference()
    rig = TurnsRig(playback_reference=playback_reference)
    rig.feed("x" * 50)
    rig.command(Listen(1))
    first = rig.captured_s(55) - FRAME_S
    playback_reference.plays(first, first + 5 * FRAME_S - TAIL_S - 0.001, -20.0)
    utterance = final(rig.feed("x" * 40 + "." * 30))
    kept = frame_numbers(utterance)
    assert [number for number in range(50, 90) if number not in kept] == [55, 56, 57, 58, 59]


def test_it_tells_when_the_user_speaks_and_pauses() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("." * 10 + "x" * 30 + "." * 8 + "x" * 10 + "." * 30)
    activity = [output.is_speaking for output in outputs if isinstance(output, SpeechActivity)]
    assert activity == [True, False, True, False]


def test_one_turn_is_not_the_pre_roll_of_the_next() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 40 + "." * 25)
    rig.command(Listen(2))
    utterance = final(rig.feed("x" * 40 + "." * 30))
    assert frame_numbers(utterance)[0] == 65
    assert utterance.turn == 2


def test_200_ms_after_the_last_frame_of_speech_belong_to_the_utterance() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    assert frame_numbers(final(rig.feed("x" * 40 + "." * 30)))[-1] == 39 + 10


def test_a_snapshot_after_half_a_second_of_speech_and_then_every_second() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    snapshots = utterances(rig.feed("." * 20 + "x" * 90))
    assert [snapshot.speech_frames for snapshot in snapshots] == [25, 75]
    assert not any(snapshot.is_final or snapshot.is_pause for snapshot in snapshots)
    assert [frame_numbers(snapshot)[-1] for snapshot in snapshots] == [44, 94], "up to the newest frame"


def test_a_snapshot_in_a_pause_delays_the_next_timed_one() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    snapshots = utterances(rig.feed("x" * 40 + ".." + "x" * 60))
    assert [(snapshot.speech_frames, snapshot.is_pause) for snapshot in snapshots] == [
        (25, False), (40, True), (92, False),
    ]  # fmt: skip


def test_a_pause_gives_a_snapshot_that_holds_all_that_the_final_one_holds() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("x" * 10 + "." * 30)
    pause, settled, last = utterances(outputs)
    assert pause.is_pause
    assert settled.is_pause
    assert (pause.is_settled, settled.is_settled, last.is_settled) == (False, True, False)
    assert not pause.is_final
    assert pause.speech_frames == settled.speech_frames == last.speech_frames == 10
    assert (frame_numbers(pause)[-1], frame_numbers(settled)[-1]) == (11, 17)


def test_speech_that_goes_on_after_a_pause_is_told() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("x" * 10 + ".." + "x" * 10 + "." + "x" * 5)
    assert [output.at_s for output in outputs if isinstance(output, PauseEnded)] == [
        pytest.approx(rig.captured_s(12) + CAPTURE_S + VAD_S)
    ]


def test_speech_after_the_end_resumes_the_turn_with_all_that_was_said() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 40 + "." * 60)
    outputs = rig.feed("x" * 20 + "." * 30)
    assert [type(output).__name__ for output in outputs[:2]] == ["UserResumed", "SpeechActivity"]
    assert isinstance(outputs[0], UserResumed)
    assert outputs[0].at_s == pytest.approx(rig.captured_s(103) + CAPTURE_S + VAD_S)
    assert frame_numbers(final(outputs)) == list(range(130))
    assert ended(outputs).speech_end_s == pytest.approx(rig.captured_s(119))


def before_the_reply_is_played() -> TurnsRig:
    """Return a rig whose turn is over; in the next five frames the loudspeaker plays the reply."""
    playback_reference = PlaybackReference()
    rig = TurnsRig(playback_reference=playback_reference)
    rig.command(Listen(1))
    rig.feed("x" * 40 + "." * 40)
    first = rig.captured_s(80) - FRAME_S
    playback_reference.plays(first, first + 5 * FRAME_S - TAIL_S - 0.001, -20.0)
    return rig


def test_after_the_end_the_echo_is_silence_in_the_utterance() -> None:
    rig = before_the_reply_is_played()
    assert rig.feed("x" * 5) == [], "this is the echo of the reply"
    utterance = final(rig.feed("." * 20 + "x" * 20 + "." * 30))
    assert [int(value) for value in utterance.samples[80 * FRAME_SAMPLES :: FRAME_SAMPLES][:5]] == [0] * 5
    assert len(utterance.samples) == 135 * FRAME_SAMPLES


def test_frames_just_before_the_user_is_told_from_the_echo_belong_to_the_utterance() -> None:
    rig = before_the_reply_is_played()
    numbers = frame_numbers(final(rig.feed("x" * 25 + "." * 30)))
    assert numbers == list(range(len(numbers)))


def test_silence_leads_to_no_snapshot_but_those_of_the_pause() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 24)
    assert [snapshot.is_pause for snapshot in utterances(rig.feed("." * 24))] == [True, True]


def test_without_streaming_there_is_only_the_final_snapshot() -> None:
    rig = TurnsRig(VoiceSessionConfig(streaming=False))
    rig.command(Listen(1))
    assert [utterance.is_final for utterance in utterances(rig.feed("x" * 60 + "." * 30))] == [True]


def test_times_are_those_of_the_frames_not_of_when_they_arrived() -> None:
    rig = TurnsRig()
    rig.feed("." * 50)
    rig.command(Listen(1))
    outputs = rig.feed("." * 20 + "x.xx.x" + "x" * 34 + "." * 25)
    started = outputs[0]
    assert isinstance(started, UserStartedSpeaking)
    assert started.at_s == pytest.approx(rig.captured_s(70) - FRAME_S), "when its first sample was taken"
    end = ended(outputs)
    assert end.speech_end_s == pytest.approx(rig.captured_s(109))
    assert end.at_s == rig.clock.now_s
    assert end.at_s - end.speech_end_s == pytest.approx(0.5 + CAPTURE_S + VAD_S)
    assert end.reason is EndReason.SILENCE
    assert end.capture_ms == pytest.approx(3)
    assert end.vad_ms == pytest.approx(1)


def test_the_last_part_begins_a_moment_before_speech_goes_on_after_a_settled_pause() -> None:
    rig = TurnsRig()
    rig.feed("." * 50)
    rig.command(Listen(1))
    first, settled, *_ = [one for one in utterances(rig.feed("x" * 20 + "." * 12)) if one.is_pause]
    assert (first.last_part, settled.last_part) == (5 * FRAME_SAMPLES, 5 * FRAME_SAMPLES)
    after = [one for one in utterances(rig.feed("x" * 20 + "." * 9)) if one.is_settled]
    went_on = 50 + 20 + 12 + 2  # two more frames make it sure
    assert [frame_numbers(one)[one.last_part // FRAME_SAMPLES] for one in after] == [went_on - 10]


def test_of_a_recording_the_frames_are_counted_after_which_the_user_can_no_longer_resume() -> None:
    config = VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.0)
    rig = TurnsRig(config, counts_resume=True)
    rig.command(Listen(1))
    outputs = rig.feed("x" * 40 + "." * (25 + 63))
    assert not any(isinstance(output, ResumeTimeOver) for output in outputs)
    assert [type(output) for output in rig.feed(".")] == [ResumeTimeOver]
    assert rig.feed("x" * 50) == [], "the turn is over"


def test_of_a_recording_who_resumes_in_time_has_as_much_time_again() -> None:
    config = VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.0)
    rig = TurnsRig(config, counts_resume=True)
    rig.command(Listen(1))
    outputs = rig.feed("x" * 40 + "." * 80 + "x" * 40 + "." * 80)
    assert sum(isinstance(output, UserResumed) for output in outputs) == 1
    assert not any(isinstance(output, ResumeTimeOver) for output in outputs)
    assert len([utterance for utterance in utterances(outputs) if utterance.is_final]) == 2


def test_the_speech_before_a_settled_pause_is_told_apart_from_the_part_after_it() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    assert final(rig.feed("x" * 20 + "." * 9 + "x" * 20 + "." * 30)).frames_before_part == 20
    rig = TurnsRig()
    rig.command(Listen(1))
    assert final(rig.feed("x" * 20 + "." * 5 + "x" * 20 + "." * 30)).frames_before_part == 0
