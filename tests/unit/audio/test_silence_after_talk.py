"""SilenceAfterTalk: people who have stopped talking are not the noise of the room."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.format import FRAME_S
from appliance.audio.silence_after_talk import SilenceAfterTalk

QUIET_DB, TALK_DB = -60.0, -30.0


def lasting(level_db: float, seconds: float) -> list[float]:
    """Levels that rise and fall by 1 dB from frame to frame."""
    random = np.random.default_rng(round(seconds * 1000))
    return list(level_db + random.standard_normal(round(seconds / FRAME_S)))


def waited_s(silence: SilenceAfterTalk, level_db: float = QUIET_DB) -> float | None:
    """Return how long the talk has to have stopped until it is over; None if it is not after 3 s."""
    for number, level in enumerate(lasting(level_db, 3), 1):
        if (found := silence.add(level)) is not None:
            assert np.max(found) < TALK_DB - 16
            return number * FRAME_S
    return None


@pytest.mark.parametrize(
    ("pauses_s", "least_s", "most_s"),
    [
        ((), 0.4, 0.7),
        ((0.3, 0.3, 0.3), 0.4, 0.7),
        ((0.8, 0.8, 0.3), 0.7, 1.1),
        ((0.8, 0.3, 0.3), 0.4, 0.7),
        ((1.5, 1.5, 1.5), 1.1, 1.4),
    ],
    ids=["no pauses", "short ones", "longer ones", "a single one", "long ones"],
)
def test_talk_is_over_when_it_has_stopped_for_longer_than_it_pauses(
    pauses_s: tuple[float, ...], least_s: float, most_s: float
) -> None:
    levels = lasting(TALK_DB, 4)
    for pause_s in pauses_s:
        levels += lasting(QUIET_DB, pause_s) + lasting(TALK_DB, 1)
    silence = SilenceAfterTalk()
    assert silence.learn_room(np.array(levels + lasting(TALK_DB, 5))) is None
    waited = waited_s(silence)
    assert waited is not None
    assert least_s <= waited <= most_s


def test_talk_that_had_stopped_before_is_over_at_once() -> None:
    silence = SilenceAfterTalk()
    found = silence.learn_room(np.array(lasting(TALK_DB, 10) + lasting(QUIET_DB, 0.8)))
    assert found is not None
    assert len(found) >= 0.5 / FRAME_S


@pytest.mark.parametrize("fallen_db", [0.0, 6.0, 12.0])
def test_what_is_hardly_softer_is_no_silence(fallen_db: float) -> None:
    silence = SilenceAfterTalk()
    assert silence.learn_room(np.array(lasting(TALK_DB, 12))) is None
    assert waited_s(silence, TALK_DB - fallen_db) is None


def test_a_room_that_was_heard_for_a_moment_is_not_known() -> None:
    silence = SilenceAfterTalk()
    assert silence.learn_room(np.array(lasting(TALK_DB, 3))) is None
    assert waited_s(silence) is None
    assert silence.learn_room(np.zeros(0)) is None


def test_it_goes_on_being_told_as_the_silence_lasts() -> None:
    silence = SilenceAfterTalk()
    silence.learn_room(np.array(lasting(TALK_DB, 12)))
    lengths = [len(found) for level in lasting(QUIET_DB, 2) if (found := silence.add(level)) is not None]
    assert lengths == sorted(lengths)
    assert lengths[-1] - lengths[0] > 1.0 / FRAME_S


@pytest.mark.parametrize(("above_db", "is_television"), [(0.0, False), (4.0, False), (9.0, True)])
def test_what_is_much_softer_than_the_user_was_a_television(above_db: float, is_television: bool) -> None:
    """It goes on after the user, and is the room again."""
    silence, talk = SilenceAfterTalk(), np.array(lasting(TALK_DB, 12))
    silence.learn_room(talk)
    assert silence.add_speech(TALK_DB + 9) is None, "nothing else has been learnt"
    assert waited_s(silence) is not None
    told = [room for level in lasting(TALK_DB + above_db, 3) if (room := silence.add_speech(level)) is not None]
    assert len(told) == is_television, "told once"
    assert all(np.array_equal(room, talk) for room in told)


def test_a_click_is_not_the_user() -> None:
    silence = SilenceAfterTalk()
    silence.learn_room(np.array(lasting(TALK_DB, 12)))
    assert waited_s(silence) is not None
    assert all(silence.add_speech(level) is None for level in [0.0, 0.0, *lasting(TALK_DB, 2)])
