"""Notifier with a slow delegate: progress is left out, oldest first, and what is essential never is."""

from __future__ import annotations

import threading
import time

import pytest

from appliance.session.notifier import CALL_S, WAITING, Method, Notifier
from appliance.states import SessionState
from tests.unit.session.notifier_rig import ESSENTIAL, PROGRESS, SESSION, TURN, RecordingAll, told
from tests.unit.watched_thread import TIMEOUT_S, running

every_progress = pytest.mark.parametrize("method", PROGRESS, ids=lambda method: method.value)
every_essential = pytest.mark.parametrize("method", ESSENTIAL, ids=lambda method: method.value)


def test_when_too_much_waits_the_oldest_progress_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    def tell(notifier: Notifier) -> None:
        for number in range(WAITING + 3):
            notifier.response_received(str(number))

    notifier, delegate = told(tell)
    assert [arguments[1] for _, arguments in delegate.calls] == [str(number) for number in range(3, WAITING + 3)]
    assert notifier.left_out == 3
    assert caplog.messages == [f"the delegate is slow: {count} notifications left out so far" for count in (1, 2, 3)]


@every_progress
def test_progress_of_each_kind_is_left_out_for_something_newer(method: Method) -> None:
    def tell(notifier: Notifier) -> None:
        PROGRESS[method](notifier)
        for _ in range(WAITING):
            notifier.state_changed(SessionState.CONNECTED)

    notifier, delegate = told(tell)
    assert delegate.names == ["state_changed"] * WAITING
    assert notifier.left_out == 1


@every_essential
def test_what_is_essential_is_never_left_out(method: Method) -> None:
    def tell(notifier: Notifier) -> None:
        for _ in range(10):
            ESSENTIAL[method](notifier)
            notifier.response_received("Blue")
        for _ in range(WAITING + 50):
            ESSENTIAL[method](notifier)

    notifier, delegate = told(tell)
    assert delegate.names == [method.value] * (10 + WAITING + 50)
    assert notifier.left_out == 10


def test_what_is_left_does_not_change_its_order() -> None:
    def tell(notifier: Notifier) -> None:
        for number in range(WAITING):
            notifier.volume_changed(number)
            notifier.response_received(str(number))
        notifier.turn_completed(TURN)

    _, delegate = told(tell)
    percents = [arguments[1] for name, arguments in delegate.calls if name == "volume_changed"]
    texts = [arguments[1] for name, arguments in delegate.calls if name == "response_received"]
    assert percents == list(range(WAITING))
    assert texts == sorted(texts, key=lambda text: int(str(text)))
    assert delegate.names[-1] == "turn_completed"


def test_a_delegate_that_blocks_keeps_nobody_waiting_and_counts_as_hung() -> None:
    blocked, may_go_on = threading.Event(), threading.Event()

    class Blocking(RecordingAll):
        def state_changed(self, session: object, state: SessionState) -> None:
            blocked.set()
            assert may_go_on.wait(TIMEOUT_S)
            self.calls.append(("state_changed", (session, state)))

    delegate = Blocking()
    notifier = Notifier(SESSION, lambda: delegate)
    with running(notifier.run):
        notifier.state_changed(SessionState.CONNECTED)
        assert blocked.wait(TIMEOUT_S)
        notifier.turn_completed(TURN)
        now_s = time.monotonic()
        assert notifier.heartbeat.overdue(now_s) is None
        overdue = notifier.heartbeat.overdue(now_s + CALL_S)
        assert overdue
        assert overdue.what == "telling state_changed"
        notifier.stop()
        may_go_on.set()
    assert delegate.names == ["state_changed", "turn_completed"], "what waits is told before it stops"
