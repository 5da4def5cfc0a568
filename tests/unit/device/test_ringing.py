"""Ringing: when it begins and ends, on a fake session and a fake clock."""

from __future__ import annotations

import logging
import time

import pytest

from appliance.device.ring_cycle import GAP_S, PAUSE_S
from appliance.device.ringing import GIVE_UP_S, LOOK_AGAIN_S, SHORTEST_S
from appliance.monitoring.journal_fields import ATTRIBUTE, MessageId
from appliance.states import SessionState as S
from tests.unit.device.ringing_rig import ANNOUNCED, BUSY, DueRing, calling, due
from tests.unit.watched_thread import TIMEOUT_S, running, wait_until_blocked


def ends(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of the journal about beginnings and ends."""
    ids = {MessageId.RINGING_BEGUN.value, MessageId.RINGING_ENDED.value}
    return [r.getMessage() for r in caplog.records if getattr(r, ATTRIBUTE, {}).get("MESSAGE_ID") in ids]


# --- waiting ---


def test_it_sleeps_until_the_next_is_due_but_looks_again_each_minute() -> None:
    r = due(DueRing(130.0), DueRing(1000.0))
    assert r.step() == []
    assert r.waits_s == [30.0]
    r.book.take_due()
    r.clock.now_s = 130.0
    r.book.take_due()
    r.book.dismiss()
    assert r.step() == []
    assert r.waits_s[-1] == LOOK_AGAIN_S
    assert r.sign == "connected"


def test_with_nothing_set_it_sleeps() -> None:
    r = due(DueRing(100.0))
    r.book.take_due()
    r.book.dismiss()
    assert r.step() == []
    assert r.waits_s == [LOOK_AGAIN_S]


@pytest.mark.parametrize("state", [S.DISCONNECTED, S.CONNECTING])
def test_before_it_is_ready_nothing_rings_and_nothing_is_taken_out(state: S) -> None:
    r = due()
    assert r.step(state) == []
    assert r.waits_s == [LOOK_AGAIN_S]
    assert r.book.ringing == ()
    assert r.step(S.CONNECTED) == ANNOUNCED


def test_a_book_that_gives_nothing_out_does_not_keep_it_awake() -> None:
    r = due(DueRing(200.0), DueRing(100.0))
    r.book.take_due()
    r.step(S.LISTENING)
    r.clock.now_s = 200.0
    r.book.take_due = lambda: ()  # type: ignore[method-assign]
    r.step()
    assert r.waits_s[-1] == SHORTEST_S


# --- its end ---


def test_a_tap_while_it_listens_ends_it() -> None:
    r = calling()
    assert r.ringing.tapped()
    assert r.step() == ["cancel"]
    assert r.sign == "connected"
    assert r.step(after_s=60.0) == []


@pytest.mark.parametrize("state", [S.PROCESSING, S.SPEAKING])
def test_a_tap_while_it_speaks_ends_it(state: S) -> None:
    r = due()
    r.step()
    r.step(state)
    assert r.ringing.tapped()
    assert r.step() == ["cancel"]
    assert r.step(S.CONNECTED) == []


def test_a_tap_while_the_user_is_answered_ends_both() -> None:
    r = calling()
    r.ringing.user_speaks(True)
    r.step(S.SPEAKING)
    assert r.ringing.tapped()
    assert r.step() == ["cancel"]


def test_without_anything_that_rings_a_tap_means_something_else() -> None:
    r = due(DueRing(500.0))
    r.step()
    assert not r.ringing.tapped()
    r = calling()
    r.ringing.tapped()
    assert not r.ringing.tapped(), "the second of two taps, before its thread has taken note of the first"


@pytest.mark.parametrize("state", [S.PROCESSING, S.SPEAKING])
def test_what_the_user_said_is_answered_and_if_that_ends_it_nothing_is_cut_off(state: S) -> None:
    r = calling()
    r.ringing.user_speaks(True)
    assert r.step(after_s=10.0) == [], "no earcon while the user speaks"
    assert r.sign == "listening"
    assert r.step(S.PROCESSING) == []
    r.session.state = state
    r.book.dismiss()
    assert r.step() == []
    assert r.sign == state.value
    assert r.step(S.CONNECTED) == []


def test_words_that_were_not_told_in_time_count_as_a_turn_too() -> None:
    r = calling()
    assert r.step(S.PROCESSING) == []
    r.book.dismiss()
    assert r.step(S.SPEAKING) == []


@pytest.mark.parametrize("state", [S.LISTENING, S.PROCESSING, S.SPEAKING])
def test_if_it_is_ended_in_another_way_it_is_silent_at_once(state: S) -> None:
    r = due()
    r.step()
    if state is S.LISTENING:
        r.step(S.CONNECTED)
    r.session.state = state
    r.book.snooze(300.0)
    assert r.step() == ["cancel"]
    assert r.waits_s[-1] == LOOK_AGAIN_S
    assert r.step(S.CONNECTED, after_s=300.0) == ANNOUNCED, "it was put off"


def test_after_a_turn_that_did_not_end_it_there_is_a_pause_and_it_rings_on() -> None:
    r = calling()
    r.ringing.user_speaks(True)
    r.step(S.PROCESSING)
    r.step(S.SPEAKING)
    assert r.step(S.CONNECTED) == []
    assert r.waits_s[-1] == PAUSE_S
    assert r.step(after_s=PAUSE_S / 2) == []
    assert r.step(after_s=PAUSE_S / 2) == ANNOUNCED
    assert r.step(S.CONNECTED) == ["listen"]
    assert r.step(after_s=GAP_S) == ["ringing"], "what was said in the round before is forgotten"


def test_a_turn_whose_words_were_only_noise_counts_as_one_too() -> None:
    r = calling()
    r.ringing.user_speaks(True)
    assert r.step(S.CONNECTED) == []
    assert r.step(after_s=PAUSE_S) == ANNOUNCED


def test_a_turn_that_follows_in_the_pause_is_not_disturbed() -> None:
    r = calling()
    r.ringing.user_speaks(True)
    r.step(S.PROCESSING)
    r.step(S.CONNECTED)
    for state in BUSY:
        assert r.step(state, after_s=20.0) == []
    r.step(S.CONNECTED)
    assert r.step(after_s=PAUSE_S) == ANNOUNCED


def test_after_five_minutes_it_gives_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    r = calling()
    r.step(after_s=GIVE_UP_S - 1.0)
    assert r.waits_s[-1] == 1.0
    assert r.step(after_s=1.0) == ["cancel"]
    assert r.book.ringing == ()
    assert r.sign == "connected"
    assert ends(caplog)[-1] == "the ringing is over: given up"


def test_what_becomes_due_meanwhile_rings_for_five_minutes_too() -> None:
    r = calling(DueRing(100.0), DueRing(399.0))
    assert r.step(after_s=299.0) == ["ringing"]
    assert r.step(after_s=GIVE_UP_S - 1.0) == ["ringing"]
    assert r.step(after_s=1.0) == ["cancel"]


def test_if_it_gives_up_while_the_user_is_answered_the_answer_goes_on() -> None:
    r = calling()
    r.ringing.user_speaks(True)
    r.step(S.SPEAKING)
    assert r.step(after_s=GIVE_UP_S) == []


def test_the_journal_has_the_kinds_and_the_end_but_no_names(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    r = calling(DueRing(100.0, "reminder", "the secret"), DueRing(100.0, "alarm"), DueRing(100.0, "alarm"))
    r.ringing.tapped()
    r.step()
    assert ends(caplog) == ["ringing: alarm, reminder", "the ringing is over: tapped"]
    assert "secret" not in caplog.text


# --- the thread ---


def test_the_thread_sleeps_and_is_woken_by_the_book_and_by_stop() -> None:
    r = due(DueRing(500.0))
    with running(r.ringing.run) as thread:
        wait_until_blocked(thread)
        assert r.asked == []
        r.book.add(DueRing(100.0))
        assert r.session.said.wait(TIMEOUT_S)
        r.ringing.stop()
    assert r.asked == ANNOUNCED


def test_its_heartbeat_waits_while_it_sleeps_and_has_work_when_there_is_news() -> None:
    r = due(DueRing(500.0))
    assert r.ringing.heartbeat.name == "ringing"
    r.ringing.wake()
    assert r.ringing.heartbeat.overdue(1e9) is None, "first seen"
    overdue = r.ringing.heartbeat.overdue(2e9)
    assert overdue
    assert overdue.what == "not taking up its work"
    r.step()
    assert r.ringing.heartbeat.overdue(3e9) is None


def test_its_sleep_is_overdue_when_it_lasts_too_long_although_there_is_no_news() -> None:
    r = due(DueRing(500.0))
    with running(r.ringing.run) as thread:
        wait_until_blocked(thread)
        now_s = time.monotonic()
        assert r.ringing.heartbeat.overdue(now_s + 1) is None
        assert r.ringing.heartbeat.overdue(now_s + 3600)
        r.ringing.stop()
