"""Delegates that raise, block, call back or have no method."""

from __future__ import annotations

import threading

import pytest

from appliance.session.session import VoiceSession
from appliance.states import SessionState
from tests.session.rig import EndlessModel, rig


def test_a_delegate_that_raises_does_not_disturb_the_session(caplog: pytest.LogCaptureFixture) -> None:
    class Raising:
        def __init__(self) -> None:
            self.completed = threading.Event()

        def state_changed(self, session: VoiceSession, state: SessionState) -> None:
            raise RuntimeError("a bug in the delegate")

        def turn_completed(self, session: VoiceSession, metrics: object) -> None:
            self.completed.set()
            raise RuntimeError("another bug")

    delegate = Raising()
    with rig(delegate=delegate) as r:
        r.say()
        assert delegate.completed.wait(10)
    assert "state_changed() raised" in caplog.text
    assert "turn_completed() raised" in caplog.text


def test_a_delegate_that_blocks_does_not_block_the_session() -> None:
    blocked, go_on = threading.Event(), threading.Event()

    class Blocking:
        def transcript_received(self, session: VoiceSession, text: str, is_final: bool) -> None:
            blocked.set()
            go_on.wait(10)

    with rig(delegate=Blocking(), realtime_loudspeaker=True, language_model=EndlessModel) as r:
        r.say()
        assert blocked.wait(10)
        while r.session.interrupt() is False or r.session.state.value != "listening":
            pass
        r.session.stop_listening()
        while r.session.state.value != "connected":
            pass
        go_on.set()


def test_a_delegate_may_call_back_and_even_disconnect() -> None:
    gone = threading.Event()

    class Leaving:
        def turn_completed(self, session: VoiceSession, metrics: object) -> None:
            assert session.interrupt() is False
            session.disconnect()
            gone.set()

    with rig(delegate=Leaving()) as r:
        r.say()
        assert gone.wait(10)
        assert r.session.state is SessionState.DISCONNECTED


def test_a_delegate_needs_no_method_at_all() -> None:
    with rig(delegate=object()) as r:
        r.say()
