"""The turns stage: another voice behind the user's; the turn ends at the pause between the two."""

from __future__ import annotations

import pytest

from appliance.events import UtteranceEnded, VoiceChange
from appliance.items import EndAtPause, EndReason, Listen
from appliance.settings import VoiceSessionConfig
from tests.unit.stages.turns_rig import TurnsRig, ended, final, frame_numbers, utterances


def test_what_follows_a_pause_is_compared_once_enough_was_said() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    outputs = rig.feed("x" * 60 + "." * 5 + "x" * 20 + "." * 5 + "x" * 60)
    changes = [output for output in outputs if isinstance(output, VoiceChange)]
    assert [change.speech_frames for change in changes] == [60, 85]


def test_the_turn_ends_at_the_pause_and_nothing_that_followed_is_in_it() -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 60 + "." * 5 + "x" * 60)
    outputs = rig.command(EndAtPause(1, 60))
    assert ended(outputs).reason is EndReason.OTHER_VOICE
    assert ended(outputs).speech_frames == 60
    assert ended(outputs).speech_end_s == pytest.approx(rig.captured_s(59))
    assert final(outputs).speech_frames == 60
    assert frame_numbers(final(outputs))[-1] == 61
    assert rig.feed("x" * 100) == [], "the voice that goes on is not the user's, and resumes nothing"


@pytest.mark.parametrize("command", [EndAtPause(2, 60), EndAtPause(1, 0), EndAtPause(1, 126)])
def test_a_length_or_a_turn_that_there_is_not_ends_nothing(command: EndAtPause) -> None:
    rig = TurnsRig()
    rig.command(Listen(1))
    rig.feed("x" * 60 + "." * 5 + "x" * 60)
    assert rig.command(command) == []
    assert not [output for output in rig.feed("x" * 5) if isinstance(output, UtteranceEnded)]


@pytest.mark.parametrize(("above_room_db", "ends"), [(10.0, True), (40.0, False)])
def test_what_is_only_likely_ends_the_turn_in_noise_alone(above_room_db: float, *, ends: bool) -> None:
    rig = TurnsRig()
    rig.detector.above_room_db = above_room_db
    rig.command(Listen(1))
    rig.feed("x" * 125)
    assert bool(rig.command(EndAtPause(1, 125, only_in_noise=True))) is ends


def test_what_is_only_likely_ends_nothing_while_the_level_says_that_the_user_still_speaks() -> None:
    rig = TurnsRig()
    rig.detector.above_room_db, rig.detector.user_lasts = 10.0, True
    rig.command(Listen(1))
    rig.feed("x" * 125)
    assert rig.command(EndAtPause(1, 125, only_in_noise=True)) == []
    rig.detector.user_lasts = False
    assert rig.command(EndAtPause(1, 125, only_in_noise=True))


def test_where_the_button_ends_turns_the_level_does_not() -> None:
    ends = {}
    for vad_enabled in (True, False):
        rig = TurnsRig(VoiceSessionConfig(vad_enabled=vad_enabled))
        rig.command(Listen(1))
        rig.feed("x" * 20)
        rig.detector.user_lasts = False
        ends[vad_enabled] = any(isinstance(output, UtteranceEnded) for output in rig.feed("x" * 100))
    assert ends == {True: True, False: False}


def test_in_noise_the_words_are_looked_at_more_often() -> None:
    counts = []
    for above_room_db in (10.0, 40.0):
        rig = TurnsRig()
        rig.detector.above_room_db = above_room_db
        rig.command(Listen(1))
        counts.append(len(utterances(rig.feed("x" * 250))))
    assert counts[0] >= 1.5 * counts[1]
