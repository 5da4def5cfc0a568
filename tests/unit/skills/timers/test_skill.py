"""What the skill says and does."""

from __future__ import annotations

import pytest

from appliance.errors import StorageUnavailable
from tests.unit.skills.timers.book_rig import RiskyStorage
from tests.unit.skills.timers.skill_rig_timers import COOKING, do, skill_with
from tests.unit.skills.timers.timer_rig import FakeClock, MemoryStorage


def test_a_pasta_timer_from_beginning_to_end() -> None:
    clock = FakeClock()
    skill = skill_with(clock=clock)
    assert do(skill, "Set a pasta timer for ten minutes.").text == "Pasta timer: 10 minutes."
    clock.pass_time(60)
    assert do(skill, "How long is left on the pasta timer?").text == "Your pasta timer has 9 minutes left."
    assert do(skill, "Add two minutes to the pasta timer.").text == "Your pasta timer has 11 minutes left now."
    assert do(skill, "Pause the pasta timer.").text == "Pasta timer paused, with 11 minutes left."
    clock.pass_time(3600)
    assert do(skill, "Resume the pasta timer.").text == "Pasta timer going on, with 11 minutes left."
    clock.pass_time(659)
    assert skill.book.take_due() == ()
    clock.pass_time(1.01)
    assert [ring.text for ring in skill.book.take_due()] == ["Your pasta timer is done."]
    assert do(skill, "How much time is left?").text == "Your pasta timer is done."
    do(skill, "Okay.")
    assert do(skill, "Which timers are there?").text == "There is no timer."


def test_matching_and_answering_change_nothing() -> None:
    storage = MemoryStorage()
    skill = skill_with(storage=storage)
    for sentence in (*COOKING, "Wake me at seven.", "Remind me in an hour to call mum.", "Set a timer."):
        intent = skill.match(sentence)
        assert intent is not None
        skill.answer(intent)
    assert storage.content == {}
    assert skill.match("Ten minutes.") is None


def test_which_one_is_asked_and_the_answer_completes_it() -> None:
    skill = skill_with(*COOKING)
    answer = do(skill, "Cancel the timer.")
    assert answer.text == "Which one: the pasta timer or egg timer?"
    assert answer.listens_after
    assert do(skill, "The egg one.").text == "Egg timer cancelled."
    assert do(skill, "Cancel the timer.").text == "Pasta timer cancelled."


@pytest.mark.parametrize(
    ("request_", "question", "answer", "reply"),
    [
        ("Set a timer.", "For how long?", "Ten minutes.", "10 minutes, starting now."),
        ("Set a timer for the rice.", "For how long?", "For ten minutes.", "Rice timer: 10 minutes."),
        ("Set an alarm.", "What time?", "Half past seven tomorrow.", "Alarm set for 7:30 AM tomorrow."),
        ("Remind me to call mum.", "When shall I remind you?", "At five.", "I'll remind you at 5 PM today: call mum."),
        ("Remind me to call mum.", "When shall I remind you?", "In an hour.", "I'll remind you in 1 hour: call mum."),
        ("Remind me at five.", "Of what?", "To call mum.", "I'll remind you at 5 PM today: call mum."),
    ],
)
def test_what_is_missing_is_asked_for(request_: str, question: str, answer: str, reply: str) -> None:
    skill = skill_with()
    asked = do(skill, request_)
    assert asked.text == question
    assert asked.listens_after
    assert do(skill, answer).text == reply


def test_a_question_does_not_wait_for_ever() -> None:
    clock = FakeClock()
    skill = skill_with("Set a timer.", clock=clock)
    assert skill.match("What is the capital of France?") is None
    clock.pass_time(31)
    assert skill.match("Ten minutes.") is None


@pytest.mark.parametrize(
    ("sentence", "reply"),
    [
        ("Set a timer for zero minutes.", "A timer needs at least one second."),
        ("Set a timer for 25 hours.", "A timer can run for 24 hours at most. For longer, set a reminder."),
        ("Set an alarm for today at nine a.m.", "9 AM today is over already."),
        ("Set an alarm for 25 o'clock.", "There is no such time."),
        ("Cancel the rice timer.", "There is no rice timer. There is the pasta timer and egg timer."),
        ("Take half an hour off the egg timer.", "There is not that much time left on it."),
        ("Cancel the alarm.", "There is no alarm."),
        ("Set an alarm for 6 and 6:30.", "One alarm at a time, please."),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_nothing_is_done(sentence: str, reply: str) -> None:
    answer = do(skill_with(*COOKING), sentence)
    assert (answer.text, answer.action) == (reply, None)


@pytest.mark.parametrize("sentence", ["Wake me at seven.", "Remind me at six to call mum.", "Set an alarm."])
def test_without_knowing_the_time_an_alarm_is_refused(sentence: str) -> None:
    clock = FakeClock()
    clock.trusted = False
    skill = skill_with(clock=clock)
    assert do(skill, "Set a timer for ten minutes.").action is not None
    assert do(skill, "Remind me in ten minutes to call mum.").action is not None
    intent = skill.match(sentence)
    assert intent is not None
    answer = skill.answer(intent)
    assert answer.text.startswith("I don't know what time it is")
    assert answer.action is None


@pytest.mark.parametrize(
    ("sentence", "reply"),
    [
        ("Set a timer for ten minutes.", "There are 32 timers already. Cancel one first."),
        ("Set an alarm for 9:59 pm.", "There are 32 alarms already. Cancel one first."),
        ("Remind me in an hour to call mum.", "There are 32 reminders already. Cancel one first."),
    ],
)
def test_there_are_at_most_32_of_each_kind(sentence: str, reply: str) -> None:
    skill = skill_with()
    for n in range(32):
        do(skill, f"Set a timer for {n + 1} minutes.")
        do(skill, f"Set an alarm for 8:{n + 10} pm.")
        do(skill, f"Remind me in {n + 1} minutes to call mum.")
    answer = do(skill, sentence)
    assert (answer.text, answer.action) == (reply, None)


def test_one_day_of_a_daily_alarm_is_left_out() -> None:
    clock = FakeClock()
    skill = skill_with("Wake me every day at seven.", clock=clock)
    assert (
        do(skill, "Don't wake me tomorrow.").text == "No alarm at 7 AM tomorrow. It goes on after that, 7 AM every day."
    )
    clock.pass_time(86_400)
    assert skill.book.take_due() == ()
    assert skill.book.take_missed() is None
    clock.pass_time(19 * 3600)
    assert [ring.text for ring in skill.book.take_due()] == ["It's 7 o'clock: your alarm."]


def test_an_alarm_is_moved_and_what_was_not_said_stays() -> None:
    skill = skill_with("Wake me every weekday at seven.")
    assert do(skill, "Change my alarm to half past six.").text == "Alarm moved to 6:30 AM every weekday."
    assert do(skill, "When is my next alarm?").text == "Your next alarm is at 6:30 AM every weekday."


def test_a_storage_that_cannot_keep_it_is_an_error_and_nothing_is_set() -> None:
    storage = RiskyStorage()
    skill = skill_with(storage=storage)
    storage.next_save = "fails"
    with pytest.raises(StorageUnavailable):
        do(skill, "Set a timer for ten minutes.")
    assert do(skill, "Are there any timers?").text == "There is no timer."
