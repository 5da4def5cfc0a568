"""The player: a reply is played in chunks, also while it is being synthesised, and its progress is told."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.playback_reference import TAIL_S, PlaybackReference
from appliance.audio.sound_stream import SoundStream, SpokenWords
from appliance.events import (
    PlaybackCompleted,
    PlaybackStarted,
)
from appliance.items import EndOfReply, PlayEarcon, SpokenPart
from tests.unit.scripted_devices import ScriptedLoudspeaker
from tests.unit.stages.player_rig import CHUNK, RATE_HZ, opened, piece, player_of, progress, speech


@pytest.mark.parametrize("length", [0, 1, CHUNK, CHUNK + 1, 10 * CHUNK, 333])
def test_every_sample_is_played_once_in_chunks_of_10_ms(length: int) -> None:
    loudspeaker = ScriptedLoudspeaker()
    list(opened(loudspeaker).work(speech(length)))
    assert all(len(chunk) <= CHUNK for chunk in loudspeaker.written)
    assert np.array_equal(np.concatenate([*loudspeaker.written, piece(0)]), np.arange(length))


def test_the_first_sample_of_a_reply_is_told_with_the_time_it_is_played() -> None:
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


def test_progress_is_what_was_played_and_the_sentences_played_to_their_end() -> None:
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


def test_the_end_waits_until_all_was_played() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    list(player.work(speech(10 * CHUNK)))
    assert loudspeaker.pending_s() > 0
    *waits, completed = list(player.work(EndOfReply(1)))
    assert set(waits) <= {None}
    assert isinstance(completed, PlaybackCompleted)
    assert (completed.reply, completed.played_text) == (1, "one two three four")
    assert completed.played_s == pytest.approx(0.1)
    assert completed.at_s == pytest.approx(10.1), "when the last sample was played"
    assert loudspeaker.drop_count == 0


def test_a_reply_with_nothing_to_say_is_completed() -> None:
    assert list(opened(ScriptedLoudspeaker()).work(EndOfReply(5))) == [PlaybackCompleted(5, 10.0, 0.0, "")]


def test_speech_is_played_while_it_is_being_synthesised() -> None:
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


def test_speech_that_is_not_synthesised_in_time_is_waited_for_in_silence() -> None:
    loudspeaker, sound = ScriptedLoudspeaker(), SoundStream()
    sound.add(piece(2 * CHUNK))
    work = opened(loudspeaker).work(SpokenPart(1, 0, sound))
    next(work), next(work)
    assert next(work) is None
    assert loudspeaker.finish_count == 0, "20 ms are still to be played"
    loudspeaker.wait()
    assert next(work) is None
    assert loudspeaker.finish_count == 1, "the loudspeaker must not run dry"
    loudspeaker.wait()
    assert [next(work) for _ in range(3)] == [None] * 3
    assert loudspeaker.finish_count == 1
    sound.add(piece(2 * CHUNK))
    sound.end(SpokenWords("one two", ends_sentence=True))
    assert progress(list(work))[-1].played_text == "one two"
    assert sum(map(len, loudspeaker.written)) == 4 * CHUNK


def test_a_sound_that_was_given_up_adds_no_words() -> None:
    sound = SoundStream(piece(CHUNK))
    sound.end()
    assert progress(list(opened(ScriptedLoudspeaker()).work(SpokenPart(1, 0, sound))))[-1].played_text == ""


def test_an_earcon_belongs_to_no_reply() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = opened(loudspeaker)
    assert set(player.work(PlayEarcon(1, Earcon.LISTENING))) == {None}
    assert np.array_equal(np.concatenate(loudspeaker.written), earcon_samples(Earcon.LISTENING, RATE_HZ))
    assert any(isinstance(output, PlaybackStarted) for output in player.work(speech(10 * CHUNK)))


def test_the_playback_reference_has_the_sound_before_it_is_played() -> None:
    """It has the first chunk while that is still being handed to the loudspeaker."""
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


def test_the_far_end_has_the_silence_between_two_sentences_to_the_sample() -> None:
    reference, loudspeaker = PlaybackReference(), ScriptedLoudspeaker(plays_at_hz=16_000)
    loudspeaker.silence = 640
    player = player_of(loudspeaker, reference)
    player.open()
    list(player.work(speech(300)))
    list(player.work(speech(300, index=1)))
    far_end = reference.far_end.sound
    assert far_end.beginnings == 1
    assert far_end.end == 10.0 * 16_000 + sum(map(len, loudspeaker.written)) + 2 * 640
