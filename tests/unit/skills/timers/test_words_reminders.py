"""How people ask for reminders; it is noon on Saturday, 7 March."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.skills.timers.skill_rig_timers import said, wanted

UNDERSTOOD: list[tuple[str, str, dict[str, Any]]] = [
    ("Remind me to call mum in ten minutes.", "remind_in", {"duration_s": 600.0, "text": "call mum"}),
    ("Remind me in ten minutes to call mum", "remind_in", {"duration_s": 600.0, "text": "call mum"}),
    ("Remind me at six to take the bins out.", "add_reminder", {"at": "2026-03-07T18:00", "text": "take the bins out"}),
    ("Remind me to take the bins out at six.", "add_reminder", {"at": "2026-03-07T18:00", "text": "take the bins out"}),
    (
        "In ten minutes, remind me to turn off the oven.",
        "remind_in",
        {"duration_s": 600.0, "text": "turn off the oven"},
    ),
    (
        "Remind me tomorrow at nine about the dentist.",
        "add_reminder",
        {"at": "2026-03-08T09:00", "text": "the dentist"},
    ),
    ("Remind me about the dentist tomorrow at nine", "add_reminder", {"at": "2026-03-08T09:00", "text": "the dentist"}),
    ("Remind me to water the plants tomorrow.", "add_reminder", {"at": "2026-03-08T09:00", "text": "water the plants"}),
    ("Remind me tomorrow to call John at 3", "add_reminder", {"at": "2026-03-08T15:00", "text": "call john"}),
    ("Remind me tomorrow morning to buy milk.", "add_reminder", {"at": "2026-03-08T09:00", "text": "buy milk"}),
    (
        "Remind me to buy two litres of milk at 5 pm",
        "add_reminder",
        {"at": "2026-03-07T17:00", "text": "buy 2 litres of milk"},
    ),
    (
        "Remind me to feed the cat every day at 8.",
        "add_reminder",
        {"at": "2026-03-08T08:00", "days": "0123456", "text": "feed the cat"},
    ),
    (
        "Remind me every day at 8 to take my pills.",
        "add_reminder",
        {"at": "2026-03-08T08:00", "days": "0123456", "text": "take your pills"},
    ),
    (
        "Every day at 8 am remind me to take my medicine.",
        "add_reminder",
        {"at": "2026-03-08T08:00", "days": "0123456", "text": "take your medicine"},
    ),
    (
        "Remind me on Monday to put out the recycling.",
        "add_reminder",
        {"at": "2026-03-09T09:00", "text": "put out the recycling"},
    ),
    (
        "Remind me on Friday at 4 to send the report",
        "add_reminder",
        {"at": "2026-03-13T16:00", "text": "send the report"},
    ),
    ("Set a reminder for 6 pm to call Anna.", "add_reminder", {"at": "2026-03-07T18:00", "text": "call anna"}),
    ("Set a reminder to call Anna at 6 pm.", "add_reminder", {"at": "2026-03-07T18:00", "text": "call anna"}),
    (
        "Create a reminder to check the oven in 20 minutes",
        "remind_in",
        {"duration_s": 1200.0, "text": "check the oven"},
    ),
    (
        "Add a reminder for tomorrow at noon to pay the rent",
        "add_reminder",
        {"at": "2026-03-08T12:00", "text": "pay the rent"},
    ),
    ("Set a reminder in half an hour to move the car", "remind_in", {"duration_s": 1800.0, "text": "move the car"}),
    ("Can you remind me to stretch in an hour and a half?", "remind_in", {"duration_s": 5400.0, "text": "stretch"}),
    (
        "Remind me in two hours that I have a meeting.",
        "remind_in",
        {"duration_s": 7200.0, "text": "you have a meeting"},
    ),
    (
        "Remind me that the cake is in the oven in 30 minutes.",
        "remind_in",
        {"duration_s": 1800.0, "text": "the cake is in the oven"},
    ),
    (
        "Don't let me forget to lock the door at ten",
        "add_reminder",
        {"at": "2026-03-07T22:00", "text": "lock the door"},
    ),
    ("Remind me to lock the door tonight.", "add_reminder", {"at": "2026-03-07T20:00", "text": "lock the door"}),
    ("Remind me this evening to call dad", "add_reminder", {"at": "2026-03-07T19:00", "text": "call dad"}),
    (
        "Remind me to call my sister at half past seven.",
        "add_reminder",
        {"at": "2026-03-07T19:30", "text": "call your sister"},
    ),
    (
        "Tomorrow at ten remind me to call the bank.",
        "add_reminder",
        {"at": "2026-03-08T10:00", "text": "call the bank"},
    ),
    ("At five remind me to leave.", "add_reminder", {"at": "2026-03-07T17:00", "text": "leave"}),
    (
        "Remind me at quarter to nine to watch the news at nine",
        "add_reminder",
        {"at": "2026-03-07T20:45", "text": "watch the news at 9"},
    ),
    (
        "Remind me in 10 minutes to check the 20 minute roast",
        "remind_in",
        {"duration_s": 600.0, "text": "check the 20 minute roast"},
    ),
    ("Remind me to call mum.", "ask_reminder_time", {"text": "call mum"}),
    ("Remind me of the meeting at 3", "add_reminder", {"at": "2026-03-07T15:00", "text": "the meeting"}),
    ("Remind me to take a break in 45 minutes", "remind_in", {"duration_s": 2700.0, "text": "take a break"}),
    ("Remind me in a minute to breathe", "remind_in", {"duration_s": 60.0, "text": "breathe"}),
    (
        "Remind me in three days to check the plants",
        "add_reminder",
        {"at": "2026-03-10T09:00", "text": "check the plants"},
    ),
    (
        "Remind me next Tuesday at 2 pm to see the doctor",
        "add_reminder",
        {"at": "2026-03-10T14:00", "text": "see the doctor"},
    ),
    ("Remind me on the 5th of May to call grandma", "add_reminder", {"at": "2026-05-05T09:00", "text": "call grandma"}),
    ("Remind me at noon to eat lunch", "add_reminder", {"at": "2026-03-08T12:00", "text": "eat lunch"}),
    ("Remind me to go to bed at 11", "add_reminder", {"at": "2026-03-07T23:00", "text": "go to bed"}),
    ("Remind me to call mum at five, no, six.", "add_reminder", {"at": "2026-03-07T18:00", "text": "call mum"}),
    (
        "Remind me in five, no, ten minutes to check the pasta.",
        "remind_in",
        {"duration_s": 600.0, "text": "check the pasta"},
    ),
    ("reminder to call Bob at 4", "add_reminder", {"at": "2026-03-07T16:00", "text": "call bob"}),
    ("Reminder in 5 minutes: take out the pizza", "remind_in", {"duration_s": 300.0, "text": "take out the pizza"}),
    (
        "Set a daily reminder to drink water at 10 am",
        "add_reminder",
        {"at": "2026-03-08T10:00", "days": "0123456", "text": "drink water"},
    ),
    ("Set a reminder", "ask_reminder_text", {}),
    ("Remind me at 7 pm.", "ask_reminder_text", {"when": "at 7 pm"}),
    (
        "Remind me every weekday at 6 pm to feed the dog",
        "add_reminder",
        {"at": "2026-03-09T18:00", "days": "01234", "text": "feed the dog"},
    ),
    (
        "Remind me every Monday at 9 to submit my timesheet",
        "add_reminder",
        {"at": "2026-03-09T09:00", "days": "0", "text": "submit your timesheet"},
    ),
    (
        "Remind me to check on the baby 20 minutes from now",
        "remind_in",
        {"duration_s": 1200.0, "text": "check on the baby"},
    ),
    (
        "Could you please remind me to turn the heating off at 10 p.m.?",
        "add_reminder",
        {"at": "2026-03-07T22:00", "text": "turn the heating off"},
    ),
    ("Remind me to pick up the kids at 3:15", "add_reminder", {"at": "2026-03-07T15:15", "text": "pick up the kids"}),
    ("Set a reminder called laundry for 5 pm", "add_reminder", {"at": "2026-03-07T17:00", "text": "laundry"}),
    ("Remind me at 8 a.m. to take vitamins", "add_reminder", {"at": "2026-03-08T08:00", "text": "take vitamins"}),
    ("Remind us to leave in fifteen minutes", "remind_in", {"duration_s": 900.0, "text": "leave"}),
    ("Remind me when it's six o'clock to leave", "add_reminder", {"at": "2026-03-07T18:00", "text": "leave"}),
    (
        "Remind me to take the pizza out of the oven in twelve minutes please.",
        "remind_in",
        {"duration_s": 720.0, "text": "take the pizza out of the oven"},
    ),
    (
        "Remind me to say happy birthday to Tom on December 3rd",
        "add_reminder",
        {"at": "2026-12-03T09:00", "text": "say happy birthday to tom"},
    ),
    ("What reminders do I have?", "list_reminders", {"all": True}),
    ("Do I have any reminders?", "list_reminders", {"all": True}),
    ("List my reminders", "list_reminders", {"all": True}),
    ("What are my reminders for tomorrow?", "list_reminders", {"in_days": 1}),
    ("When is my next reminder?", "list_reminders", {"next": True}),
    ("Read my reminders", "list_reminders", {"all": True}),
    ("What do I have to be reminded of?", "list_reminders", {"next": True}),
    ("Cancel the reminder to call mum", "cancel_reminder", {"name": "call mum"}),
    ("Cancel my reminder about the dentist.", "cancel_reminder", {"name": "dentist"}),
    ("Delete the dentist reminder", "cancel_reminder", {"name": "dentist"}),
    ("Cancel the six o'clock reminder", "cancel_reminder", {"hour": 6}),
    ("Don't remind me to call mum", "cancel_reminder", {"name": "call mum"}),
    ("Cancel the reminder.", "cancel_reminder", {}),
    ("Delete all reminders.", "cancel_reminder", {"all": True}),
    ("Cancel all my timers and alarms", "cancel_all", {"kinds": ["alarm", "timer"]}),
]


@pytest.mark.parametrize(("sentence", "name", "slots"), UNDERSTOOD)
def test_it_is_understood(sentence: str, name: str, slots: dict[str, Any]) -> None:
    assert wanted(sentence) == (name, slots)
    assert said(sentence)
