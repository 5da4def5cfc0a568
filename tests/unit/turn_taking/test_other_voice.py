"""A voice that goes on behind a whole request: words and sound must both say so."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.audio.voice_change import voice_change
from appliance.turn_taking.other_voice import DIFFERENT, OtherVoice

REQUEST = "What is the capital of France?"
BEHIND = f"{REQUEST} He had married a more amiable woman."
GOES_ON = f"{REQUEST} And of Spain, and of Italy?"


def over(text: str, change: float | None, *, turn: int = 1) -> int | None:
    other = OtherVoice()
    assert other.add_transcript(1, REQUEST, 90, is_pause=True) is None
    if change is not None:
        assert other.add_change(1, change, 90) is None
    return other.add_transcript(turn, text, 200, is_pause=False)


def test_the_turn_was_over_at_the_request() -> None:
    assert over(BEHIND, DIFFERENT) == 90


def test_the_words_may_come_before_the_sound() -> None:
    other = OtherVoice()
    other.add_transcript(1, REQUEST, 90, is_pause=True)
    assert other.add_transcript(1, BEHIND, 200, is_pause=False) is None
    assert other.add_change(1, DIFFERENT, 90) == 90


@pytest.mark.parametrize(
    ("text", "change"), [(BEHIND, None), (BEHIND, DIFFERENT - 0.1), (GOES_ON, DIFFERENT + 5), (REQUEST, DIFFERENT + 5)]
)
def test_words_or_sound_alone_do_not_end_it(text: str, change: float | None) -> None:
    assert over(text, change) is None


def test_another_turn_knows_nothing_of_it() -> None:
    assert over(BEHIND, DIFFERENT, turn=2) is None


def frames_of(spectrum: float) -> list[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    random = np.random.default_rng(3)
    sound = random.normal(0, 3000, 320 * 40)
    for _ in range(3):
        sound = sound + spectrum * np.roll(sound, 1)
    sound *= 3000 / np.std(sound)
    return list(sound.astype(np.int16).reshape(-1, 320))


def test_the_same_sound_is_no_change_and_another_spectrum_is_one() -> None:
    assert voice_change(frames_of(0.0), frames_of(0.0)) == 0.0
    assert voice_change(frames_of(0.95), frames_of(-0.95)) > DIFFERENT
    assert voice_change([], frames_of(0.0)) == 0.0
