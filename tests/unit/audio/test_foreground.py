"""Foreground: the user is told from a room with a noise in it by the level alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from appliance.audio.foreground import FEWEST, LASTING, LASTING_FRAMES, Foreground, emphasised_dbfs
from appliance.audio.format import FRAME_S

ROOM_DBFS = -50.0


def crowd(seconds: float, dbfs: float = ROOM_DBFS, seed: int = 1) -> list[float]:
    """Return levels that rise and fall as those of a crowd do: by 4 dB, slower than from frame to frame."""
    steps = np.random.default_rng(seed).normal(0, 4, round(seconds / FRAME_S / 4))
    return [float(level) for level in dbfs + np.repeat(steps, 4)]


def steady(seconds: float, dbfs: float = ROOM_DBFS) -> list[float]:
    return [dbfs + (0.5 if number % 2 else -0.5) for number in range(round(seconds / FRAME_S))]


def share(foreground: Foreground, levels: Sequence[float], after_s: float = 0.0) -> float:
    """Return the share of frames that are near, of those that come later than `after_s`."""
    return float(np.mean([foreground.judge(level).is_user for level in levels][round(after_s / FRAME_S) :]))


@pytest.mark.parametrize("above_db", [12.0, 15.0, 25.0, 45.0])
def test_a_voice_above_a_crowd_is_near_and_the_crowd_after_it_is_not(above_db: float) -> None:
    foreground = Foreground()
    foreground.learn_room(crowd(8))
    assert share(foreground, crowd(1.0, seed=2)) < 0.15, "nobody has spoken yet"
    assert share(foreground, steady(1.5, ROOM_DBFS + above_db)) > 0.9
    assert share(foreground, crowd(2.0, seed=3), 0.3) < 0.1


@pytest.mark.parametrize("above_db", [8.0, 12.0, 30.0])
def test_a_voice_above_a_fan_is_near_even_where_it_is_soft(above_db: float) -> None:
    foreground = Foreground()
    foreground.learn_room(steady(8))
    assert share(foreground, steady(1.0, ROOM_DBFS + above_db)) > 0.9
    assert share(foreground, steady(0.5, ROOM_DBFS + max(7.0, above_db - 20))) > 0.8, "a soft word"
    assert share(foreground, steady(2.0), 0.3) == 0


def test_without_a_room_everything_is_near() -> None:
    """A microphone that was just opened."""
    foreground = Foreground()
    foreground.learn_room(crowd(8)[: FEWEST - 1])
    assert share(foreground, crowd(2.0, -65)) == 1


def test_too_little_of_a_room_leaves_what_is_known() -> None:
    """After a reply it listens at once."""
    foreground = Foreground()
    foreground.learn_room(steady(8))
    foreground.learn_room([])
    assert share(foreground, steady(1.0)) == 0


def test_who_spoke_before_the_button_was_pressed_does_not_make_themselves_unheard() -> None:
    """ "Wait, I will ask it", or the wake word: a part of the room is the user's own voice."""
    foreground = Foreground()
    foreground.learn_room(steady(5, -70) + steady(3, -30))
    assert share(foreground, steady(1.5, -40)) == 1


def test_how_much_louder_the_user_is_than_the_room_is_known_once_they_have_spoken() -> None:
    foreground = Foreground()
    assert foreground.above_room_db == np.inf
    foreground.learn_room(steady(8))
    assert foreground.above_room_db == np.inf
    share(foreground, steady(1.0, ROOM_DBFS + 15))
    assert foreground.above_room_db == pytest.approx(15, abs=1)
    share(foreground, steady(1.0, ROOM_DBFS + 40))
    assert foreground.above_room_db == pytest.approx(40, abs=1)
    foreground.learn_room([])
    assert foreground.above_room_db == np.inf, "nobody has spoken in this turn"


