"""The player, with a loudspeaker whose time passes only when it is waited for."""

from __future__ import annotations

from typing import Never

import numpy as np
import pytest

from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.format import Samples
from appliance.audio.playback_reference import TAIL_S, PlaybackReference
from appliance.audio.sound_stream import SoundStream, SpokenWords
from appliance.audio.volume import Volume
from appliance.errors import AudioUnavailable
from appliance.events import (
    DeviceBack,
    DeviceLost,
    Event,
    PlaybackCompleted,
    PlaybackProgress,
    PlaybackStarted,
    StageReady,
)
from appliance.interfaces import AudioDevice, Hardware
from appliance.items import CheckDevice, EndOfReply, Item, PlayEarcon, PlayerInput, SpokenPart
from appliance.pipeline.current_turn import CurrentTurn
from appliance.stages.player import Player
from appliance.threads.worker import Worker, WorkerLinks
from tests.unit.pipeline.replies import current_turn, next_reply
from tests.unit.scripted import ListInbox, Output, ScriptedLoudspeaker, SilentMicrophone

RATE_HZ = 1000
CHUNK = 10


def player_of(loudspeaker: ScriptedLoudspeaker, reference: PlaybackReference | None = None, **options: bool) -> Player:
    hardware = Hardware(SilentMicrophone(), loudspeaker, **options)
    return Player(hardware, RATE_HZ, Volume(), reference or PlaybackReference(), lambda: loudspeaker.now_s)


def opened(loudspeaker: ScriptedLoudspeaker) -> Player:
    player = player_of(loudspeaker)
    player.open()
    return player


def speech(length: int, text: str = "one two three four", reply: int = 1, index: int = 0) -> SpokenPart:
    sound = SoundStream(np.arange(length, dtype=np.int16))
    sound.end(SpokenWords(text, ends_sentence=True))
    return SpokenPart(reply, index, sound)


def piece(length: int) -> Samples:
    return np.ones(length, dtype=np.int16)


def progress(outputs: list[Output]) -> list[PlaybackProgress]:
    return [output for output in outputs if isinstance(output, PlaybackProgress)]


def test_the_loudspeaker_is_opened_at_the_rate_of_the_voice_and_closed() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    assert loudspeaker.rate_hz == RATE_HZ
    player.close()
    assert loudspeaker.close_count == 1


@pytest.mark.parametrize("length", [0, 1, CHUNK, CHUNK + 1, 10 * CHUNK, 333])
def test_every_sample_is_played_once_in_chunks_of_10_ms(length: int) -> None:
    loudspeaker = ScriptedLoudspeaker()
    list(opened(loudspeaker).work(speech(length)))
    assert all(len(chunk) <= CHUNK for chunk in loudspeaker.written)
    assert np.array_equal(np.concatenate([*loudspeaker.written, piece(0)]), np.arange(length))


def test_the_first_sample_of_a_reply_is_told_with_the_time_it_is_heard() -> None:
    player = opened(ScriptedLoudspeaker())
    first = list(player.work(speech(100)))
    second = list(player.work(speech(100, index=1)))
    assert first[0] == PlaybackStarted(1, 10.0)
    assert not [output for output in [*first[1:], *second] if isinstance(output, PlaybackStarted)]
    third = list(player.work(speech(100, reply=2)))
    assert [output.reply for output in third if isinstance(output, PlaybackStarted)] == [2]


def test_there_is_a_yield_for_every_chunk() -> None:
    work = opened(loudspeaker := ScriptedLoudspeaker()).work(speech(5 * CHUNK))
    for count in range(1, 6):
        next(work)
        assert len(loudspeaker.written) == count


def test_progress_is_what_was_played_and_the_sentences_heard_whole() -> None:
    told = progress(list(opened(ScriptedLoudspeaker()).work(speech(40 * CHUNK))))
    # Told after every tenth chunk, when four chunks are still in the buffer.
    assert [round(event.played_s, 3) for event in told[:4]] == [0.06, 0.16, 0.26, 0.36]
    assert [event.played_text for event in told[:4]] == ["", "", "", ""]
    assert told[-1].played_text == "one two three four"


