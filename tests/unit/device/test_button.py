"""ButtonHandler: the action of each gesture, and two buttons that do not mix, on a clock that a test moves."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from appliance.device.button import ACTIONS, ACTIONS_HOLD_TO_TALK, EDGES_WAITING, ButtonAction, ButtonHandler
from appliance.device.gestures import GestureKind
from appliance.errors import InvalidState
from appliance.settings import ButtonSettings
from tests.unit.device.button_rig import RecordedOperations, rig
from tests.unit.scripted import Clock
from tests.unit.watched_thread import running, wait_until_blocked

TALK = ButtonSettings(hold="talk")
NOTHING = ButtonSettings(hold="nothing")


def test_a_press_is_a_tap_at_once_and_its_release_is_nothing() -> None:
    with rig() as r:
        r.edge(True)
        r.operations.wait_for("tap")
        r.edge(False, 0.1)
        r.edge(True, 1.0)
        r.operations.wait_for("tap", "tap")


def test_a_spike_is_no_tap() -> None:
    with rig() as r:
        r.button_handler.changed(True, 100.0)
        r.button_handler.changed(False, 100.001)
        r.edge(True, 1.0)
        r.operations.wait_for("tap")
        r.edge(False, 0.2)
        r.pass_time(1.0)
    assert r.operations.done == ["tap"], "and no second tap"


def test_a_second_tap_soon_after_the_first_mutes() -> None:
    with rig() as r:
        for is_pressed in (True, False, True, False):
            r.edge(is_pressed, 0.1)
        r.operations.wait_for("tap", "toggle_mute")


def test_held_it_warns_and_then_shuts_down_once() -> None:
    with rig() as r:
        r.edge(True)
        r.operations.wait_for("tap")
        r.pass_time(2.1)
        r.operations.wait_for("tap", "warn_of_shutdown")
        r.pass_time(3.0)
        r.operations.wait_for("tap", "warn_of_shutdown", "shut_down")
        r.pass_time(60.0)
        r.edge(False)
    assert r.operations.done == ["tap", "warn_of_shutdown", "shut_down"]


def test_released_in_time_the_warning_is_withdrawn() -> None:
    with rig() as r:
        r.edge(True)
        r.edge(False, 4.9)
        r.operations.wait_for("tap", "warn_of_shutdown", "withdraw_warning")


def test_the_warning_comes_by_itself_while_nothing_happens() -> None:
    """Nothing wakes the thread when time has passed: it must wait with a timeout."""
    operations = RecordedOperations()
    started_s = 100.0

    class Passing:
        """A clock on which 2.5 s pass at the third reading."""

        looks = 0

        def __call__(self) -> float:
            self.looks += 1
            return started_s if self.looks <= 2 else started_s + 2.5

    button_handler = ButtonHandler(ButtonSettings(), operations, Passing())
    button_handler.changed(True, started_s)
    with running(button_handler.run):
        operations.wait_for("tap", "warn_of_shutdown")
        button_handler.stop()


def test_held_to_talk_it_commits_when_released_however_late() -> None:
    with rig(TALK) as r:
        r.edge(True)
        r.operations.wait_for("press_to_talk")
        r.edge(False, 20.0)
        r.operations.wait_for("press_to_talk", "release_to_commit")


def test_where_holding_has_no_meaning_it_does_nothing() -> None:
    with rig(NOTHING) as r:
        r.edge(True)
        r.edge(False, 60.0)
        r.edge(True, 1.0)
        r.operations.wait_for("tap", "tap")


@pytest.mark.parametrize("table", [ACTIONS, ACTIONS_HOLD_TO_TALK])
def test_every_action_is_the_name_of_an_operation(table: dict[GestureKind, ButtonAction]) -> None:
    assert all(callable(getattr(RecordedOperations, action.value)) for action in table.values())


# --- the virtual button ---


def test_a_virtual_press_is_a_tap_and_is_released_when_its_time_is_over() -> None:
    with rig() as r:
        r.button_handler.press_for(0.1)
        r.operations.wait_for("tap")
        r.pass_time(0.2)
        r.pass_time(0.1)
        r.button_handler.press_for(0.1)
        r.operations.wait_for("tap", "toggle_mute")


def test_a_virtual_hold_shuts_down_and_a_shorter_one_does_not() -> None:
    with rig() as r:
        r.button_handler.press_for(6.0)
        r.operations.wait_for("tap")
        r.pass_time(5.5)
        r.operations.wait_for("tap", "warn_of_shutdown", "shut_down")
    with rig() as r:
        r.button_handler.press_for(3.0)
        r.operations.wait_for("tap")
        r.pass_time(10.0)  # late, as on a machine that slept: it was released all the same
        r.operations.wait_for("tap", "warn_of_shutdown", "withdraw_warning")


def test_the_two_buttons_do_not_mix() -> None:
    """A tap of each is no double tap, and the release of one does not release the other."""
    with rig() as r:
        r.button_handler.press_for(0.1)
        r.operations.wait_for("tap")
        r.edge(True, 0.15)
        r.operations.wait_for("tap", "tap")
        r.pass_time(2.1)
        r.operations.wait_for("tap", "tap", "warn_of_shutdown")


# --- what can go wrong ---


@pytest.mark.parametrize("settings", [ButtonSettings(), TALK])
def test_what_cannot_be_done_is_logged_and_the_button_goes_on_working(
    settings: ButtonSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with rig(settings) as r:
        r.operations.error = InvalidState("cannot tap while disconnected")
        for _ in range(2):
            r.edge(True, 1.0)
            r.edge(False, 1.0)
        first = "press_to_talk" if settings is TALK else "tap"
        r.operations.wait_until(lambda done: done.count(first) == 2)
    assert "cannot tap while disconnected" in caplog.text
    assert not any(record.exc_info for record in caplog.records)


def test_a_bug_in_an_operation_ends_the_thread() -> None:
    operations = RecordedOperations()
    operations.error = ZeroDivisionError("a bug")
    button_handler = ButtonHandler(ButtonSettings(), operations, Clock(100.1))
    button_handler.changed(True, 100.0)
    with pytest.raises(ZeroDivisionError):
        button_handler.run()


def test_a_broken_button_does_not_fill_the_memory_and_its_last_level_counts() -> None:
    button_handler = ButtonHandler(ButtonSettings(), operations := RecordedOperations(), clock := Clock(100.0))
    for number in range(10 * EDGES_WAITING):
        button_handler.changed(number % 2 == 0, 100.0 + number / 1e6)
    button_handler.changed(True, 100.5)
    clock.now_s = 103.0
    with running(button_handler.run):
        operations.wait_until(lambda done: bool(done) and done[-1] == "warn_of_shutdown")
        button_handler.stop()
    assert operations.done.count("warn_of_shutdown") == 1
    assert operations.done.count("tap") + operations.done.count("toggle_mute") <= 2, "the rest are bounces"


def test_a_tap_during_a_long_action_is_not_taken_for_a_hold() -> None:
    """Both its edges wait until the action is done; the shutdown command alone may take 20 s."""
    button_handler = ButtonHandler(ButtonSettings(), operations := RecordedOperations(), Clock(110.0))
    button_handler.changed(True, 100.0)
    button_handler.changed(False, 100.1)
    button_handler.press_for(0.1)
    with running(button_handler.run):
        operations.wait_for("tap", "tap")
        button_handler.stop()


@pytest.mark.parametrize("begin", [lambda handler: None, lambda handler: handler.changed(True, 100.0)])
def test_it_stops_while_it_waits(begin: Callable[[ButtonHandler], None]) -> None:
    button_handler = ButtonHandler(ButtonSettings(), RecordedOperations(), Clock(100.1))
    begin(button_handler)
    with running(button_handler.run) as thread:
        wait_until_blocked(thread)
        button_handler.stop()
    button_handler.changed(False, 101.0)  # an edge on its way is harmless
    button_handler.press_for(1.0)
