"""The turns stage while a reply is heard: whoever speaks begins a turn, or goes on with the last one."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES
from appliance.audio.playback_reference import PlaybackReference
from appliance.events import InterruptionProgress, PauseStarted, UserResumed, UserStartedSpeaking
from appliance.items import AwaitInterruption, ClearAudio, Frame, IgnoreFrames, Listen, ResumeTurn
from appliance.settings import VoiceSessionConfig
from appliance.turn_taking.user_turn import PART_LEAD_FRAMES, UserTurn
from tests.unit.stages.turns_rig import CAPTURE_S, VAD_S, TurnsRig, ended, final, frame_numbers, utterances


def heard(rig: TurnsRig) -> None:
    """Bring the rig to where turn 1 has ended and its reply is heard."""
    rig.command(Listen(1))
    rig.feed("." * 10 + "x" * 20 + "." * 40)


def test_speech_is_told_and_transcribed_as_the_turn_that_would_begin() -> None:
    rig = TurnsRig()
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    outputs = rig.feed("." * 20 + "x" * 25 + "." * 3)
    started = [output for output in outputs if isinstance(output, UserStartedSpeaking)]
    assert [event.turn for event in started] == [2]
    assert started[0].at_s == rig.captured_s(90 - 1)
    assert {utterance.turn for utterance in utterances(outputs)} == {2}
    assert [event for event in outputs if isinstance(event, InterruptionProgress)]


def test_over_a_reply_the_level_of_a_frame_is_judged_by_the_echo_canceller() -> None:
    rig = TurnsRig(playback_reference=PlaybackReference())
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    assert not any(rig.detector.near)
    rig.feed("x" * 5, has_near_end=True)
    assert rig.detector.near[-5:] == [True] * 5
    count = len(rig.detector.near)
    assert not utterances(rig.feed("x" * 30, has_near_end=False))
    assert len(rig.detector.near) == count, "echo is not judged at all"


@pytest.mark.parametrize(("is_vowel", "fewest", "most"), [(True, 18, 20), (False, 0, 2)])
def test_it_is_told_how_many_vowels_were_heard(is_vowel: bool, fewest: int, most: int) -> None:
    time_s, random = np.arange(20 * FRAME_SAMPLES) / CAPTURE_RATE_HZ, np.random.default_rng(1)
    vowel = np.sum([np.sin(2 * np.pi * n * 140 * time_s) / n for n in range(1, 15)], axis=0)
    sound = vowel if is_vowel else random.standard_normal(len(time_s))
    turn, before = (UserTurn(number, VoiceSessionConfig(), [], interrupts=number == 2) for number in (2, 1))
    for number, samples in enumerate((2000 * sound).astype(np.int16).reshape(-1, FRAME_SAMPLES)):
        event = turn.add(Frame(samples, number * FRAME_S), True, 0.0, 0.0)
        before.add(Frame(np.clip(4 * samples.astype(np.int32), -32768, 32767).astype(np.int16), 0.0), True, 0.0, 0.0)
    turn.may_go_on_with(before)
    progress = turn.progress(event, 0.0)
    assert progress
    assert progress.user_relative_db == pytest.approx(-12, abs=3)
    assert progress.echo_relative_db is None
    assert progress.speech_frames == 20
    assert fewest <= progress.voiced_frames <= most


def test_until_it_is_taken_up_it_may_be_any_sound() -> None:
    rig = TurnsRig()
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    assert {one.is_over_reply for one in utterances(rig.feed("." * 20 + "x" * 30 + "." * 6))} == {True}
    rig.command(Listen(2))
    assert {one.is_over_reply for one in utterances(rig.feed("x" * 30 + "." * 40))} == {False}


def test_a_short_sound_is_no_speech() -> None:
    rig = TurnsRig()
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    assert rig.feed("." * 20 + "x" * 6 + "." * 20 + "x.x.x.x.x." + "." * 20) == []


def test_taken_up_it_is_the_turn_from_its_first_word_on() -> None:
    rig = TurnsRig()
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    rig.feed("." * 20 + "x" * 20)
    rig.command(IgnoreFrames(2))
    rig.command(Listen(2))
    outputs = rig.feed("x" * 10 + "." * 40)
    assert ended(outputs).turn == 2
    numbers = frame_numbers(final(outputs))
    assert numbers[0] <= 90
    assert numbers == list(range(numbers[0], numbers[-1] + 1)), "no frame is missing"


def test_who_speaks_on_after_a_silence_is_still_told_of() -> None:
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5))
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    assert ended(rig.feed("." * 20 + "x" * 20 + "." * 40)).turn == 2
    outputs = rig.feed("x" * 20 + "." * 20)
    assert [output.turn for output in outputs if isinstance(output, UserResumed)] == [2]
    assert [output.silent_frames for output in outputs if isinstance(output, InterruptionProgress)][-1] > 10, (
        "or the reply rests for ever"
    )


def test_it_may_go_on_with_the_last_turn() -> None:
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5))
    heard(rig)
    rig.command(AwaitInterruption(2))
    outputs = rig.feed("." * 5 + "x" * 20)
    assert not [output for output in outputs if isinstance(output, UserResumed)], "it is not decided here"
    rig.command(ResumeTurn(1))
    outputs = rig.feed("x" * 5 + "." * 40)
    assert ended(outputs).turn == 1
    assert set(range(10, 30)) | set(range(75, 100)) <= set(frame_numbers(final(outputs)))


def before_its_sound(rig: TurnsRig, reference: PlaybackReference, sound_in_s: float) -> None:
    """Bring the rig to where a reply has begun whose sound comes to the microphone so much later."""
    heard(rig)
    begins_s = rig.captured_s(rig.count - 1) + sound_in_s
    reference.plays(begins_s, begins_s + 5.0, -20.0)
    rig.command(AwaitInterruption(2))


def test_who_goes_on_before_a_reply_is_to_be_heard_needs_no_words_for_that() -> None:
    reference = PlaybackReference()
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5), reference)
    before_its_sound(rig, reference, 6 * FRAME_S)
    outputs = rig.feed("." + "x" * 5)
    (resumed,) = [output for output in outputs if isinstance(output, UserResumed)]
    assert resumed.turn == 1
    outputs = rig.feed("x" * 20, has_near_end=True)
    assert not [output for output in outputs if isinstance(output, InterruptionProgress)]


def test_what_is_said_while_the_given_up_reply_is_still_heard_is_not_lost() -> None:
    reference = PlaybackReference()
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5), reference)
    before_its_sound(rig, reference, 6 * FRAME_S)
    rig.feed("." + "x" * 5)
    reference.stopped(rig.captured_s(rig.count + 5))
    outputs = rig.feed("x" * 4, has_near_end=False) + rig.feed("x" * 8, has_near_end=True)
    outputs += rig.feed("x" * 8 + "." * 40)
    assert set(range(71, 96)) <= set(frame_numbers(final(outputs)))
    assert ended(outputs).speech_end_s == rig.captured_s(95)


def test_once_its_sound_has_come_the_words_decide_and_what_was_said_before_counts() -> None:
    reference = PlaybackReference()
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5), reference)
    before_its_sound(rig, reference, 3 * FRAME_S)
    outputs = rig.feed("." + "x" * 2)
    outputs += rig.feed("x" * 6, has_near_end=True)
    assert not [output for output in outputs if isinstance(output, UserResumed)]
    (started,) = [output for output in outputs if isinstance(output, UserStartedSpeaking)]
    assert (started.turn, started.at_s) == (2, rig.captured_s(71 - 1)), "the first of eight frames"


def test_what_is_played_and_has_not_come_to_the_microphone_yet_is_no_echo() -> None:
    reference = PlaybackReference()
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5), reference)
    before_its_sound(rig, reference, 0.0)
    assert not [output for output in rig.feed("xxxxx", has_near_end=False) if isinstance(output, UserResumed)]
    outputs = rig.feed("xxxxx", has_near_end=False, is_before_echo=True)
    assert not [output for output in outputs if isinstance(output, UserResumed)], "it has been heard already"

    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5), reference)
    before_its_sound(rig, reference, 0.0)
    outputs = rig.feed("xxxxx", has_near_end=False, is_before_echo=True)
    assert [output for output in outputs if isinstance(output, UserResumed)]


def test_while_nothing_is_audible_the_user_who_has_the_turn_is_heard() -> None:
    """A cue that is too soft to be found in the microphone may be over before that is given up."""
    rig = TurnsRig(playback_reference=PlaybackReference())
    rig.command(Listen(1))
    outputs = rig.feed("." * 5 + "x" * 20 + "." * 40, has_near_end=False, is_before_echo=True)
    assert set(range(5, 25)) <= set(frame_numbers(final(outputs)))


def test_whoever_has_gone_on_and_paused_by_now_need_not_pause_again() -> None:
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5))
    heard(rig)
    rig.command(AwaitInterruption(2))
    rig.feed("." * 5 + "x" * 20 + "." * 12)
    outputs = rig.command(ResumeTurn(1))
    assert [output for output in outputs if isinstance(output, PauseStarted)]
    (pause, settled) = utterances(outputs)
    assert pause.is_pause
    assert settled.is_settled
    assert pause.speech_frames == settled.speech_frames == 85, (
        "from the first frame of the turn to the last that is speech"
    )
    assert set(range(10, 30)) | set(range(75, 95)) <= set(frame_numbers(settled))
    assert pause.frames_before_part == 20
    assert frame_numbers(pause)[pause.last_part // FRAME_SAMPLES] == 75 - PART_LEAD_FRAMES
    outputs = rig.feed("." * 14)
    assert ended(outputs).speech_end_s == rig.captured_s(94)
    assert ended(outputs).at_s == rig.captured_s(94 + 25) + CAPTURE_S + VAD_S


def test_another_interruption_forgets_what_was_said_before() -> None:
    rig = TurnsRig()
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    rig.feed("." * 20 + "x" * 12 + "." * 40)
    rig.command(AwaitInterruption(3))
    outputs = rig.feed("." * 40 + "x" * 25 + "." * 3)
    assert {utterance.turn for utterance in utterances(outputs)} == {3}
    assert min(frame_numbers(utterances(outputs)[0])) > 120


def test_ignored_or_muted_nobody_is_listened_to() -> None:
    for command in (IgnoreFrames(), ClearAudio()):
        rig = TurnsRig()
        heard(rig)
        rig.command(AwaitInterruption(2))
        rig.command(command)
        assert rig.feed("x" * 40) == []


def test_a_follow_up_has_its_own_time() -> None:
    rig = TurnsRig(VoiceSessionConfig(nobody_spoke_s=8.0))
    rig.command(Listen(1, follow_up_s=1.0))
    assert rig.feed("." * 49) == []
    (over,) = rig.feed(".")
    assert type(over).__name__ == "NobodySpoke"


def test_who_begins_to_speak_in_the_last_moment_of_a_reply_keeps_their_first_word() -> None:
    rig = TurnsRig()
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    rig.feed("." * 40 + "x" * 7)
    rig.command(IgnoreFrames())
    rig.command(Listen(3, follow_up_s=5.0))
    outputs = rig.feed("x" * 20 + "." * 40)
    assert set(range(110, 137)) <= set(frame_numbers(final(outputs)))


def test_whoever_goes_on_before_it_is_heard_that_a_reply_began_is_in_the_turn_alone() -> None:
    rig = TurnsRig(VoiceSessionConfig(max_endpointing_delay_s=0.5, resume_s=1.5))
    heard(rig)
    assert [one for one in rig.feed("x" * 5) if isinstance(one, UserResumed)]
    rig.command(AwaitInterruption(2))
    outputs = rig.feed("x" * 25 + "." * 40)
    assert {utterance.turn for utterance in utterances(outputs)} == {1}
    assert ended(outputs).turn == 1


def test_who_speaks_for_too_long_over_a_reply_is_told_of_once() -> None:
    rig = TurnsRig(VoiceSessionConfig(longest_utterance_s=2))
    heard(rig)
    rig.command(IgnoreFrames())
    rig.command(AwaitInterruption(2))
    outputs = rig.feed("." * 20 + "x" * 150)
    assert ended(outputs).turn == 2
    assert final(outputs)
