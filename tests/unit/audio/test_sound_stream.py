"""SoundStream, which is taken from while it is added to, and the chunks in which it is played."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.chunks import chunks_as_made
from appliance.audio.format import Samples
from appliance.audio.sound_stream import SoundStream
from tests.unit.scripted import lengths_taken
from tests.unit.watched_thread import TIMEOUT_S, running, wait_until_blocked

CHUNK = 10


def ramp(first: int, last: int) -> Samples:
    return np.arange(first, last, dtype=np.int16)


def test_a_sound_that_was_whole_from_the_beginning_is_over_once_it_was_taken() -> None:
    sound = SoundStream(ramp(0, 3))
    sound.end()
    assert not sound.is_over
    samples = sound.take()
    assert samples is not None
    assert np.array_equal(samples, ramp(0, 3))
    assert sound.is_over
    assert sound.take() is None


def test_pieces_come_in_order_and_one_that_is_not_there_is_none() -> None:
    sound = SoundStream()
    assert sound.take() is None
    assert not sound.is_over
    sound.add(ramp(0, 2))
    sound.add(ramp(2, 5))
    assert lengths_taken(sound) == [2, 3]
    assert not sound.is_over
    sound.end()
    assert sound.is_over


@pytest.mark.parametrize("ends", [False, True])
def test_a_waiting_reader_is_woken_by_a_piece_and_by_the_end(ends: bool) -> None:
    sound, came = SoundStream(), []
    with running(lambda: came.append(sound.take(TIMEOUT_S))) as thread:
        wait_until_blocked(thread)
        if ends:
            sound.end()
        else:
            sound.add(ramp(0, 2))
    assert [None if samples is None else len(samples) for samples in came] == [None if ends else 2]


@pytest.mark.parametrize("cuts", [[], [1], [10], [3, 4, 5], [25], [7, 17, 27]])
def test_chunks_are_of_one_length_whatever_the_pieces(cuts: list[int]) -> None:
    sound = SoundStream(*np.split(ramp(0, 33), cuts))
    sound.end()
    made = list(chunks_as_made(sound, 100, 100, CHUNK, 0.0))
    assert [len(chunk) for chunk in made] == [10, 10, 10, 3]
    assert np.array_equal(np.concatenate(made), ramp(0, 33))


def test_an_empty_chunk_says_that_the_next_is_not_ready_yet() -> None:
    sound = SoundStream()
    made = chunks_as_made(sound, 100, 100, CHUNK, 0.0)
    assert len(next(made)) == 0
    sound.add(ramp(0, 12))
    assert len(next(made)) == 10
    assert len(next(made)) == 0
    sound.end()
    assert [len(chunk) for chunk in made] == [2]


def test_pieces_are_resampled_as_one_sound() -> None:
    tone = (8000 * np.sin(np.arange(2000) * 2 * np.pi / 40)).astype(np.int16)
    parts = [SoundStream(tone), SoundStream(*np.split(tone, [100, 333, 1000]))]
    for part in parts:
        part.end()
    whole, pieces = (np.concatenate(list(chunks_as_made(part, 1000, 2000, CHUNK, 0.0))) for part in parts)
    assert len(whole) == pytest.approx(2 * len(tone), abs=2)
    assert np.max(np.abs(whole.astype(int) - pieces)) <= 2, "no click where pieces meet"