def test_the_soft_end_of_what_goes_on_is_near_although_it_would_not_begin_a_word() -> None:
    foreground = Foreground()
    foreground.learn_room(steady(8))
    share(foreground, steady(1.0, ROOM_DBFS + 12))
    soft = steady(0.4, ROOM_DBFS + 2.5)
    assert foreground.judge(soft[0]).is_user, "the average is still that of the word"
    assert share(foreground, soft, 0.2) == 0
    assert all(foreground.judge(level, goes_on=True).is_user for level in soft)


def test_rumble_counts_for_less_than_what_sharp_sounds_are_made_of() -> None:
    time_s = np.arange(320) / 16000
    low, high = (np.round(5000 * np.sin(2 * np.pi * hz * time_s)).astype(np.int16) for hz in (100, 5000))
    assert emphasised_dbfs(high) - emphasised_dbfs(low) > 7
    assert emphasised_dbfs(np.zeros(320, dtype=np.int16)) <= -100


def test_the_strictness_is_how_much_above_the_room_it_has_to_be() -> None:
    shares = []
    for strictness in (0.0, 1.0, 2.0):
        foreground = Foreground(strictness)
        foreground.learn_room(crowd(8))
        shares.append(share(foreground, crowd(3.0, ROOM_DBFS + 9, seed=4)))
    assert shares[0] == 1 > shares[1] > shares[2]


def test_the_first_word_is_louder_than_everything_that_was_heard_before() -> None:
    """A crowd has loud moments now and then; after them nobody has to be as loud."""
    foreground, uneven = Foreground(), [*steady(6, -60), *steady(0.04, -46), *steady(6, -60)]
    foreground.learn_room(uneven)
    assert not any(foreground.judge(-54.0, is_first=True).is_user for _ in range(LASTING - 1))
    assert any(foreground.judge(-48.0, is_first=True).is_user for _ in range(8))
    foreground.learn_room(uneven)
    assert any(foreground.judge(-54.0).is_user for _ in range(8))


def test_whoever_speaks_for_long_need_not_be_that_loud() -> None:
    foreground = Foreground()
    foreground.learn_room([*steady(6, -60), *steady(0.04, -46), *steady(6, -60)])
    passed = [foreground.judge(-54.0, is_first=True).is_user for _ in range(LASTING_FRAMES)]
    assert not any(passed[: LASTING - 1])
    assert passed[-1]


def test_in_a_steady_room_the_first_word_is_like_any_other() -> None:
    foreground = Foreground()
    foreground.learn_room(steady(10))
    first = foreground.judge(ROOM_DBFS + 3, is_first=True).is_user
    foreground.learn_room(steady(10))
    assert foreground.judge(ROOM_DBFS + 3).is_user == first


def loud_crowd(seconds: float, seed: int) -> list[float]:
    """Return the levels of a crowd in which somebody near by says a word every second."""
    return [level + 10 * (number % 50 < 12) for number, level in enumerate(crowd(seconds, seed=seed))]


def clear(foreground: Foreground, levels: Sequence[float], *, is_first: bool) -> float:
    """Return the share of frames that are clear of the crowd."""
    found = []
    for level in levels:
        found.append(foreground.judge(level, is_first=is_first).is_clear_of_crowd)
    return float(np.mean(found))


def test_what_a_crowd_does_itself_is_not_clear_of_it_and_a_voice_above_it_is() -> None:
    foreground = Foreground()
    foreground.learn_room(loud_crowd(8, seed=1))
    assert clear(foreground, loud_crowd(4, seed=2), is_first=True) < 0.05
    assert clear(foreground, loud_crowd(4, seed=2), is_first=False) < 0.15
    assert clear(foreground, steady(1.0, ROOM_DBFS + 24), is_first=True) > 0.8


def test_in_a_room_without_a_crowd_everything_is_clear() -> None:
    foreground = Foreground()
    foreground.learn_room(steady(8))
    assert foreground.judge(ROOM_DBFS - 20, is_first=True).is_clear_of_crowd