def test_sentences_before_are_kept_until_the_next_reply() -> None:
    player = opened(ScriptedLoudspeaker())
    list(player.work(speech(10 * CHUNK, "First sentence.")))
    second = progress(list(player.work(speech(10 * CHUNK, "Second sentence.", index=1))))
    assert second[0].played_text == "First sentence."
    assert second[-1].played_text == "First sentence. Second sentence."
    other = progress(list(player.work(speech(10 * CHUNK, "Other reply.", reply=2))))
    assert other[-1].played_text == "Other reply."
    assert other[-1].played_s < 0.21


def test_the_end_waits_until_all_was_heard() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    list(player.work(speech(10 * CHUNK)))
    assert loudspeaker.pending_s() > 0
    *waits, completed = list(player.work(EndOfReply(1)))
    assert set(waits) <= {None}
    assert isinstance(completed, PlaybackCompleted)
    assert (completed.reply, completed.played_text) == (1, "one two three four")
    assert completed.played_s == pytest.approx(0.1)
    assert completed.at_s == pytest.approx(10.1), "when the last sample was heard"
    assert loudspeaker.drop_count == 0


def test_a_reply_with_nothing_to_say_is_completed() -> None:
    assert list(opened(ScriptedLoudspeaker()).work(EndOfReply(5))) == [PlaybackCompleted(5, 10.0, 0.0, "")]


def test_speech_is_played_while_it_is_being_made() -> None:
    loudspeaker, sound = ScriptedLoudspeaker(), SoundStream()
    sound.add(piece(3 * CHUNK + 4))
    work = opened(loudspeaker).work(SpokenPart(1, 0, sound))
    played = [next(work) for _ in range(4)]
    assert isinstance(played[0], PlaybackStarted)
    assert list(map(len, loudspeaker.written)) == [CHUNK] * 3, "a chunk is whole unless it is the last"
    sound.add(piece(CHUNK))
    sound.end(SpokenWords("one two", ends_sentence=True))
    (told,) = progress(list(work))
    assert told.played_text == "one two"
    assert list(map(len, loudspeaker.written)) == [CHUNK] * 4 + [4]
    assert loudspeaker.finish_count == 1


def test_speech_that_is_not_made_in_time_is_waited_for_in_silence() -> None:
    loudspeaker, sound = ScriptedLoudspeaker(), SoundStream()
    sound.add(piece(2 * CHUNK))
    work = opened(loudspeaker).work(SpokenPart(1, 0, sound))
    next(work), next(work)
    assert next(work) is None
    assert loudspeaker.finish_count == 0, "20 ms are still to be heard"
    loudspeaker.wait()
    assert next(work) is None
    assert loudspeaker.finish_count == 1, "it must not run dry"
    loudspeaker.wait()
    assert [next(work) for _ in range(3)] == [None] * 3
    assert loudspeaker.finish_count == 1
    sound.add(piece(2 * CHUNK))
    sound.end(SpokenWords("one two", ends_sentence=True))
    assert progress(list(work))[-1].played_text == "one two"
    assert sum(map(len, loudspeaker.written)) == 4 * CHUNK


def test_closed_while_speech_is_waited_for_it_is_silent_and_the_sentence_was_not_heard() -> None:
    loudspeaker, sound = ScriptedLoudspeaker(), SoundStream()
    sound.add(piece(2 * CHUNK))
    player = opened(loudspeaker)
    work = player.work(SpokenPart(1, 0, sound))
    assert [next(work) for _ in range(3)][1:] == [None, None]
    work.close()  # type: ignore[attr-defined]
    assert loudspeaker.drop_count == 1
    sound.end()
    assert progress(list(player.work(speech(CHUNK, "three four", index=1))))[-1].played_text == "three four"


def test_a_sound_that_was_given_up_says_nothing() -> None:
    sound = SoundStream(piece(CHUNK))
    sound.end()
    assert progress(list(opened(ScriptedLoudspeaker()).work(SpokenPart(1, 0, sound))))[-1].played_text == ""


@pytest.mark.parametrize("chunks_played", [1, 3, 10])
def test_closed_in_the_middle_it_is_silent_at_once(chunks_played: int) -> None:
    loudspeaker = ScriptedLoudspeaker()
    work = opened(loudspeaker).work(speech(10 * CHUNK))
    for _ in range(chunks_played):
        next(work)
    work.close()  # type: ignore[attr-defined]
    assert loudspeaker.drop_count == 1
    assert loudspeaker.pending_s() == 0
    assert len(loudspeaker.written) == chunks_played


def test_closed_while_the_end_is_awaited_it_is_silent_at_once() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    list(player.work(speech(10 * CHUNK)))
    end = player.work(EndOfReply(1))
    assert next(end) is None
    end.close()  # type: ignore[attr-defined]
    assert loudspeaker.drop_count == 1


