"""DoubleTalkDetector, through PlaybackReference in simulated rooms: which frames may be nothing but echo."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.double_talk import ECHO_TICKS, TICK_S
from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES
from appliance.audio.playback_reference import TAIL_S, PlaybackReference
from tests.unit.audio.echo_room import Room, Sound, hidden, late, noise, pcm, speech

LEVEL_DBFS = -20.0

EARCON: Sound = earcon_samples(Earcon.LISTENING, CAPTURE_RATE_HZ) / 32768
REPLIES = [
    np.concatenate([speech("boil-an-egg", -20.0), late(speech("hamlet", -20.0), 0.15)]),
    speech("blue-sky", -24.0),
    speech("how-are-you", -16.0),
]


@pytest.mark.parametrize(
    ("gain_db", "delay_s", "fan_dbfs"),
    [
        (6.0, 0.02, -50.0),
        (0.0, 0.12, -65.0),
        (-12.0, 0.06, -50.0),
        (-20.0, 0.12, -65.0),
        (-40.0, 0.1, -65.0),
        (-60.0, 0.06, -50.0),
        (None, 0.0, -65.0),
    ],
)
def test_an_echo_alone_is_never_taken_for_the_user(gain_db: float | None, delay_s: float, fan_dbfs: float) -> None:
    room = Room(gain_db, delay_s, fan_dbfs)
    assert [room.speech_begins(room.frames_of(sound)) for sound in (EARCON, *REPLIES)] == [None] * 4


@pytest.mark.parametrize(("frames", "is_hidden"), [(12, True), (200, False)])
def test_the_gain_from_the_first_word_is_trusted_less(frames: int, is_hidden: bool) -> None:
    room = Room(-20.0, delay_s=0.02)
    room.frames_of(noise(frames, LEVEL_DBFS), rest_frames=0)
    room.gain_db = -9.0
    assert hidden(room.frames_of(noise(7, LEVEL_DBFS), rest_frames=0)[2:]) == [is_hidden] * 5


@pytest.mark.parametrize(
    ("gain_db", "delay_s", "louder_db", "within_s"),
    [
        (0.0, 0.02, 6.0, 0.4),
        (-10.0, 0.06, 12.0, 0.2),
        (-10.0, 0.06, 0.0, 0.8),
        (-24.0, 0.12, 12.0, 0.2),
        (-24.0, 0.12, 6.0, 0.4),
    ],
)
def test_a_user_who_talks_over_the_reply_is_detected(
    gain_db: float, delay_s: float, louder_db: float, within_s: float
) -> None:
    room = Room(gain_db, delay_s)
    for sound in (EARCON, *REPLIES[1:]):
        room.frames_of(sound)
    user = speech("healthy-breakfast", -20.0 + gain_db + louder_db)
    begins_s = room.speech_begins(room.frames_of(REPLIES[0], late(user, 0.5)))
    assert begins_s is not None
    assert 0.5 < begins_s < 0.5 + within_s


@pytest.mark.parametrize("gain_db", [None, -40.0, -20.0])
def test_a_user_who_talks_over_every_reply_is_detected_every_time(gain_db: float | None) -> None:
    room = Room(gain_db)
    room.frames_of(EARCON)
    user = late(speech("healthy-breakfast", -24.0), 0.3)
    replies = [REPLIES[turn % 3][: CAPTURE_RATE_HZ // 2] for turn in range(8)]
    begins_s = [room.speech_begins(room.frames_of(reply, user)) for reply in replies]
    assert all(begins and 0.3 < begins < 0.6 for begins in begins_s), begins_s


def test_before_anything_is_known_covered_frames_are_hidden_and_others_are_not() -> None:
    playback_reference = PlaybackReference()
    loud = pcm(noise(1, -10.0))
    assert not playback_reference.may_be_echo(loud, 9.98, 10.0)
    playback_reference.plays(10.0, 10.05, LEVEL_DBFS)
    assert playback_reference.may_be_echo(loud, 10.02, 10.04)
    assert not playback_reference.may_be_echo(loud, 10.05 + TAIL_S, 10.07 + TAIL_S)


@pytest.mark.parametrize("fan_dbfs", [-90.0, -62.0, -50.0])
def test_without_an_echo_the_microphone_is_open_after_a_fifth_of_a_second(fan_dbfs: float) -> None:
    room = Room(None, fan_dbfs=fan_dbfs)
    played, user = noise(30, LEVEL_DBFS), noise(30, -28.0, seed=2)
    frames = room.frames_of(played, late(user[FRAME_SAMPLES * 10 :], 0.2))
    assert hidden(frames)[:30] == [True] * 10 + [False] * 20


def test_echo_is_expected_no_longer_than_it_can_last() -> None:
    room = Room(-20.0)
    frames = room.frames_of(noise(40, LEVEL_DBFS))
    over = 40 + round(ECHO_TICKS * TICK_S / FRAME_S)
    assert all(hidden(frames[:40]))
    assert not any(hidden(frames[over:]))


def test_after_a_stop_what_was_dropped_is_not_expected() -> None:
    room = Room(-10.0)
    room.frames_of(noise(40, LEVEL_DBFS))
    quiet = pcm(noise(1, -50.0))
    room.playback_reference.plays(200.0, 204.0, LEVEL_DBFS)
    assert room.playback_reference.may_be_echo(quiet, 202.0, 202.02)
    room.playback_reference.stopped(201.0)
    assert not room.playback_reference.may_be_echo(quiet, 202.0, 202.02)


def test_another_volume_is_no_change_of_the_echo_gain() -> None:
    room = Room(-10.0)
    for level_dbfs_ in (-40.0, -14.0, -26.0):
        frames = room.frames_of(speech("blue-sky", level_dbfs_))
        assert room.speech_begins(frames) is None


def test_the_echo_gain_is_learnt_at_a_low_volume_too() -> None:
    room = Room(-30.0, fan_dbfs=-90.0)
    room.frames_of(noise(200, LEVEL_DBFS))
    room.gain_db = -5.0
    frames = room.frames_of(noise(400, LEVEL_DBFS - 24.0))
    assert not any(hidden(frames[10:50]))
    assert all(hidden(frames[350:400]))


def test_an_echo_below_any_room_hides_nothing_for_longer_than_it_lasts() -> None:
    room = Room(None, fan_dbfs=-90.0)
    frames = room.frames_of(noise(40, LEVEL_DBFS))
    assert not any(hidden(frames[52:])), "the longest delay and a little more"


def test_of_two_levels_for_one_time_the_louder_counts() -> None:
    room = Room(-10.0)
    room.frames_of(noise(40, LEVEL_DBFS))
    as_loud_as_its_echo = pcm(noise(1, LEVEL_DBFS - 10.0))
    room.playback_reference.plays(200.0, 200.1, LEVEL_DBFS)
    room.playback_reference.plays(200.0, 200.2, LEVEL_DBFS - 30.0)
    assert room.playback_reference.may_be_echo(as_loud_as_its_echo, 200.08, 200.1)


def test_an_amplifier_that_was_turned_up_is_not_the_user_for_long_during_playback() -> None:
    room = Room(-30.0)
    room.frames_of(noise(200, LEVEL_DBFS))
    room.gain_db = -10.0
    frames = room.frames_of(noise(100, LEVEL_DBFS))
    assert not any(hidden(frames[10:50])), "at first the louder echo exceeds the one that is known"
    assert all(hidden(frames[60:100]))


def test_a_sound_that_ends_with_playback_was_echo() -> None:
    room = Room(-30.0)
    room.frames_of(noise(200, LEVEL_DBFS))
    room.gain_db = -10.0
    assert not any(hidden(room.frames_of(noise(15, LEVEL_DBFS))[5:15]))
    assert all(hidden(room.frames_of(noise(15, LEVEL_DBFS))[5:15]))


def test_a_sound_that_goes_on_was_the_user_and_is_not_learnt_from() -> None:
    room = Room(-30.0)
    room.frames_of(noise(200, LEVEL_DBFS))
    for _ in range(3):
        assert not any(hidden(room.frames_of(noise(15, LEVEL_DBFS), noise(60, -30.0, seed=2))[:60]))


def test_what_was_learnt_from_the_user_is_forgotten() -> None:
    room = Room(-30.0)
    room.frames_of(noise(200, LEVEL_DBFS))
    user = noise(60, -30.0, seed=2)
    assert all(hidden(room.frames_of(noise(60, LEVEL_DBFS), user)[55:60])), "nothing stopped playback: it must be echo"
    room.frames_of(noise(150, LEVEL_DBFS))
    assert not any(hidden(room.frames_of(noise(15, LEVEL_DBFS), user)[:15]))


def test_old_candidates_are_not_added_up() -> None:
    room = Room(-30.0)
    room.frames_of(noise(200, LEVEL_DBFS))
    for _ in range(5):
        assert not any(hidden(room.frames_of(noise(20, LEVEL_DBFS), noise(20, -30.0, seed=2), rest_frames=5))[:20])
        room.later(10.0)
