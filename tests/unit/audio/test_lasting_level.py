"""LastingLevel: somebody who speaks in a crowd is told from it by the mean of the last second."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_S
from appliance.audio.lasting_level import WINDOW_FRAMES, LastingLevel

ROOM_DB = -50.0


def crowd(seconds: float, seed: int = 1) -> list[float]:
    """Levels that rise and fall by 4 dB from frame to frame."""
    return list(ROOM_DB + 4 * np.random.default_rng(seed).standard_normal(round(seconds / FRAME_S)))


def in_room() -> LastingLevel:
    level = LastingLevel()
    level.learn_room(crowd(10))
    return level


def heard(level: LastingLevel, levels: list[float]) -> list[bool]:
    """Whether the user had ended, after each frame."""
    ended = []
    for one in levels:
        level.add(one)
        ended.append(level.has_ended)
    return ended


@pytest.mark.parametrize("above_db", [5.0, 10.0])
def test_the_pauses_between_words_are_no_end_but_the_end_is_found_within_the_window(above_db: float) -> None:
    level = in_room()
    word, gap = [ROOM_DB + above_db + 2] * 15, crowd(0.2, 2)
    speaking = heard(level, (word + gap) * 8)
    assert not any(speaking[10:])
    assert level.user_lasts
    afterwards = heard(level, crowd(4, 3))
    assert afterwards.index(True) <= WINDOW_FRAMES
    assert all(afterwards[WINDOW_FRAMES:]), "the loud moments of the crowd take nothing up again"


@pytest.mark.parametrize(("above_db", "again_db"), [(10.0, 10.0), (18.0, 14.0), (30.0, 18.0)])
def test_a_second_word_of_the_user_takes_it_up_again(above_db: float, again_db: float) -> None:
    level = in_room()
    heard(level, [ROOM_DB + above_db] * 75 + crowd(3))
    assert level.has_ended
    assert not all(heard(level, [ROOM_DB + again_db] * 25))


@pytest.mark.parametrize(
    ("above_db", "again", "ended"),
    [
        (24.0, [14.0] * 10, False),
        (24.0, [14.0] * 5, True),  # a beat of the music
        (24.0, [24.0] + [0.0] * 9, True),  # a clink
        (18.0, [14.0] * 10, True),
    ],
)
def test_a_soft_word_behind_a_pause_is_speech_at_once_where_the_voice_is_far_above_the_room(
    above_db: float, again: list[float], ended: bool
) -> None:
    level = in_room()
    heard(level, [ROOM_DB + above_db] * 75 + crowd(1.4))
    assert level.has_ended
    assert all(heard(level, [ROOM_DB + one for one in again])) is ended


@pytest.mark.parametrize(
    ("above_db", "while_it_lasts", "afterwards"), [(10, True, False), (30, None, False), (40, None, None)]
)
def test_the_farther_the_voice_is_above_the_room_the_less_is_asked(
    above_db: float, while_it_lasts: bool | None, afterwards: bool | None
) -> None:
    level = in_room()
    heard(level, [ROOM_DB + above_db] * 75)
    assert level.user_lasts is while_it_lasts
    heard(level, crowd(3))
    assert level.user_lasts is afterwards


def test_before_the_room_is_known_and_after_a_turn_nothing_is_left_over() -> None:
    level = LastingLevel()
    heard(level, crowd(3))
    assert level.user_lasts is None, "a room that is not known"
    level.learn_room(crowd(10))
    heard(level, [ROOM_DB + 45] * 75)
    level.learn_room(crowd(0.4))
    assert not level.has_ended
    heard(level, [ROOM_DB + 8] * 75)
    assert level.user_lasts, "too few frames leave the room as it was known; the voice of the last turn is forgotten"


@pytest.mark.parametrize("seconds", [0.5, 3.0])
def test_who_has_spoken_before_the_turn_is_not_the_room(seconds: float) -> None:
    level = LastingLevel()
    quiet = [ROOM_DB - 15.0] * round(10 / FRAME_S)
    level.learn_room([*quiet, *[ROOM_DB + 20.0] * round(seconds / FRAME_S), *quiet[:75]])
    speaking = heard(level, [ROOM_DB + 17.0] * 100 + [ROOM_DB + 5.0] * 40)
    assert not any(speaking[5:]), "soft words are no end"
    assert level.user_lasts is None
