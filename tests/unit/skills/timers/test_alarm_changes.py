"""Alarms that are moved, or left out on a day; and what is said of several."""

from __future__ import annotations

from datetime import datetime

import pytest

from appliance.skills.timers.skill import Timers
from tests.unit.skills.timers.skill_rig_timers import do, skill_with
from tests.unit.skills.timers.timer_rig import LONDON, FakeClock

WEDNESDAY = 11


def at(day: int, hour: int, minute: int = 0) -> FakeClock:
    return FakeClock(datetime(2026, 3, day, hour, minute, tzinfo=LONDON))


def told(skill: Timers) -> str:
    return do(skill, "What alarms are set?").text


def test_all_alarms_of_a_day_are_cancelled_and_what_repeats_goes_on() -> None:
    skill = skill_with("Wake me every weekday at seven.", "Set an alarm for nine AM tomorrow.", clock=at(WEDNESDAY, 12))
    said = do(skill, "Cancel all my alarms tomorrow.").text
    assert said == "No alarms at 7 AM and 9 AM tomorrow. What repeats goes on after that."
    assert told(skill) == "One alarm: 7 AM every weekday."
    assert do(skill, "Do I have an alarm tomorrow?").text.startswith("No, there is no such alarm.")


@pytest.mark.parametrize("sentence", ["Don't wake me tomorrow.", "Cancel all alarms tomorrow."])
def test_a_day_without_alarms_is_one_without_any(sentence: str) -> None:
    skill = skill_with("Wake me every weekday at seven.", "Wake me every weekday at eight.", clock=at(WEDNESDAY, 12))
    assert do(skill, sentence).text == "No alarms at 7 AM and 8 AM tomorrow. What repeats goes on after that."
    assert do(skill, "Do I have an alarm tomorrow?").text.startswith("No, there is no such alarm.")


def test_which_alarm_of_a_day_is_asked_and_the_day_is_not_forgotten() -> None:
    skill = skill_with("Wake me every weekday at seven.", "Wake me every weekday at eight.", clock=at(WEDNESDAY, 12))
    assert do(skill, "Cancel my alarm tomorrow.").text.startswith("Which one:")
    assert do(skill, "Seven.").text == "No alarm at 7 AM tomorrow. It goes on after that, 7 AM every weekday."
    assert do(skill, "Cancel my alarm on Friday.").text.startswith("Which one:")
    assert do(skill, "Both.").text == "No alarms at 7 AM and 8 AM on Friday. What repeats goes on after that."
    assert told(skill).startswith("2 alarms:")


def test_both_of_a_morning_leave_the_evening_alone() -> None:
    alarms = [f"Wake me every weekday at {hour}." for hour in ("7 AM", "8 AM", "6 PM")]
    skill = skill_with(*alarms, clock=at(WEDNESDAY, 12))
    assert do(skill, "Cancel my alarm tomorrow morning.").text.startswith("Which one:")
    assert do(skill, "Both.").text == "No alarms at 7 AM and 8 AM tomorrow. What repeats goes on after that."
    assert "6 PM" in do(skill, "What alarms are there for tomorrow?").text


def test_both_are_those_that_were_asked_about() -> None:
    skill = skill_with(
        "Set a ten minute timer.", "Set a ten minute timer for tea.", "Set a pasta timer for five minutes."
    )
    assert do(skill, "Cancel the ten minute timer.").text.startswith("Which one:")
    assert do(skill, "Both.").text == "Okay, cancelled."
    assert [item.name for item in skill.book.view()[0].items] == ["pasta"]


@pytest.mark.parametrize(
    ("clock", "alarm", "moved", "said"),
    [
        (at(7, 9), "Set an alarm for 11 AM.", "Move my eleven o'clock alarm to one.", "Alarm moved to 1 PM today."),
        (at(7, 9), "Set an alarm for noon.", "Move my alarm to half past eleven.", "Alarm moved to 11:30 AM today."),
        (at(7, 22), "Set an alarm for 11 PM.", "Move my alarm to seven.", "Alarm moved to 7 AM tomorrow."),
        (at(7, 9), "Set an alarm for 7 AM tomorrow.", "Move my alarm to eight.", "Alarm moved to 8 AM tomorrow."),
        (at(7, 9), "Set an alarm for 7 PM.", "Move my alarm to eight tomorrow.", "Alarm moved to 8 PM tomorrow."),
        (at(7, 6), "Set an alarm for 7 AM tomorrow.", "Move my alarm to eight today.", "Alarm moved to 8 AM today."),
        (at(7, 9), "Wake me every day at 7 AM.", "Move my alarm to eight.", "Alarm moved to 8 AM every day."),
        (at(7, 9), "Set an alarm for 11 AM.", "Move my alarm to 8 AM today.", "8 AM today is over already."),
    ],
)
def test_a_moved_alarm_is_as_near_to_the_old_one_as_can_be_and_never_over(
    clock: FakeClock, alarm: str, moved: str, said: str
) -> None:
    assert do(skill_with(alarm, clock=clock), moved).text == said


def test_next_friday_is_the_friday_of_next_week_wherever_it_is_said() -> None:
    skill = skill_with("Set an alarm for 7 AM next Friday.", clock=at(WEDNESDAY, 12))
    assert do(skill, "Move my alarm to next Monday.").text == "Alarm moved to 7 AM on Monday."
    assert do(skill, "Move my alarm to next Friday.").text == "Alarm moved to 7 AM on Friday, 20 March."
    assert do(skill, "Cancel my alarm next Friday.").text.startswith("Alarm cancelled")


@pytest.mark.parametrize(
    ("clock", "sentence", "said"),
    [
        (at(7, 22), "Set an alarm for midnight tonight.", "Alarm set for midnight tomorrow."),
        (at(7, 22), "Wake me at 2 AM tonight.", "Alarm set for 2 AM tomorrow."),
        (at(7, 1), "Set an alarm for four at night.", "Alarm set for 4 AM today."),
        (at(7, 12), "Set an alarm for eight tonight.", "Alarm set for 8 PM today."),
    ],
)
def test_a_night_goes_on_after_midnight(clock: FakeClock, sentence: str, said: str) -> None:
    assert do(skill_with(clock=clock), sentence).text == said
