"""Notifier: what a delegate is told, in which order, and delegates that lack methods, change or raise."""

from __future__ import annotations

import inspect
import logging

import pytest

from appliance.session.delegate import VoiceSessionDelegate
from appliance.session.notifier import WAITING, Method, Notifier
from appliance.states import SessionState
from tests.unit.session.notifier_rig import (
    ANSWER,
    ERROR,
    ESSENTIAL,
    NO_MICROPHONE,
    NO_SERVER,
    PROGRESS,
    SESSION,
    SOUND,
    TURN,
    RecordingAll,
    told,
)


def test_each_method_calls_that_of_the_same_name_with_the_session_and_its_arguments() -> None:
    _, delegate = told(lambda notifier: [tell(notifier) for tell in (PROGRESS | ESSENTIAL).values()])
    assert delegate.calls == [
        ("transcript_received", (SESSION, "What is", False)),
        ("response_received", (SESSION, "Blue")),
        ("audio_received", (SESSION, SOUND)),
        ("speech_activity", (SESSION, True)),
        ("state_changed", (SESSION, SessionState.CONNECTED)),
        ("answer_found", (SESSION, ANSWER)),
        ("action_begun", (SESSION, ANSWER)),
        ("error_occurred", (SESSION, ERROR)),
        ("devices_missing", (SESSION, NO_MICROPHONE)),
        ("microphone_fault", (SESSION, "clips")),
        ("server_changed", (SESSION, NO_SERVER)),
        ("mute_changed", (SESSION, True)),
        ("volume_changed", (SESSION, 35)),
        ("turn_completed", (SESSION, TURN)),
    ]
    for name, arguments in delegate.calls:
        inspect.signature(getattr(VoiceSessionDelegate, name)).bind(delegate, *arguments)


def test_the_methods_are_those_of_the_delegate_protocol() -> None:
    in_protocol = {name for name, _ in inspect.getmembers(VoiceSessionDelegate, inspect.isfunction)}
    assert {method.value for method in Method} == {name for name in in_protocol if not name.startswith("_")}
    assert set(Method) == set(PROGRESS | ESSENTIAL)


def test_everything_is_told_in_order_while_the_delegate_keeps_up() -> None:
    def tell(notifier: Notifier) -> None:
        for number in range(WAITING // 2):
            notifier.response_received(str(number))
            notifier.volume_changed(number)

    notifier, delegate = told(tell)
    expected = [
        call
        for number in range(WAITING // 2)
        for call in (("response_received", (SESSION, str(number))), ("volume_changed", (SESSION, number)))
    ]
    assert delegate.calls == expected
    assert notifier.left_out == 0


def test_missing_devices_are_told_as_they_were_then() -> None:
    missing = dict(NO_MICROPHONE)

    def tell(notifier: Notifier) -> None:
        notifier.devices_missing(missing)
        missing.clear()
        notifier.devices_missing(missing)

    _, delegate = told(tell)
    assert [arguments[1] for _, arguments in delegate.calls] == [NO_MICROPHONE, {}]


class HasOneMethod:
    """A delegate that wants to know of errors alone."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []

    def error_occurred(self, session: object, error: Exception) -> None:
        self.errors.append(error)


def test_a_delegate_is_told_only_what_it_has_a_method_for(caplog: pytest.LogCaptureFixture) -> None:
    delegate = HasOneMethod()
    notifier = Notifier(SESSION, lambda: delegate)
    for tell in (PROGRESS | ESSENTIAL).values():
        tell(notifier)
    notifier.stop()
    notifier.run()
    assert delegate.errors == [ERROR]
    assert caplog.messages == []


def test_the_delegate_of_the_moment_is_told_and_there_may_be_none() -> None:
    first, second = RecordingAll(), RecordingAll()
    delegates: list[object] = [first, None, second]
    notifier = Notifier(SESSION, lambda: delegates.pop(0))
    for percent in (1, 2, 3):
        notifier.volume_changed(percent)
    notifier.stop()
    notifier.run()
    assert first.calls == [("volume_changed", (SESSION, 1))]
    assert second.calls == [("volume_changed", (SESSION, 3))]


def test_a_method_that_raises_is_logged_and_the_delegate_is_told_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    bug = ZeroDivisionError("a bug")

    class Raising(HasOneMethod):
        def state_changed(self, session: object, state: SessionState) -> None:
            raise bug

    delegate = Raising()
    notifier = Notifier(SESSION, lambda: delegate)
    notifier.state_changed(SessionState.ERROR)
    notifier.error_occurred(ERROR)
    notifier.stop()
    notifier.run()
    assert delegate.errors == [ERROR]
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "the delegate's state_changed() raised")
    assert record.exc_info
    assert record.exc_info[1] is bug
