"""The book on its own: alarms, with clocks that are set."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.unit.skills.timers.book_rig import EVERY_DAY, HOUR, YEAR, Appliance, alarm, texts, times
from tests.unit.skills.timers.timer_rig import LONDON


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
