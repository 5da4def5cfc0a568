"""The player, closed in the middle of its work, or given what is stale: it falls silent at once."""

from __future__ import annotations

import pytest

from appliance.audio.playback_reference import TAIL_S, PlaybackReference
from appliance.audio.sound_stream import SoundStream
from appliance.events import (
    PlaybackCompleted,
)
from appliance.items import EndOfReply, SpokenPart
from tests.unit.pipeline.replies import current_turn, next_reply
from tests.unit.scripted_devices import ScriptedLoudspeaker
from tests.unit.stages.player_rig import CHUNK, opened, piece, player_of, progress, run, speech


def test_closed_while_it_waits_for_speech_it_is_silent_and_the_sentence_not_played() -> None:
    loudspeaker, sound = ScriptedLoudspeaker(), SoundStream()
    sound.add(piece(2 * CHUNK))
    player = opened(loudspeaker)
    work = player.work(SpokenPart(1, 0, sound))
    assert [next(work) for _ in range(3)][1:] == [None, None]
    work.close()  # type: ignore[attr-defined]
    assert loudspeaker.drop_count == 1
    sound.end()
    assert progress(list(player.work(speech(CHUNK, "three four", index=1))))[-1].played_text == "three four"


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


def test_between_two_sentences_no_more_than_a_chunk_is_left_to_be_played() -> None:
    """Between two items no generator can be closed, so an interruption would not drop what is pending."""
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


def test_after_an_interruption_what_was_dropped_is_not_taken_for_played() -> None:
    reference, loudspeaker = PlaybackReference(), ScriptedLoudspeaker()
    player = player_of(loudspeaker, reference)
    player.open()
    work = player.work(speech(10 * CHUNK))
    for _ in range(4):
        next(work)
    work.close()  # type: ignore[attr-defined]
    assert not reference.covers(loudspeaker.now_s + TAIL_S, loudspeaker.now_s + 1)
