"""Indicator: from the state and the overlays to one sign, every change of which is reported."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from appliance.device.indicator import Indicator
from appliance.device.light_signs import LightSign, Shutdown
from appliance.interfaces import AudioDevice
from appliance.states import SessionState
from tests.unit.watched_thread import running


class Shows:
    """An indicator whose signs are recorded."""

    def __init__(self, *, is_muted: bool = False) -> None:
        self.indicator = Indicator(is_muted=is_muted)
        self.signs: list[LightSign] = []
        self.indicator.passes_on_to(self.signs.append)

    def ready(self) -> Indicator:
        """Return the indicator once it has booted and is connected; no sign is recorded yet."""
        self.indicator.state(SessionState.CONNECTED)
        self.indicator.overlay(is_booting=False)
        self.signs.clear()
        return self.indicator


def test_its_first_sign_is_that_it_boots() -> None:
    assert Shows().signs == [LightSign.BOOTING]


def test_states_are_not_shown_while_it_boots() -> None:
    shows = Shows()
    shows.indicator.state(SessionState.CONNECTING)
    assert shows.signs == [LightSign.BOOTING]
    shows.indicator.overlay(is_booting=False)
    assert shows.signs == [LightSign.BOOTING, LightSign.CONNECTING]


def test_each_new_sign_is_reported_once() -> None:
    shows = Shows()
    indicator = shows.ready()
    for state in (SessionState.LISTENING, SessionState.LISTENING, SessionState.PROCESSING, SessionState.CONNECTED):
        indicator.state(state)
    assert shows.signs == [LightSign.LISTENING, LightSign.PROCESSING, LightSign.CONNECTED]
    assert indicator.sign is LightSign.CONNECTED


def test_a_sign_that_another_one_hides_is_not_reported() -> None:
    shows = Shows()
    indicator = shows.ready()
    indicator.state(SessionState.SPEAKING)
    indicator.overlay(is_muted=True)
    assert shows.signs == [LightSign.SPEAKING]
    indicator.state(SessionState.CONNECTED)
    assert shows.signs[1:] == [LightSign.MUTED]


def test_overlays_do_not_replace_each_other() -> None:
    shows = Shows(is_muted=True)
    indicator = shows.ready()
    indicator.overlay(shutdown=Shutdown.WARNED)
    indicator.state(SessionState.ERROR)
    indicator.overlay(missing=frozenset({AudioDevice.MICROPHONE}))
    indicator.overlay(shutdown=Shutdown.NOT_ASKED)
    indicator.overlay(missing=frozenset())
    indicator.state(SessionState.CONNECTED)
    assert shows.signs == [
        LightSign.SHUTDOWN_WARNING,
        LightSign.MICROPHONE_MISSING,
        LightSign.ERROR,
        LightSign.MUTED,
    ]


def test_everybody_who_was_named_is_told() -> None:
    indicator, one, other = Indicator(is_muted=False), list[LightSign](), list[LightSign]()
    indicator.passes_on_to(one.append, other.append)
    indicator.overlay(is_booting=False)
    assert one == other == [LightSign.BOOTING, LightSign.DISCONNECTED]


def test_an_overlay_that_does_not_exist_is_a_bug() -> None:
    wrong: Any = {"is_purple": True}
    with pytest.raises(TypeError):
        Shows().indicator.overlay(**wrong)


def test_two_threads_at_once_are_told_one_after_the_other() -> None:
    """The sign that is reported last must be the present one, or the light would go on showing a wrong one."""
    told: list[LightSign] = []
    telling, go_on = threading.Event(), threading.Event()
    indicator = Indicator(is_muted=False)
    indicator.state(SessionState.CONNECTED)
    indicator.overlay(is_booting=False)

    def show(sign: LightSign) -> None:
        if sign is LightSign.LISTENING:
            telling.set()
            assert go_on.wait(20)
        told.append(sign)

    indicator.passes_on_to(show)
    with running(lambda: indicator.state(SessionState.LISTENING)):
        assert telling.wait(20)
        with running(lambda: indicator.overlay(shutdown=Shutdown.BEGUN)):
            go_on.set()
    assert told == [LightSign.CONNECTED, LightSign.LISTENING, LightSign.SHUTTING_DOWN]
