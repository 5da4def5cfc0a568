"""The player rests in the middle of a reply, and goes on from there."""

from __future__ import annotations

import numpy as np

from appliance.audio.playback_pause import PlaybackPause
from appliance.audio.sound_stream import SoundStream, SpokenWords
from appliance.audio.volume import Volume
from appliance.events import PartPlayed, PlaybackCompleted
from appliance.interfaces import Hardware
from appliance.items import EndOfReply, SpokenPart
from appliance.stages.player import Player
from tests.unit.scripted_devices import ScriptedLoudspeaker, SilentMicrophone
from tests.unit.stages.player_rig import CHUNK, RATE_HZ, progress


def resting(loudspeaker: ScriptedLoudspeaker, pause: PlaybackPause) -> Player:
    player = Player(Hardware(SilentMicrophone(), loudspeaker), RATE_HZ, Volume(), lambda: loudspeaker.now_s, pause)
    player.open()
    return player


def tone(length: int, text: str = "one two three four", ends_s: tuple[float, ...] = ()) -> SpokenPart:
    sound = SoundStream(np.full(length, 1000, dtype=np.int16))
    sound.text, sound.word_ends_s = text, ends_s
    sound.end(SpokenWords(text, ends_sentence=True))
    return SpokenPart(1, 0, sound)


def test_it_fades_out_and_in_and_loses_nothing() -> None:
    loudspeaker, pause = ScriptedLoudspeaker(), PlaybackPause()
    work = resting(loudspeaker, pause).work(tone(10 * CHUNK))
    for _ in range(3):
        next(work)
    pause.begin()
    for _ in range(20):
        next(work)
    assert [len(chunk) for chunk in loudspeaker.written] == [CHUNK] * 4
    faded = loudspeaker.written[-1]
    assert faded[0] == 1000
    assert faded[-1] == 0
    pause.end()
    list(work)
    assert [len(chunk) for chunk in loudspeaker.written] == [CHUNK] * 11
    assert loudspeaker.written[4][0] == 0
    assert loudspeaker.written[4][-1] == 1000
    assert all((chunk == 1000).all() for chunk in loudspeaker.written[5:])


def test_as_it_begins_to_rest_it_tells_how_far_it_came() -> None:
    loudspeaker, pause = ScriptedLoudspeaker(), PlaybackPause()
    ends_s = (0.02, 0.04, 0.06, 0.1)
    work = resting(loudspeaker, pause).work(tone(10 * CHUNK, ends_s=ends_s))
    for _ in range(4):
        next(work)
    pause.begin()
    (told,) = progress([next(work)])
    assert told.part == PartPlayed("one two three four", ends_s, 0.04, rests=True)
    pause.end()
    list(work)


def test_of_what_is_still_being_made_it_tells_that_more_words_follow() -> None:
    loudspeaker, pause = ScriptedLoudspeaker(), PlaybackPause()
    part = tone(10 * CHUNK, ends_s=(0.02, 0.04))
    part.sound.says = None
    work = resting(loudspeaker, pause).work(part)
    for _ in range(4):
        next(work)
    pause.begin()
    (told,) = progress([next(work)])
    assert told.part is not None
    assert not told.part.is_whole
    pause.end()
    list(work)


def test_a_reply_that_is_over_ends_only_when_it_does_not_rest() -> None:
    loudspeaker, pause = ScriptedLoudspeaker(), PlaybackPause()
    player = resting(loudspeaker, pause)
    list(player.work(tone(3 * CHUNK)))
    pause.begin()
    end = player.work(EndOfReply(1))
    assert [next(end) for _ in range(20)] == [None] * 20
    pause.end()
    assert isinstance(list(end)[-1], PlaybackCompleted)


def test_closed_while_it_rests_it_is_silent() -> None:
    loudspeaker, pause = ScriptedLoudspeaker(), PlaybackPause()
    work = resting(loudspeaker, pause).work(tone(10 * CHUNK))
    next(work)
    pause.begin()
    for _ in range(5):
        next(work)
    work.close()  # type: ignore[attr-defined]
    assert loudspeaker.drop_count == 1
