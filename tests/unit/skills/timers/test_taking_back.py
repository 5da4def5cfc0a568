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


@pytest.mark.parametrize("words", ["Cancel.", "Never mind.", "No, cancel."])
def test_right_after_it_was_set_a_single_word_takes_it_back(words: str) -> None:
    talk = Talk()
    talk.say("Set a timer for five minutes.")
    assert talk.say(words) == "Okay, cancelled."
    assert talk.count == 0


def test_what_rings_is_stopped_before_any_question_is_dropped() -> None:
    talk = Talk()
    talk.say("Set a timer for five seconds.")
    talk.clock.pass_time(1.0)
    talk.say("Set a timer.")
    talk.clock.pass_time(5.0)
    talk.skill.book.take_due()
    assert talk.skill.book.ringing
    assert talk.say("Cancel.") == ""
    assert not talk.skill.book.ringing


@pytest.mark.parametrize("words", ["No.", "Nope."])
def test_no_is_no_task_to_be_reminded_of(words: str) -> None:
    talk = Talk()
    assert talk.say("Remind me tomorrow at nine.") == "Of what?"
    assert talk.say(words) == "Okay, never mind."
    assert talk.count == 0


def test_a_question_is_no_task_to_be_reminded_of() -> None:
    talk = Talk()
    talk.say("Remind me tomorrow at nine.")
    assert talk.say("What time is it?") is None
    assert talk.count == 0


def test_a_report_that_is_monthly_repeats_nothing() -> None:
    talk = Talk()
    assert talk.say("Remind me on Friday at nine to send the monthly report.") != NO_REPETITION
    assert talk.count == 1
    assert talk.say("Remind me monthly to send the report.") == NO_REPETITION


def test_time_is_added_to_a_timer_that_rings_from_now_on() -> None:
    talk = Talk()
    talk.say("Set a timer for ten minutes.")
    talk.clock.pass_time(650.0)
    assert talk.say("Add a minute to the timer.") == "Your 10 minute timer has 1 minute left now."
    assert "1 minute" in str(talk.say("How long is left on the timer?"))
