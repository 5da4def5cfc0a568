"""What is taken back by "cancel that", questions that are dropped, and requests that cannot be done."""

from __future__ import annotations

import pytest

from appliance.skills.timers.skill import Timers
from appliance.skills.timers.taking_back import NO_REPETITION, NO_SHIFT
from tests.unit.skills.timers.timer_rig import FakeClock, IdleDevice, skill_context


class Talking(IdleDevice):
    """A device that remembers what was replied last."""

    said = ""

    def last_reply(self) -> str:
        return self.said


class Talk:
    def __init__(self) -> None:
        self.clock, self.device = FakeClock(), Talking()
        self.skill = Timers(skill_context(self.clock, None, self.device))

    def say(self, transcript: str) -> str | None:
        """Say something; what the answer promises is done. None: the skill leaves it to others."""
        intent = self.skill.match(transcript)
        if intent is None:
            return None
        answer = self.skill.answer(intent)
        self.device.said = answer.text
        if answer.action:
            answer.action.carry_out()
        return answer.text

    @property
    def count(self) -> int:
        return len(self.skill.book.view()[0].items)


@pytest.mark.parametrize(
    "words", ["Cancel that.", "No, cancel it.", "Actually, cancel that.", "Undo that", "Oh forget it"]
)
def test_what_was_just_set_is_taken_back(words: str) -> None:
    talk = Talk()
    talk.say("Set a timer for ten minutes.")
    talk.say("Set an alarm for seven a.m.")
    assert talk.say(words) == "Okay, cancelled."
    assert talk.count == 1, "the timer stays"


def test_nothing_is_taken_back_after_something_else_or_a_minute() -> None:
    talk = Talk()
    talk.say("Set a timer for ten minutes.")
    talk.device.said = "The capital of France is Paris."
    assert talk.say("Cancel that.") is None
    talk.say("Set a timer for five minutes.")
    talk.clock.pass_time(61)
    assert talk.say("Cancel that.") is None
    assert talk.count == 2


def test_a_question_is_dropped() -> None:
    talk = Talk()
    assert talk.say("Remind me to feed the fish.")
    assert talk.say("Never mind.") == "Okay, never mind."
    assert talk.say("In ten minutes.") is None
    assert talk.count == 0


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("Put the alarm back by ten minutes.", NO_SHIFT),
        ("Bring my alarm forward by half an hour", NO_SHIFT),
        ("Put my alarm on ten minutes", NO_SHIFT),
        ("Put the timer back ten minutes", NO_SHIFT),
        ("Remind me every other Tuesday to put the recycling out at 7 pm.", NO_REPETITION),
        ("Remind me to take my pills twice a day", NO_REPETITION),
        ("Remind me every hour to drink water", NO_REPETITION),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_set(words: str, reply: str) -> None:
    talk = Talk()
    assert talk.say(words) == reply
    assert talk.count == 0


def test_what_can_be_done_is() -> None:
    talk = Talk()
    for words in (
        "Put a timer on for 20 minutes.",
        "Remind me every day at 7 to water the plants.",
        "Wake me every Monday at 7.",
    ):
        assert talk.say(words)
    assert talk.count == 3


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Remind me at six to turn the heating on", "turn the heating on"),
        ("Remind me to let the dog in at 5pm", "let the dog in"),
        ("Remind me to take the bins in tomorrow at 8", "take the bins in"),
        ("Remind me to put a jumper on at 9 pm", "put a jumper on"),
        ("Remind me to call mum on Friday", "call mum"),
        ("Remind me at noon tomorrow to log in", "log in"),
    ],
)
def test_a_reminder_keeps_the_word_that_belongs_to_the_verb(words: str, text: str) -> None:
    intent = Timers(skill_context()).match(words)
    assert intent
    assert intent.slots["text"] == text
