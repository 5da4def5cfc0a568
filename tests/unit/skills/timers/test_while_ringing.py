"""While something rings: "stop" ends it, "ten more minutes" puts it off; at other times these words mean nothing."""

from __future__ import annotations

import pytest

from appliance.skills.timers.skill import Timers
from tests.unit.skills.timers.skill_rig_timers import do, skill_with
from tests.unit.skills.timers.timer_rig import FakeClock

STOP = [
    "stop",
    "Stop.",
    "Okay.",
    "OK",
    "quiet",
    "Be quiet.",
    "Turn it off.",
    "Turn that off",
    "shut up",
    "Enough!",
    "stop it",
    "Stop the timer.",
    "Stop the alarm",
    "turn off the alarm",
    "Cancel.",
    "dismiss",
    "Thank you.",
    "Thanks",
    "I'm up.",
    "I'm awake",
    "All right, stop.",
    "okay okay",
    "Stop, stop, stop.",
    "Please stop.",
    "Hey Jarvis, stop.",
    "Stop please",
    "alright",
    "That's enough",
    "off",
    "switch it off",
    "silence",
    "hush",
    "stop ringing",
    "stop beeping",
    "make it stop",
    "Okay, thanks.",
    "got it",
    "cancel the timer",
    "Turn the alarm off.",
    "Stop that noise",
    "be quiet please",
    "Stop now",
    "yes",
    "cancel timer",
    "okay stop",
    "Stop alarm.",
    "Timer off",
    "Alarm off.",
    "Quiet please",
    "Cancel alarm",
    "Stop timer",
    "Okay, I heard you",
    "shush",
    "No more",
    "Stop talking",
]
SNOOZE = [
    "Snooze.",
    "Snooze for ten minutes",
    "Snooze for 5 minutes.",
    "Ten more minutes.",
    "Five more minutes please",
    "five minutes more",
    "another ten minutes",
    "Give me five more minutes.",
    "snooze the alarm",
    "snooze it",
    "hit snooze",
    "Remind me again in ten minutes",
    "wake me again in 10 minutes",
    "Let me sleep 10 more minutes",
    "Ten more minutes, please.",
    "just five more minutes",
    "Not yet",
    "snooze 15 minutes",
    "a few more minutes",
    "one more minute",
    "Snooze for a quarter of an hour",
    "snooze again please",
    "Ring again in five minutes",
    "I need ten more minutes",
    "10 minutes",
    "Can you snooze for ten minutes?",
    "Remind me later",
    "snooze for 10",
    "let me sleep",
    "five minutes longer",
]


def ringing_skill(clock: FakeClock | None = None) -> Timers:
    clock = clock or FakeClock()
    skill = skill_with("Set an egg timer for one minute.", clock=clock)
    clock.pass_time(61)
    skill.book.take_due()
    return skill


RINGING = ringing_skill()
IDLE = skill_with("Set an egg timer for one minute.")


def name_of(skill: Timers, sentence: str) -> str | None:
    intent = skill.match(sentence)
    return intent.name if intent else None


@pytest.mark.parametrize("sentence", STOP)
def test_it_ends_the_ringing(sentence: str) -> None:
    assert name_of(RINGING, sentence) == "stop_ringing"
    assert name_of(IDLE, sentence) in {None, "cancel_timer", "cancel_alarm", "cancel_last"}


@pytest.mark.parametrize("sentence", SNOOZE)
def test_it_puts_the_ringing_off(sentence: str) -> None:
    assert name_of(RINGING, sentence) == "snooze"
    assert name_of(IDLE, sentence) != "snooze"


@pytest.mark.parametrize("sentence", ["What is the capital of France?", "Tell me more.", "Stop smoking, how?", "No."])
def test_anything_else_is_something_else(sentence: str) -> None:
    assert name_of(RINGING, sentence) is None


def test_stop_is_silent_and_ends_it_at_once() -> None:
    skill = ringing_skill()
    answer = do(skill, "Stop.")
    assert answer.text == ""
    assert answer.action is not None
    assert answer.action.is_urgent
    assert skill.book.ringing == ()


def test_ten_more_minutes() -> None:
    clock = FakeClock()
    skill = ringing_skill(clock)
    assert do(skill, "Ten more minutes.").text == "Okay, again in 10 minutes."
    assert skill.book.ringing == ()
    clock.pass_time(599)
    assert skill.book.take_due() == ()
    clock.pass_time(2)
    assert [ring.text for ring in skill.book.take_due()] == ["Your egg timer is done."]


def test_a_snooze_that_makes_no_sense_changes_nothing() -> None:
    skill = ringing_skill()
    assert do(skill, "Snooze for three hours.").text == "I can snooze for up to an hour."
    assert skill.book.ringing
