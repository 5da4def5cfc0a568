"""The session's inbox: every call is answered, whatever happens to the thread."""

from __future__ import annotations

import time
from typing import cast

import pytest

from appliance.errors import InvalidState, PipelineError
from appliance.pipeline.wiring import Pipeline
from appliance.session.controller import SessionController
from appliance.session.delegate import Notifier
from appliance.session.thread import SessionThread
from appliance.settings import VoiceSessionConfig
from appliance.stages.conversation import Conversation
from appliance.states import SessionState


class BrokenPipeline:
    """Has a bug in what an interruption asks first."""

    @property
    def is_muted(self) -> bool:
        raise ZeroDivisionError("a bug")

    def signal(self, earcon: object) -> None: ...

    stages = frozenset({"capture"})
    judges_voice = False
    answers = None


class SilentNotifier:
    def notify(self, method: str, *arguments: object) -> None: ...


def session_thread() -> SessionThread:
    thread = SessionThread(time.monotonic)
    pipeline, notifier = cast(Pipeline, BrokenPipeline()), cast(Notifier, SilentNotifier())
    controller = SessionController(VoiceSessionConfig(), pipeline, Conversation("Be brief."), notifier, time.monotonic)
    controller.state = SessionState.CONNECTED
    thread.follow(controller, None)
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
