"""The turns stage and the wake word: its end is no speech, and it is heard in what may follow an answer."""

from __future__ import annotations

import pytest

from appliance.audio.format import Samples
from appliance.events import UserStartedSpeaking, WakeWordHeard
from appliance.items import IgnoreFrames, Listen
from tests.unit.stages.turns_rig import TurnsRig, final, frame_numbers


class AtFrame:
    """Hears the word in the frame with the given count, 1 for the first that it is given."""

    def __init__(self, *counts: int) -> None:
        self.count = 0
        self._counts = counts

    def has_heard(self, samples: Samples) -> bool:
        self.count += 1
        return self.count in self._counts

    def forget(self) -> None:
        pass


def rig_with(word: AtFrame) -> TurnsRig:
    rig = TurnsRig()
    rig.turns.between_turns.load_wake_word = lambda: word
    rig.turns.open()
    return rig


def test_the_end_of_the_word_is_no_speech() -> None:
    rig = TurnsRig()
    rig.command(Listen(1, by_wake_word=True))
    assert not any(isinstance(output, UserStartedSpeaking) for output in rig.feed("x" * 10 + "." * 20))


def test_a_question_in_one_breath_with_it_is_whole() -> None:
    rig = TurnsRig()
    rig.feed("." * 50)
    rig.command(Listen(1, by_wake_word=True))
    numbers = frame_numbers(final(rig.feed("x" * 50 + "." * 80)))
    assert numbers[0] <= 50
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


@pytest.mark.parametrize(("before", "is_heard"), [("." * 20 + "x" * 30, True), ("x" * 90, False)])
def test_it_is_heard_in_what_may_follow_an_answer_but_not_in_the_middle_of_a_question(
    before: str, is_heard: bool
) -> None:
    rig = rig_with(AtFrame(len(before)))
    rig.command(Listen(1, follow_up_s=60.0))
    outputs = rig.feed(before)
    assert any(isinstance(output, WakeWordHeard) for output in outputs) is is_heard


def test_who_has_called_by_hand_is_not_asked_for_the_word() -> None:
    word = AtFrame(1)
    rig = rig_with(word)
    rig.command(Listen(1))
    assert not any(isinstance(output, WakeWordHeard) for output in rig.feed("." * 20))
    assert word.count == 0


def test_what_follows_the_word_at_once_belongs_to_the_turn_that_it_begins() -> None:
    rig = rig_with(AtFrame(50))
    rig.command(Listen(1, follow_up_s=60.0))
    rig.feed("." * 20 + "x" * 30 + "x" * 3)
    rig.command(IgnoreFrames(was_noise=True))
    rig.command(Listen(2, by_wake_word=True))
    numbers = frame_numbers(final(rig.feed("x" * 50 + "." * 80)))
    assert numbers[0] <= 50
