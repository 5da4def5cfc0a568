"""The turns stage: how a turn ends, and what the session's commands do to it."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import CAPTURE_RATE_HZ
from appliance.events import NobodySpoke, UserResumed, UtteranceEnded
from appliance.items import (
    AwaitInterruption,
    CommitTurn,
    EndpointingDelay,
    EndReason,
    IgnoreFrames,
    Listen,
    ResumeTurn,
    TurnCommand,
)
from appliance.settings import VoiceSessionConfig
from appliance.stages.turns import ROOM_FRAMES
from tests.unit.stages.turns_rig import CAPTURE_S, TurnsRig, ended, final, frame_numbers, utterances


def test_commit_ends_the_turn_at_once() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("." * 30 + "x" * 20 + "." * 3)
    outputs = rig.command(CommitTurn(1))
    assert ended(outputs).reason is EndReason.COMMITTED
    assert ended(outputs).speech_end_s == pytest.approx(rig.captured_s(49))
    assert frame_numbers(final(outputs))[-1] == 52
    assert rig.command(CommitTurn(1)) == []
    assert rig.feed("x" * 50) == []


def test_commit_with_nothing_said_says_so() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("." * 30)
    assert rig.command(CommitTurn(1)) == [NobodySpoke(1, rig.clock.now_s)]
    assert rig.feed("x" * 50) == []


def test_commit_before_the_first_frame_says_so() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    assert rig.command(CommitTurn(1)) == [NobodySpoke(1, rig.clock.now_s)]


def test_a_command_for_another_turn_means_nothing() -> None:
    rig = TurnsRig()
    rig.command(Listen(2))
    rig.feed("x" * 20)
    assert rig.command(CommitTurn(1)) == []
    rig.feed("." * 10)
    rig.command(EndpointingDelay(1, 20, 1.3))
    assert ended(rig.feed("." * 20)).turn == 2


@pytest.mark.parametrize("command", [CommitTurn(1), EndpointingDelay(1, 20, 1.3), IgnoreFrames()])
def test_commands_while_not_listening_mean_nothing(command: TurnCommand) -> None:
    assert TurnsRig().command(command) == []


def test_a_pause_may_last_longer_with_a_longer_endpointing_delay() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 40 + "." * 10)
    rig.command(EndpointingDelay(1, 40, 1.3))
    assert rig.feed("." * 54) == []
    assert ended(rig.feed(".")).reason is EndReason.SILENCE


def test_a_pause_that_has_been_long_enough_ends_the_turn_when_its_delay_is_set() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 40 + "." * 15)
    outputs = rig.command(EndpointingDelay(1, 40, 0.3))
    assert ended(outputs).reason is EndReason.SILENCE
    assert frame_numbers(final(outputs))[-1] == 39 + 10
    assert rig.command(EndpointingDelay(1, 40, 0.3)) == [], "it ends once"


def test_the_delay_of_a_pause_that_is_over_does_not_count_for_the_next() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 40 + "." * 10 + "x" * 20 + "." * 10)
    rig.command(EndpointingDelay(1, 40, 1.3))
    assert ended(rig.feed("." * 15)).reason is EndReason.SILENCE


def test_nobody_spoke() -> None:
    rig = TurnsRig(VoiceSessionConfig(nobody_spoke_s=1.0))
    rig.command(Listen(1))
    assert rig.feed("." * 49) == []
    assert rig.feed(".") == [NobodySpoke(1, rig.clock.now_s)]
    assert rig.feed("x" * 50) == []


def test_too_long_ends_in_the_middle_of_a_word() -> None:
    rig = TurnsRig(VoiceSessionConfig(longest_utterance_s=2.0))
    rig.command(Listen(1))
    outputs = rig.feed("." * 30 + "x" * 150)
    assert ended(outputs).reason is EndReason.TOO_LONG
    assert frame_numbers(final(outputs))[-1] == 30 + 99


def test_the_longest_utterance_with_its_pre_roll_fits_into_the_recogniser() -> None:
    rig = TurnsRig(VoiceSessionConfig(longest_utterance_s=29.0, streaming=False))
    rig.feed("." * 50)
    rig.command(Listen(1))
    assert len(final(rig.feed("x" * 1600)).samples) <= 30 * CAPTURE_RATE_HZ


def test_stop_listening_ends_the_turn_and_listen_begins_another() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 40)
    rig.command(IgnoreFrames())
    assert rig.feed("." * 60) == []
    rig.command(Listen(2))
    rig.feed("x" * 40)
    rig.command(Listen(3))
    assert final(rig.feed("x" * 40 + "." * 30)).turn == 3


def test_without_vad_silence_ends_nothing_and_all_is_kept() -> None:
    rig = TurnsRig(VoiceSessionConfig(vad_enabled=False, nobody_spoke_s=1.0))
    rig.command(Listen(1))
    outputs = rig.feed("." * 100 + "x" * 40 + "." * 100)
    assert not [output for output in outputs if isinstance(output, UtteranceEnded | NobodySpoke)]
    outputs = rig.command(CommitTurn(1))
    assert ended(outputs).reason is EndReason.COMMITTED
    assert ended(outputs).speech_end_s == pytest.approx(rig.captured_s(139)), "the last frame of speech"
    assert frame_numbers(final(outputs)) == list(range(240))


def test_snapshots_are_not_changed_by_later_frames() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    (snapshot,) = utterances(rig.feed("x" * 30))
    before = snapshot.samples.copy()
    rig.feed("x" * 60 + "." * 30)
    assert np.array_equal(snapshot.samples, before)


def test_the_detector_gets_the_noise_of_the_room_before_it_is_asked_for_speech() -> None:
    """It tells speech from noise by the noise of the room. While not listening it is not used, and costs nothing."""
    rig = TurnsRig()
    rig.feed("." * (ROOM_FRAMES + 50))
    assert rig.clock.now_s == pytest.approx(rig.captured_s(ROOM_FRAMES + 49) + CAPTURE_S)
    rig.command(Listen(1))
    assert [int(frame.samples[0]) for frame in rig.detector.room] == [-number for number in range(51, ROOM_FRAMES + 51)]


@pytest.mark.parametrize(
    ("follow_up_s", "is_awaited", "is_called"), [(None, False, True), (5.0, False, False), (5.0, True, True)]
)
def test_the_detector_is_told_whether_somebody_has_called(
    follow_up_s: float | None, is_awaited: bool, is_called: bool
) -> None:
    """Who talked before may be the one who calls; but who talks after an answer may not talk to the appliance."""
    rig = TurnsRig()
    rig.feed("." * 10)
    rig.command(Listen(1, follow_up_s, is_awaited=is_awaited))
    assert rig.detector.is_called is is_called


def test_in_noise_the_delay_is_longer_and_the_pause_is_transcribed_with_the_soft_end_of_the_sentence() -> None:
    ends = {}
    for above_room_db in (40.0, 10.0):
        rig = TurnsRig(VoiceSessionConfig())
        rig.detector.above_room_db = above_room_db
        rig.command(Listen(1))
        outputs = rig.feed("x" * 20 + ".." + "." * 10)
        pauses = [(len(frame_numbers(one)), one.is_settled) for one in utterances(outputs) if one.is_pause]
        (speech_frames,) = {one.speech_frames for one in utterances(outputs) if one.is_pause}
        outputs += rig.command(EndpointingDelay(1, speech_frames, 0.3))
        while not any(isinstance(output, UtteranceEnded) for output in outputs):
            outputs += rig.feed(".")
        ends[above_room_db] = rig.count, pauses
    assert ends == {40.0: (35, [(22, False), (28, True)]), 10.0: (65, [(28, True)])}


@pytest.mark.parametrize("was_noise", [False, True])
def test_the_room_is_learnt_in_turns_too_until_the_first_word(was_noise: bool) -> None:
    """Where it listens again and again, there is hardly any time between turns."""
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("." * 40 + "x" * 20)
    rig.command(IgnoreFrames(was_noise=was_noise))
    rig.command(Listen(2))
    heard = [abs(int(frame.samples[0])) for frame in rig.detector.room]
    assert heard == list(range(1, len(heard) + 1))
    if was_noise:
        assert 41 <= len(heard) < 50, "what is louder than all before it is learnt if there were no words in it"
    else:
        assert 10 <= len(heard) <= 30, "neither the word nor its soft beginning, which is noticed late"
    rig.command(IgnoreFrames(was_noise=True))
    rig.command(Listen(3))
    assert len(rig.detector.room) == len(heard), "the word of a turn before is forgotten"


def test_commit_of_a_turn_that_silence_has_ended_leaves_it_to_be_resumed() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("x" * 20 + "." * 40)
    assert ended(outputs).reason is EndReason.SILENCE
    assert rig.command(CommitTurn(1)) == []
    assert [output.turn for output in rig.feed("x" * 10) if isinstance(output, UserResumed)] == [1]


def test_who_would_resume_a_turn_that_is_gone_has_said_nothing() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 20 + "." * 3)
    rig.command(CommitTurn(1))
    rig.command(AwaitInterruption(2))
    rig.feed("x" * 20)
    assert rig.command(ResumeTurn(1)) == [NobodySpoke(1, rig.clock.now_s)], "or it would listen for ever"
    assert rig.feed("x" * 50) == []
