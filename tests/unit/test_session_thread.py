"""The session's inbox: every call is answered, whatever happens to the thread."""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import Any, cast

import pytest

from appliance.decider import Decider
from appliance.errors import InvalidState, PipelineError
from appliance.session_thread import SessionThread
from appliance.states import SessionState


class BrokenDecider:
    """Has a bug in everything it is asked."""

    state = SessionState.CONNECTED
    deadline = None
    failure: PipelineError | None = None

    def on_call(self, name: str, answer: Future[Any]) -> None:
        raise ZeroDivisionError("a bug")

    def on_bug(self, error: Exception) -> None:
        self.failure = PipelineError("session", error)


def session_thread() -> SessionThread:
    thread = SessionThread(time.monotonic)
    thread.decider = cast(Decider, BrokenDecider())
    return thread


def test_a_bug_is_told_to_the_caller_and_to_those_after_it(caplog: pytest.LogCaptureFixture) -> None:
    thread = session_thread()
    calls = [thread.call("interrupt"), thread.call("stop listening")]
    thread.run()
    calls.append(thread.call("interrupt"))
    for call in calls:
        assert isinstance(call.exception(0), PipelineError)
    assert "ZeroDivisionError" in caplog.text


def test_calls_after_the_end_are_refused_once() -> None:
    thread = session_thread()
    waiting = thread.call("interrupt")
    thread.stop()
    thread.stop()
    for call in (waiting, thread.call("interrupt")):
        assert isinstance(call.exception(0), InvalidState)
