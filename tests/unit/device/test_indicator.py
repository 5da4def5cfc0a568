"""Panel: state and overlays in, every change of the one sign out."""

from __future__ import annotations

import threading

import pytest

from appliance.device.indicator import Indicator
from appliance.device.light_signs import LightSign, Shutdown
from appliance.states import SessionState
from tests.unit.scripted import running


class Shows:
    """A panel whose signs are kept."""

    def __init__(self, *, is_muted: bool = False) -> None:
        self.indicator = Indicator(is_muted=is_muted)
        self.signs: list[LightSign] = []
        self.indicator.passes_on_to(self.signs.append)

    def ready(self) -> Indicator:
        """Past booting, connected, and nothing told yet."""
        self.indicator.state(SessionState.CONNECTED)
        self.indicator.overlay(is_booting=False)
        self.signs.clear()
        return self.indicator


def test_it_begins_by_telling_that_it_boots() -> None:
    assert Shows().signs == [LightSign.BOOTING]


def test_states_are_not_shown_while_it_boots() -> None:
    shows = Shows()
    shows.indicator.state(SessionState.CONNECTING)
    assert shows.signs == [LightSign.BOOTING]
    shows.indicator.overlay(is_booting=False)
    assert shows.signs == [LightSign.BOOTING, LightSign.CONNECTING]


def test_each_new_sign_is_told_once() -> None:
    shows = Shows()
    indicator = shows.ready()
    for state in (SessionState.LISTENING, SessionState.LISTENING, SessionState.PROCESSING, SessionState.CONNECTED):
        indicator.state(state)
    assert shows.signs == [LightSign.LISTENING, LightSign.PROCESSING, LightSign.CONNECTED]
    assert indicator.sign is LightSign.CONNECTED


def test_what_is_hidden_by_something_else_is_not_told() -> None:
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
    indicator.overlay(missing=frozenset({"microphone"}))
    indicator.overlay(shutdown=Shutdown.NOT_ASKED)
    indicator.overlay(missing=frozenset())
    indicator.state(SessionState.CONNECTED)
    assert shows.signs == [
        LightSign.SHUTDOWN_WARNING,
        LightSign.MICROPHONE_MISSING,
        LightSign.ERROR,
        LightSign.MUTED,
    ]


def test_everybody_who_is_to_be_told_is_told() -> None:
    indicator, one, other = Indicator(is_muted=False), list[LightSign](), list[LightSign]()
    indicator.passes_on_to(one.append, other.append)
    indicator.overlay(is_booting=False)
    assert one == other == [LightSign.BOOTING, LightSign.DISCONNECTED]


def test_an_overlay_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(TypeError):
        Shows().indicator.overlay(is_purple=True)


def test_two_threads_at_once_are_told_one_after_the_other() -> None:
    """Whoever is told last must have the sign that is in force, or the light would show the wrong one for good."""
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
