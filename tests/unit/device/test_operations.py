"""Operations of the control socket and of the button, on a session with simulated models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance import __version__
from appliance.control.protocol import Command, Request, Response
from appliance.device.indicator import Indicator
from appliance.device.operations import LONGEST_HOLD_S, TAP_S, ButtonOperations, SocketOperations
from appliance.device.persistent_state import PersistentState, SavedState
from appliance.device.power import Power
from appliance.device.reporter import Reporter
from appliance.errors import ControlUnavailable, InvalidState
from appliance.monitoring.metrics import Outcome
from appliance.states import SessionState
from tests.session.rig import SessionRig, rig


@dataclass
class Desk:
    """Both kinds of operations on one session, and the presses that they asked for."""

    r: SessionRig
    indicator: Indicator
    button: ButtonOperations
    socket: SocketOperations
    pressed_s: list[float] = field(default_factory=list)

    @property
    def sign(self) -> str:
        return self.indicator.sign.value

    def ask(self, command: str, value: bool | int | float | str | None = None) -> Response:
        return self.socket.carry_out(Request(command=Command(command), value=value))


@contextmanager
def desk(*, connect: bool = True) -> Iterator[Desk]:
    indicator, pressed_s = Indicator(is_muted=False), list[float]()
    reporter = Reporter(indicator, None, PersistentState(Path("/nowhere/state.json"), SavedState(volume=70)))
    with rig(connect=connect) as r:
        indicator.state(r.session.state)
        indicator.overlay(is_booting=False)
        socket = SocketOperations(
            r.session, indicator, reporter, pressed_s.append, {"profile": "bench"}, longest_question=1000
        )
        yield Desk(r, indicator, ButtonOperations(r.session, indicator, Power(indicator, ("true",))), socket, pressed_s)


def test_the_status_says_all_there_is_to_know() -> None:
    with desk() as d:
        status = d.ask("status")
        assert json.loads(json.dumps(status)) == status
        assert status.pop("uptime_s") >= 0
        assert status == {
            "version": __version__,
            "state": "connected",
            "light": "connected",
            "is_muted": False,
            "hears_over_reply": False,
            "echo_fault": "nothing takes it out",
            "volume": 100,
            "missing": {},
            "microphone_fault": None,
            "server": None,
            "profile": "bench",
            "turns": {},
            "voice_to_voice_ms": None,
            "capture_xruns": 0,
            "playback_xruns": 0,
            "dropped_frames": 0,
            "late_frames": 0,
        }


def test_the_status_can_be_asked_before_there_is_a_connection() -> None:
    with desk(connect=False) as d:
        assert d.ask("status")["state"] == "disconnected"


def test_a_press_is_a_tap_and_a_hold_as_long_as_it_says() -> None:
    with desk() as d:
        assert d.ask("press") == d.ask("hold", 6) == d.ask("hold", 2.5) == {}
        assert d.pressed_s == [TAP_S, 6.0, 2.5]
        for value in (0, LONGEST_HOLD_S + 1, "6", None, True):
            with pytest.raises(ControlUnavailable, match="hold takes a number"):
                d.ask("hold", value)
        assert len(d.pressed_s) == 3


def test_interrupt_says_whether_there_was_anything() -> None:
    with desk() as d:
        assert d.ask("interrupt") == {"interrupted": False}
        d.r.session.start_listening()
        assert d.ask("interrupt") == {"interrupted": True}


def test_mute_on_off_and_the_other_way_round() -> None:
    with desk() as d:
        muted = [d.ask("mute", value)["is_muted"] for value in (True, True, None, None, False)]
        assert muted == [True, True, False, True, False]
        with pytest.raises(ControlUnavailable, match="mute takes"):
            d.ask("mute", "on")


def test_the_volume_is_set_or_only_read() -> None:
    with desk() as d:
        assert d.ask("volume") == {"volume": 100}
        assert [d.ask("volume", value)["volume"] for value in (0, 100, 33.4, 33.6)] == [0, 100, 33, 34]
        for value in (-1, 101, "50", False):
            with pytest.raises(ControlUnavailable, match="volume takes a number from 0 to 100"):
                d.ask("volume", value)
        assert d.r.session.volume == 34


def test_say_speaks_or_says_why_not() -> None:
    with desk() as d:
        assert d.ask("say", "Dinner is ready.") == {}
        d.r.recorder.wait_for_turns(1)
        assert d.r.recorder.turns[0].outcome is Outcome.ANSWERED
        with pytest.raises(ControlUnavailable, match="not empty"):
            d.ask("say", " ")
        d.r.session.start_listening()
        with pytest.raises(InvalidState, match="cannot speak while listening"):
            d.ask("say", "Dinner is ready.")


# --- the button ---


def test_tap_press_and_release() -> None:
    with desk() as d:
        d.button.tap()
        assert d.r.session.state.value == "listening"
        d.button.release_to_commit()
        d.r.recorder.wait_for_turns(1)
        d.button.release_to_commit()
        assert d.r.session.state.value == "connected", "there was nothing to commit"
        d.button.press_to_talk()
        d.r.recorder.wait_for_state(SessionState.LISTENING)


def test_the_second_of_two_taps_mutes_and_cancels_what_the_first_began() -> None:
    with desk() as d:
        for is_muted in (True, False):
            d.button.tap()
            d.button.toggle_mute()
            assert d.r.session.is_muted is is_muted
            d.r.recorder.wait_for_state(SessionState.CONNECTED)


def test_the_warning_stops_what_goes_on_and_can_be_withdrawn() -> None:
    with desk() as d:
        d.button.tap()
        d.button.warn_of_shutdown()
        d.r.recorder.wait_for_state(SessionState.CONNECTED)
        assert d.sign == "shutdown warning"
        d.button.withdraw_warning()
        assert d.sign == "connected"


def test_the_device_can_be_shut_down_before_it_is_ready() -> None:
    with desk(connect=False) as d:
        d.button.warn_of_shutdown()
        assert d.sign == "shutdown warning"
        d.button.shut_down()
        assert d.sign == "shutting down"


def test_a_tap_before_it_is_ready_is_refused_with_an_error() -> None:
    with desk(connect=False) as d, pytest.raises(InvalidState, match="while disconnected"):
        d.button.tap()
