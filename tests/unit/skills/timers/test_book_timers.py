"""The book on its own: timers, over restarts and with clocks that are wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.skills.timers import edits
from tests.unit.skills.timers.book_rig import HOUR, YEAR, Appliance, texts, timer


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
