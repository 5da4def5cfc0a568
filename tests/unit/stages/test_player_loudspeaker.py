"""The player and its loudspeaker: opened and closed, of another rate, missing, lost and back."""

from __future__ import annotations

import pytest

from appliance.audio.earcons import Earcon
from appliance.errors import AudioUnavailable
from appliance.events import (
    DeviceBack,
    DeviceLost,
    PlaybackStarted,
    StageReady,
)
from appliance.interfaces import AudioDevice
from appliance.items import CheckDevice, EndOfReply, PlayEarcon
from tests.unit.pipeline.replies import current_turn, next_reply
from tests.unit.scripted_devices import ScriptedLoudspeaker
from tests.unit.stages.player_rig import CHUNK, RATE_HZ, opened, player_of, run, speech


def test_the_loudspeaker_is_opened_at_the_rate_of_the_voice_and_closed() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    assert loudspeaker.rate_hz == RATE_HZ
    player.close()
    assert loudspeaker.close_count == 1


def test_speech_is_resampled_for_a_card_that_cannot_play_its_rate() -> None:
    loudspeaker = ScriptedLoudspeaker(plays_at_hz=2 * RATE_HZ)
    list(opened(loudspeaker).work(speech(10 * CHUNK)))
    assert sum(map(len, loudspeaker.written)) == pytest.approx(20 * CHUNK, abs=1)


def test_a_loudspeaker_that_went_away_is_an_expected_error() -> None:
    loudspeaker, turn = ScriptedLoudspeaker(fails_at_write=3), current_turn()
    next_reply(turn)
    events = run(player_of(loudspeaker), turn, speech(10 * CHUNK))
    lost = events[-1]
    assert isinstance(lost, DeviceLost)
    assert lost.device is AudioDevice.LOUDSPEAKER


def test_a_loudspeaker_that_went_away_cannot_be_silenced_either() -> None:
    """`drop()` raises, too, while the player falls silent: that is no bug, and the player goes on."""
    gone = AudioUnavailable("the loudspeaker is gone: plug it in again")
    loudspeaker, turn = ScriptedLoudspeaker(drop_error=gone), current_turn()
    next_reply(turn)
    player = player_of(loudspeaker)
    events = run(player, turn, speech(10 * CHUNK), EndOfReply(1), speech(CHUNK, "new", reply=2))
    assert events[0] == StageReady("player")
    assert [event.reply for event in events if isinstance(event, PlaybackStarted)] == [1]
    assert [event.error for event in events if isinstance(event, DeviceLost)] == [gone], "told with the next item"


def test_a_lost_loudspeaker_is_opened_anew_and_told_to_be_back() -> None:
    loudspeaker = ScriptedLoudspeaker(fails_at_write=3)
    player = opened(loudspeaker)
    assert isinstance(list(player.work(speech(10 * CHUNK)))[-1], DeviceLost)
    loudspeaker.fails_at_write = None
    outputs = list(player.work(CheckDevice()))
    assert outputs == [DeviceBack(AudioDevice.LOUDSPEAKER)]
    assert loudspeaker.close_count == 1
    assert any(isinstance(output, PlaybackStarted) for output in player.work(speech(10 * CHUNK, reply=2)))


def test_a_loudspeaker_that_can_be_opened_and_takes_no_sound_is_told_once() -> None:
    loudspeaker = ScriptedLoudspeaker(fails_at_write=3)
    player = opened(loudspeaker)
    assert isinstance(list(player.work(speech(10 * CHUNK)))[-1], DeviceLost)
    outputs = [output for _ in range(3) for output in player.work(PlayEarcon(1, Earcon.ERROR))]
    assert outputs == []
    loudspeaker.fails_at_write = None
    assert list(player.work(CheckDevice())) == [DeviceBack(AudioDevice.LOUDSPEAKER)]


def test_a_loudspeaker_that_is_missing_at_first_is_an_error_or_is_waited_for() -> None:
    missing = AudioUnavailable("loudspeaker: there is no such card")
    loudspeaker = ScriptedLoudspeaker(open_error=missing)
    with pytest.raises(AudioUnavailable):
        player_of(loudspeaker).open()
    player = player_of(loudspeaker, may_be_missing=True)
    player.open()
    assert list(player.work(CheckDevice())) == [DeviceLost(AudioDevice.LOUDSPEAKER, missing)]
    assert list(player.work(CheckDevice())) == [], "the same reason is told once"
    loudspeaker.open_error = None
    assert list(player.work(CheckDevice())) == [DeviceBack(AudioDevice.LOUDSPEAKER)]


def test_a_check_finds_out_that_the_loudspeaker_is_gone() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    assert list(player.work(CheckDevice())) == []
    loudspeaker.check_error = AudioUnavailable("loudspeaker: is gone")
    assert list(player.work(CheckDevice())) == [DeviceLost(AudioDevice.LOUDSPEAKER, loudspeaker.check_error)]
