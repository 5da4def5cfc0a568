"""The book on its own: what rings, is put off, is missed, cannot be kept."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

import pytest

from appliance.errors import StorageUnavailable
from appliance.skills.timers import edits
from appliance.skills.timers.book import TimerBook
from tests.unit.skills.timers.book_rig import EVERY_DAY, Appliance, alarm, texts, timer, times
from tests.unit.skills.timers.timer_rig import FakeClock, MemoryStorage


@pytest.mark.parametrize("trusted", [True, False])
def test_what_rang_when_the_power_went_rings_again_once(trusted: bool) -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 7, 13, 0))
    timer(device, 3600, "egg")
    device.run(3610, dismisses=False)
    assert len(device.book.ringing) == 2
    device.reboot(30, trusted=trusted)
    assert device.book.seconds_to_next() == 0
    device.run(60, dismisses=False)
    assert len(device.rang) == 4
    device.book.dismiss()
    device.reboot(30)
    device.run(7200)
    assert len(device.rang) == 4


def test_nobody_came_is_told_at_the_next_tap_once() -> None:
    device = Appliance()
    timer(device, 60, "pasta")
    device.run(61, dismisses=False)
    device.book.give_up()
    assert device.book.ringing == ()
    device.reboot()
    assert device.book.take_missed() == "Your pasta timer was done at 12:01 PM, and nobody stopped it."
    assert device.book.take_missed() is None


def test_snoozed_alarms_ring_again_and_repetitions_go_on() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 8, 7, 0), EVERY_DAY)
    device.run(19 * 3600 + 10, dismisses=False)
    device.book.snooze(600)
    assert device.book.ringing == ()
    device.run(86_400)
    assert times(device) == ["08 07:00", "08 07:10", "09 07:00"]
    assert texts(device)[1] == "It's 7:10 AM: your alarm."


def test_what_rang_just_now_can_be_snoozed() -> None:
    device = Appliance()
    timer(device, 60, "egg")
    device.run(70)
    device.book.snooze(120)
    device.run(200)
    assert texts(device) == ["Your egg timer is done."] * 2
    device.clock.pass_time(1000)
    assert device.book.recent() == ()


def test_a_change_that_cannot_be_kept_is_not_made() -> None:
    device = Appliance()
    device.storage.next_save = "fails"
    with pytest.raises(StorageUnavailable):
        timer(device, 60)
    assert device.book.view()[0].items == ()
    assert device.book.seconds_to_next() is None


def test_what_is_due_rings_though_it_cannot_be_kept(caplog: pytest.LogCaptureFixture) -> None:
    device = Appliance()
    timer(device, 60)
    device.clock.pass_time(61)
    device.storage.next_save = "fails"
    assert len(device.book.take_due()) == 1
    assert "the disk is full" in caplog.text
    assert device.book.take_due() == ()  # and it is kept now
    assert '"ringing": ""' in device.storage.content["timers"]


@pytest.mark.parametrize(
    "damaged",
    [
        "[]",
        '"text"',
        '{"items": 5}',
        '{"items": [{"id": 1, "kind": "timer"}], "next_id": 2}',
        '{"items": [{"id": 1, "kind": "bomb", "countdown": null}]}',
        '{"items": [{"id": 1, "kind": "alarm", "schedule": {"at": "25:99", "days": [1]}}], "next_id": 2}',
        '{"items": [{"id": 1, "kind": "alarm", "schedule": {"at": "07:00", "days": [9]}}], "next_id": 2}',
        '{"items": [{"id": 1, "kind": "alarm", "schedule": {"at": "2026-03-07T07:00+01:00"}}], "next_id": 2}',
        '{"items": [{"id": 1, "kind": "timer", "countdown": {"total_s": 1, "left_s": NaN, "elapsed_s": 1,'
        ' "boot_id": ""}}], "next_id": 2}',
        '{"items": [{"id": 3, "kind": "alarm", "schedule": {"at": "2026-03-07T07:00"}}], "next_id": 2}',
    ],
)
def test_damaged_state_begins_empty_with_one_warning(damaged: str, caplog: pytest.LogCaptureFixture) -> None:
    storage = MemoryStorage()
    storage.content["timers"] = damaged
    with caplog.at_level(logging.WARNING):
        book = TimerBook(FakeClock(), storage)
    assert len(caplog.records) == 1
    assert book.view()[0].items == ()
    assert book.take_due() == ()
    book.change(edits.add_countdowns("timer", [60.0], ""))


def test_each_change_is_told() -> None:
    device = Appliance()
    told: list[str] = []
    device.book.on_change = lambda: told.append("")
    timer(device, 60)
    device.clock.pass_time(61)
    device.book.take_due()
    device.book.dismiss()
    assert len(told) == 3
    device.book.dismiss()
    assert len(told) == 3


def test_who_is_told_of_a_change_may_ask_from_another_thread() -> None:
    device = Appliance()
    answers: list[float | None] = []

    def ask() -> None:
        asker = threading.Thread(target=lambda: answers.append(device.book.seconds_to_next()))
        asker.start()
        asker.join(10)

    device.book.on_change = ask
    timer(device, 60)
    device.clock.pass_time(61)
    device.book.take_due()
    device.book.snooze(60)
    device.clock.pass_time(61)
    device.book.take_due()
    device.book.give_up()
    device.book.take_missed()
    assert len(answers) == 6
