"""A loudspeaker that sleeps is woken before a sound: once, inaudibly, and counted honestly."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pytest

from appliance.audio.earcons import Earcon, earcon_samples
from appliance.audio.format import Samples
from appliance.audio.playback_reference import PlaybackReference
from appliance.audio.sound_stream import SoundStream
from appliance.errors import AudioUnavailable
from appliance.events import PlaybackStarted
from appliance.items import CheckDevice, EndOfReply, PlayEarcon, SpokenPart
from appliance.stages.lead_in import LeadIn
from appliance.stages.player import Player
from tests.unit.scripted import Clock
from tests.unit.scripted_devices import ScriptedLoudspeaker
from tests.unit.stages.player_rig import CHUNK, RATE_HZ, piece, player_of, progress, speech

LEAD_IN = 30 * CHUNK
"""Samples of 300 ms."""


def sleepy(loudspeaker: ScriptedLoudspeaker, lead_in_s: float = 0.3) -> Player:
    """Return a player whose loudspeaker takes so long to wake up, after 10 s without a sound."""
    player = player_of(loudspeaker, lead_in_s=lead_in_s, lead_in_after_s=10.0, may_be_missing=True)
    player.open()
    return player


def written(loudspeaker: ScriptedLoudspeaker) -> Samples:
    return np.concatenate(loudspeaker.written)


def test_the_first_sound_comes_after_the_lead_in() -> None:
    loudspeaker = ScriptedLoudspeaker()
    outputs = list(sleepy(loudspeaker).work(speech(10 * CHUNK)))
    samples = written(loudspeaker)
    assert len(samples) == LEAD_IN + 10 * CHUNK
    assert np.array_equal(samples[LEAD_IN:], np.arange(10 * CHUNK))
    (started,) = [output for output in outputs if isinstance(output, PlaybackStarted)]
    assert started.at_s == pytest.approx(10.3), "the time of the first sample of the voice, not of the lead-in"
    assert progress(outputs)[-1].played_s == pytest.approx(0.1, abs=0.02), "nor is it part of what was said"


def test_it_is_not_to_be_heard_and_not_digital_silence() -> None:
    loudspeaker = ScriptedLoudspeaker()
    list(sleepy(loudspeaker).work(speech(CHUNK)))
    lead_in = written(loudspeaker)[:LEAD_IN]
    assert np.abs(lead_in).max() == 1
    assert 20 * np.log10(lead_in.std() / 32768) < -90
    assert all(chunk.any() for chunk in np.split(lead_in, 30))


@pytest.mark.parametrize(("pause_s", "is_woken"), [(0.0, False), (9.8, False), (10.1, True), (3600.0, True)])
def test_it_is_woken_only_after_a_pause(pause_s: float, is_woken: bool) -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = sleepy(loudspeaker)
    list(player.work(speech(10 * CHUNK)))
    list(player.work(EndOfReply(1)))
    loudspeaker.written.clear()
    loudspeaker.now_s += pause_s
    list(player.work(speech(10 * CHUNK, reply=2)))
    assert len(written(loudspeaker)) == 10 * CHUNK + (LEAD_IN if is_woken else 0)


def test_the_parts_of_a_reply_follow_each_other_without_it() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = sleepy(loudspeaker)
    for index in range(3):
        list(player.work(speech(10 * CHUNK, index=index)))
    assert len(written(loudspeaker)) == LEAD_IN + 30 * CHUNK


def test_an_earcon_wakes_it_for_the_reply() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = sleepy(loudspeaker)
    list(player.work(PlayEarcon(1, Earcon.LISTENING)))
    earcon = earcon_samples(Earcon.LISTENING, RATE_HZ)
    assert np.array_equal(written(loudspeaker)[LEAD_IN:], earcon)
    loudspeaker.now_s += 5.0
    outputs = list(player.work(speech(10 * CHUNK)))
    (started,) = [output for output in outputs if isinstance(output, PlaybackStarted)]
    assert started.at_s == pytest.approx(15.0 + 0.3 + len(earcon) / RATE_HZ - 0.04, abs=0.06), "at once"
    assert len(written(loudspeaker)) == LEAD_IN + len(earcon) + 10 * CHUNK


def test_it_begins_while_the_voice_is_still_being_made() -> None:
    loudspeaker, sound = ScriptedLoudspeaker(), SoundStream()
    work = sleepy(loudspeaker).work(SpokenPart(1, 0, sound))
    for _ in range(30):
        assert next(work) is None
    assert len(written(loudspeaker)) == LEAD_IN
    sound.add(piece(3 * CHUNK))
    sound.end()
    assert isinstance(next(work), PlaybackStarted)
    list(work)


def test_it_can_be_interrupted_in_any_chunk_and_is_whole_the_next_time() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = sleepy(loudspeaker)
    work = player.work(speech(10 * CHUNK))
    next(work)
    assert isinstance(work, Generator)
    work.close()
    assert loudspeaker.drop_count == 1
    assert len(written(loudspeaker)) == CHUNK
    list(player.work(speech(10 * CHUNK, reply=2)))
    assert len(written(loudspeaker)) == CHUNK + LEAD_IN + 10 * CHUNK


def test_a_loudspeaker_that_comes_back_is_woken() -> None:
    loudspeaker = ScriptedLoudspeaker()
    player = sleepy(loudspeaker)
    list(player.work(speech(10 * CHUNK)))
    loudspeaker.check_error = AudioUnavailable("loudspeaker: is gone")
    list(player.work(CheckDevice()))
    loudspeaker.check_error = None
    list(player.work(CheckDevice()))
    loudspeaker.written.clear()
    list(player.work(speech(10 * CHUNK, reply=2)))
    assert len(written(loudspeaker)) == LEAD_IN + 10 * CHUNK


def test_without_it_nothing_is_added() -> None:
    loudspeaker = ScriptedLoudspeaker()
    outputs = list(sleepy(loudspeaker, 0.0).work(speech(10 * CHUNK)))
    assert outputs[0] == PlaybackStarted(1, 10.0)
    assert len(written(loudspeaker)) == 10 * CHUNK


def test_the_echo_canceller_is_not_told_of_what_cannot_be_heard() -> None:
    loudspeaker, reference = ScriptedLoudspeaker(), PlaybackReference()
    player = player_of(loudspeaker, reference, lead_in_s=0.3)
    player.open()
    work = player.work(speech(10 * CHUNK))
    for _ in range(30):
        next(work)
    assert not reference.covers(0.0, 100.0)
    assert next(work)
    assert reference.covers(0.0, 100.0)


@pytest.mark.parametrize("length_s", [0.0, 0.001, 0.0105, 0.5, 2.0])
def test_its_length_is_exact(length_s: float) -> None:
    chunks = list(LeadIn(length_s, 10.0, Clock(0.0)).chunks(22_050, 220))
    assert sum(map(len, chunks)) == round(length_s * 22_050)
    assert all(0 < len(chunk) <= 220 for chunk in chunks)
