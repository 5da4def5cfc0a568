"""The book on its own: what rings when, over restarts, with clocks that are wrong."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from appliance.errors import StorageUnavailable
from appliance.skills.timers import edits
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.dates import Moment
from tests.unit.skills.skill_rig import LONDON, FakeClock, MemoryStorage
from tests.unit.skills.timers.book_rig import Appliance

HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
EVERY_DAY = tuple(range(7))


def alarm(device: Appliance, at: datetime, days: tuple[int, ...] = (), name: str = "") -> None:
    device.book.change(edits.add_schedule("alarm", Moment(at, days), name))


def timer(device: Appliance, seconds: float, name: str = "") -> None:
    device.book.change(edits.add_countdowns("timer", [seconds], name))


def times(device: Appliance) -> list[str]:
    return [at.strftime("%d %H:%M") for _ring, at in device.rang]


def texts(device: Appliance) -> list[str]:
    return [ring.text for ring, _at in device.rang]


def test_a_timer_rings_when_its_time_has_passed() -> None:
    device = Appliance()
    timer(device, 300, "pasta")
    device.run(299)
    assert device.rang == []
    device.run(2)
    assert texts(device) == ["Your pasta timer is done."]
    assert device.book.view()[0].items == ()


def test_a_running_timer_writes_nothing() -> None:
    device = Appliance()
    timer(device, 7200)
    saves = device.storage.saves
    device.run(7000)
    assert device.storage.saves == saves


@pytest.mark.parametrize("by", [HOUR, -HOUR, YEAR, -YEAR])
def test_a_timer_does_not_care_for_the_wall_clock(by: timedelta) -> None:
    device = Appliance()
    timer(device, 600)
    device.run(100)
    device.jump(by)
    device.run(499)
    assert device.rang == []
    device.run(2)
    assert len(device.rang) == 1


def test_the_time_switched_off_counts() -> None:
    device = Appliance()
    timer(device, 600)
    device.run(100)
    device.reboot(200)
    device.run(299)
    assert device.rang == []
    device.run(2)
    assert texts(device) == ["Your timer is done."]


def test_what_was_due_while_it_was_off_rings_at_once_and_says_how_late() -> None:
    device = Appliance()
    timer(device, 600, "pasta")
    device.reboot(1800)
    device.look()
    assert texts(device) == ["Your pasta timer was done 20 minutes ago."]


def test_without_a_trusted_clock_a_timer_goes_on_from_what_is_known_and_is_corrected() -> None:
    device = Appliance()
    timer(device, 600)
    device.run(100)
    device.reboot(200, trusted=False)
    device.run(60)
    state, _now = device.book.view()
    assert state.items[0].countdown is not None
    assert state.items[0].countdown.unsure
    device.clock.trusted = True  # and says that 360 of 600 s have passed
    device.run(239)
    assert device.rang == []
    device.run(2)
    assert texts(device) == ["Your timer is done."]


def test_without_any_clock_it_is_late_but_not_lost_and_says_so() -> None:
    device = Appliance()
    device.clock.trusted = False
    timer(device, 600)
    device.reboot(5000, trusted=False)
    device.run(596)
    assert texts(device) == ["Your timer is done. The power was off meanwhile, so it may be late."]


def test_a_clock_that_is_set_while_a_timer_runs_is_kept_for_the_next_power_cut() -> None:
    device = Appliance()
    device.clock.trusted = False
    device.jump(-YEAR)
    timer(device, 600)
    device.jump(YEAR)
    device.clock.trusted = True
    device.run(30)
    device.reboot(100)
    device.run(469)
    assert device.rang == []
    device.run(2)
    assert len(device.rang) == 1


def test_a_paused_timer_waits_over_a_restart() -> None:
    device = Appliance()
    timer(device, 600)
    device.run(100)
    device.book.change(edits.pause([1]))
    device.reboot(86_400)
    device.run(5000)
    device.book.change(edits.resume([1]))
    device.run(499)
    assert device.rang == []
    device.run(2)
    assert len(device.rang) == 1


def test_an_alarm_rings_at_its_time_once() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 8, 7, 0), name="work")
    device.run(3 * 86_400)
    assert times(device) == ["08 07:00"]
    assert texts(device) == ["It's 7 o'clock: your work alarm."]


def test_each_occurrence_of_a_repetition_rings_once() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 9, 7, 30), (0, 1, 2, 3, 4))
    device.run(9 * 86_400)
    assert times(device) == ["09 07:30", "10 07:30", "11 07:30", "12 07:30", "13 07:30", "16 07:30"]


def test_a_time_that_the_change_to_summer_time_leaves_out_rings_an_hour_later_by_the_clock() -> None:
    device = Appliance(datetime(2026, 3, 28, 12, 0, tzinfo=LONDON))
    alarm(device, datetime(2026, 3, 29, 1, 30), EVERY_DAY)
    device.run(2.5 * 86_400)
    assert times(device) == ["29 02:30", "30 01:30"]


def test_a_time_that_comes_twice_rings_the_first_time() -> None:
    device = Appliance(datetime(2026, 10, 24, 12, 0, tzinfo=LONDON))
    alarm(device, datetime(2026, 10, 25, 1, 30), EVERY_DAY)
    device.run(86_400)
    assert times(device) == ["25 01:30"]
    assert device.rang[0][1].fold == 0


@pytest.mark.parametrize("hour", [7, 9])
def test_an_alarm_keeps_its_wall_clock_time_over_the_change(hour: int) -> None:
    device = Appliance(datetime(2026, 3, 28, 12, 0, tzinfo=LONDON))
    alarm(device, datetime(2026, 3, 29, hour, 0))
    device.run(86_400)
    assert times(device) == [f"29 0{hour}:00"]


def test_an_alarm_that_the_clock_jumps_over_rings_late_and_once() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 7, 12, 30), EVERY_DAY)
    device.run(600)
    device.jump(HOUR)
    device.run(11)
    assert texts(device) == ["It's 1:10 PM. This is your alarm for 12:30 PM, 40 minutes late."]
    device.jump(-HOUR)
    device.run(7200)
    assert len(device.rang) == 1


@pytest.mark.parametrize("days", [(), EVERY_DAY])
def test_an_alarm_waits_through_a_year_and_back(days: tuple[int, ...]) -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 8, 7, 0), days)
    for by in (YEAR, -YEAR):
        device.jump(by)
        device.run(120)
        device.jump(-by)
        device.run(120)
    assert device.rang == []
    device.run(20 * 3600)
    assert times(device) == ["08 07:00"]


def test_a_repetition_is_not_silenced_by_what_rang_in_a_wrong_future() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 8, 7, 0), EVERY_DAY)
    device.jump(YEAR)
    device.run(86_400)
    device.jump(-YEAR)
    device.run(86_400 * 2)
    assert times(device) == ["08 07:00", "09 07:00", "10 07:00"][: len(device.rang)]
    assert len(device.rang) == 3


def test_an_alarm_set_for_a_time_of_day_that_has_just_been_does_not_ring_at_once() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 8, 11, 50), EVERY_DAY)
    device.run(3600)
    assert device.rang == []
    assert device.book.take_missed() is None


def test_a_clock_that_is_set_back_a_year_rings_nothing_late() -> None:
    device = Appliance()
    device.jump(YEAR)
    alarm(device, datetime(2027, 3, 8, 11, 50), EVERY_DAY)
    device.jump(-YEAR)
    device.run(3600)
    assert device.rang == []
    assert device.book.take_missed() is None
    device.run(86_400)
    assert times(device) == ["08 11:50"]


def test_an_alarm_overdue_by_more_than_an_hour_is_told_once_and_does_not_ring() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 7, 13, 0))
    device.reboot(3 * 3600)
    device.look()
    assert device.rang == []
    assert device.book.take_missed() == "You missed your alarm at 1 PM."
    assert device.book.take_missed() is None
    device.reboot()
    assert device.book.take_missed() is None


def test_a_repetition_that_was_missed_is_told_and_goes_on() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 7, 13, 0), EVERY_DAY)
    device.reboot(3 * 3600)
    device.look()
    assert device.book.take_missed() == "You missed your alarm at 1 PM."
    device.run(86_400)
    assert times(device) == ["08 13:00"]


def test_an_alarm_waits_while_the_clock_is_not_trusted() -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 7, 13, 0))
    device.reboot(60, trusted=False)
    device.jump(timedelta(minutes=70))
    device.run(600)
    assert device.rang == []
    device.clock.trusted = True
    device.run(11)
    assert len(device.rang) == 1


@pytest.mark.parametrize("trusted", [True, False])
def test_what_rang_when_the_power_went_rings_again_once(trusted: bool) -> None:
    device = Appliance()
    alarm(device, datetime(2026, 3, 7, 13, 0))
    timer(device, 3600, "egg")
    device.run(3610, dismisses=False)
    assert len(device.book.ringing) == 2
    device.reboot(30, trusted=trusted)
    assert device.book.ringing == ()
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
        '{"items": [{"id": 1, "kind": "timer", "countdown": {"total_s": 1, "left_s": NaN, "elapsed_s": 1, "boot_id": ""}}],'
        ' "next_id": 2}',
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
