"""SessionThread: every call gets a result, whatever happens to the thread."""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import cast

import pytest

from appliance.errors import InvalidState, PipelineError
from appliance.pipeline.wiring import Pipeline
from appliance.session.calls import Calls, call_name
from appliance.session.controller import SessionController
from appliance.session.notifier import Notifier
from appliance.session.thread import SessionThread
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.states import Trigger
from tests.unit.pipeline.replies import current_turn


class BrokenPipeline:
    """A pipeline with a bug in what an interruption asks first."""

    @property
    def is_muted(self) -> bool:
        raise ZeroDivisionError("a bug")

    def play_earcon(self, earcon: object) -> None: ...

    def want_frames(self, is_listening: bool) -> None: ...

    stages = frozenset({"capture"})
    has_end_of_turn_model = False
    turn = current_turn()


def session_thread() -> SessionThread:
    """Return a thread that does not run yet; its session is connected."""
    thread = SessionThread(time.monotonic)
    pipeline, notifier = cast(Pipeline, BrokenPipeline()), Notifier(None, lambda: None)
    controller = SessionController(VoiceSessionConfig(), pipeline, Conversation("Be brief."), notifier, time.monotonic)
    controller.go(Trigger.CONNECT)
    controller.go(Trigger.OPENED)
    thread.attach(controller, None)
    return thread


def test_a_bug_is_raised_to_the_caller_and_to_all_later_ones(caplog: pytest.LogCaptureFixture) -> None:
    thread = session_thread()
    calls: list[Future[bool] | Future[None]] = [thread.call(Calls.interrupt), thread.call(Calls.stop_listening)]
    thread.run()
    calls.append(thread.call(Calls.interrupt))
    for call in calls:
        assert isinstance(call.exception(0), PipelineError)
    assert "ZeroDivisionError" in caplog.text


def test_calls_after_the_end_are_refused_once() -> None:
    thread = session_thread()
    waiting = thread.call(Calls.interrupt)
    thread.stop()
    thread.stop()
    for call in (waiting, thread.call(Calls.interrupt)):
        assert isinstance(call.exception(0), InvalidState)


class PipelineThatBreaksTwice(BrokenPipeline):
    """Has its bug in what every change of state needs, also the one to the error."""

    is_muted = False

    def __init__(self) -> None:
        self.is_broken = False

    def want_frames(self, is_wanted: bool) -> None:
        if self.is_broken:
            raise ZeroDivisionError("a bug")


class Errors:
    def __init__(self) -> None:
        self.told: list[Exception] = []

    def error_occurred(self, _session: object, error: Exception) -> None:
        self.told.append(error)


def test_a_bug_in_changing_the_state_leaves_nobody_waiting() -> None:
    thread, errors = SessionThread(time.monotonic), Errors()
    pipeline, notifier = PipelineThatBreaksTwice(), Notifier(None, lambda: errors)
    controller = SessionController(
        VoiceSessionConfig(), cast(Pipeline, pipeline), Conversation("Be brief."), notifier, time.monotonic
    )
    thread.attach(controller, None)
    connected = thread.connect()
    pipeline.is_broken = True
    with pytest.raises(ZeroDivisionError):  # what Python prints of a thread that dies
        thread.run()
    assert isinstance(connected.exception(0), PipelineError)
    notifier.stop()
    notifier.run()
    (told,) = errors.told
    assert isinstance(told, PipelineError)


def test_every_call_has_a_name_for_sentences() -> None:
    calls = [call for name, call in vars(Calls).items() if not name.startswith("_")]
    assert len(calls) == 16
    assert all(call_name(call) for call in calls)
