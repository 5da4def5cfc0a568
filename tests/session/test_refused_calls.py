"""Calls that make no sense in the present state are refused, from whichever thread they come."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.adapters.simulated import SimulatedVoice
from appliance.errors import InvalidState
from appliance.monitoring.metrics import Outcome
from appliance.session.session import VoiceSession
from appliance.states import SessionState
from tests.session.rig import rig

CALLS: list[tuple[str, Callable[[VoiceSession], object]]] = [
    ("start listening", VoiceSession.start_listening),
    ("stop listening", VoiceSession.stop_listening),
    ("interrupt", VoiceSession.interrupt),
]


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_calls_while_disconnected_are_refused(name: str, call: Callable[[VoiceSession], object]) -> None:
    with rig(connect=False) as r:
        with pytest.raises(InvalidState, match=f"cannot {name} while disconnected"):
            call(r.session)
        r.session.connect()
        r.session.disconnect()
        with pytest.raises(InvalidState, match=f"cannot {name} while disconnected"):
            call(r.session)


def test_calls_that_make_no_sense_are_refused_and_change_nothing() -> None:
    with rig() as r:
        with pytest.raises(InvalidState, match="cannot stop listening while connected"):
            r.session.stop_listening()
        with pytest.raises(InvalidState, match="cannot connect while connected"):
            r.session.connect()
        r.session.start_listening()
        with pytest.raises(InvalidState, match="cannot start listening while listening"):
            r.session.start_listening()
        assert r.session.state is SessionState.LISTENING


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_calls_while_connecting_are_refused(name: str, call: Callable[[VoiceSession], object]) -> None:
    loading, may_load = threading.Event(), threading.Event()

    def slow_voice() -> SimulatedVoice:
        loading.set()
        assert may_load.wait(10)
        return SimulatedVoice()

    with rig(connect=False, voice=slow_voice) as r, ThreadPoolExecutor(1) as caller:
        connected = caller.submit(r.session.connect)
        assert loading.wait(10)
        with pytest.raises(InvalidState, match=f"cannot {name} while connecting"):
            call(r.session)
        may_load.set()
        connected.result(10)
        assert r.session.state is SessionState.CONNECTED


def test_calls_from_many_threads_at_once_leave_the_session_working() -> None:
    def call_often(session: VoiceSession, seed: int) -> None:
        for step in range(40):
            call = CALLS[(seed + step) % len(CALLS)][1]
            with contextlib.suppress(InvalidState):
                call(session)

    with rig() as r, ThreadPoolExecutor(6) as pool:
        for result in [pool.submit(call_often, r.session, seed) for seed in range(6)]:
            result.result(60)
        with contextlib.suppress(InvalidState):
            r.session.stop_listening()
        r.recorder.wait_for_state(SessionState.CONNECTED)
        r.recorder.forget()
        r.say()
        r.recorder.wait_for_turns(1)
        assert r.recorder.turns[0].outcome is Outcome.ANSWERED