def run(player: Player, turn: CurrentTurn, *items: Item) -> list[Event]:
    """Work as the player's thread does."""
    events: list[Event] = []

    def report(event: Event) -> None:
        events.append(event)
        if isinstance(event, PlaybackProgress) and event.played_text.endswith("four"):
            next_reply(turn)  # the user cuts in when the last word of the sentence is on its way

    worker = Worker[PlayerInput, Never](
        player, ListInbox(*items), lambda item: None, WorkerLinks(report, turn.is_stale)
    )
    worker.run()
    return events


def test_between_two_sentences_no_more_than_a_chunk_is_left_to_be_heard() -> None:
    """Nothing is at work there that could be closed, so nobody drops what is pending when the user cuts in."""
    loudspeaker = ScriptedLoudspeaker()
    list(opened(loudspeaker).work(speech(10 * CHUNK)))
    assert loudspeaker.pending_s() <= 0.02


def test_what_is_stale_is_not_played() -> None:
    loudspeaker, turn = ScriptedLoudspeaker(), current_turn()
    next_reply(turn)
    player = player_of(loudspeaker)
    events = run(player, turn, speech(10 * CHUNK), speech(10 * CHUNK, index=1), EndOfReply(1))
    assert len(loudspeaker.written) == 10
    assert not [event for event in events if isinstance(event, PlaybackCompleted)]


def test_a_loudspeaker_that_went_away_is_an_expected_error() -> None:
    loudspeaker, turn = ScriptedLoudspeaker(fails_at_write=3), current_turn()
    next_reply(turn)
    events = run(player_of(loudspeaker), turn, speech(10 * CHUNK))
    lost = events[-1]
    assert isinstance(lost, DeviceLost)
    assert lost.device is AudioDevice.LOUDSPEAKER


def test_a_loudspeaker_that_went_away_cannot_be_silenced_either() -> None:
    """Its `drop()` raises, too, while the first error is on its way: still no bug, and still the player lives."""
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


def test_looking_around_finds_out_that_it_is_gone() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    assert list(player.work(CheckDevice())) == []
    loudspeaker.check_error = AudioUnavailable("loudspeaker: is gone")
    assert list(player.work(CheckDevice())) == [DeviceLost(AudioDevice.LOUDSPEAKER, loudspeaker.check_error)]


def test_an_earcon_belongs_to_no_reply() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    assert set(player.work(PlayEarcon(1, Earcon.LISTENING))) == {None}
    assert np.array_equal(np.concatenate(loudspeaker.written), earcon_samples(Earcon.LISTENING, RATE_HZ))
    assert any(isinstance(output, PlaybackStarted) for output in player.work(speech(10 * CHUNK)))


def test_what_is_played_is_known_before_it_is_heard() -> None:
    """Also by whoever looks while the loudspeaker is being handed its first chunk."""
    reference, loudspeaker = PlaybackReference(), ScriptedLoudspeaker()
    player = player_of(loudspeaker, reference)
    player.open()
    seen: list[bool] = []
    loudspeaker.before_write = lambda: seen.append(reference.covers(loudspeaker.now_s, loudspeaker.now_s + 0.001))
    list(player.work(speech(10 * CHUNK)))
    assert seen == [True] * 10
    end_s = loudspeaker.now_s + loudspeaker.pending_s()
    assert reference.covers(end_s - 0.001, end_s)
    assert not reference.covers(end_s + TAIL_S, end_s + 1)


def test_after_an_interruption_what_was_to_come_is_not_taken_for_heard() -> None:
    reference, loudspeaker = PlaybackReference(), ScriptedLoudspeaker()
    player = player_of(loudspeaker, reference)
    player.open()
    work = player.work(speech(10 * CHUNK))
    for _ in range(4):
        next(work)
    work.close()  # type: ignore[attr-defined]
    assert not reference.covers(loudspeaker.now_s + TAIL_S, loudspeaker.now_s + 1)


def test_speech_is_resampled_for_a_card_that_cannot_play_it() -> None:
    loudspeaker = ScriptedLoudspeaker(plays_at_hz=2 * RATE_HZ)
    list(opened(loudspeaker).work(speech(10 * CHUNK)))
    assert sum(map(len, loudspeaker.written)) == pytest.approx(20 * CHUNK, abs=1)
