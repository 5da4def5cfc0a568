"""Lights: what the light shows, and when. Most tests call `update()` themselves, on a clock that they move."""

from __future__ import annotations

import datetime
import logging
import threading

import pytest

from appliance.board.panel import Colour, LightKind
from appliance.device.light_signs import LightSign
from appliance.device.lights import Lights
from appliance.errors import PinUnavailable
from appliance.settings import LightSettings
from tests.unit.scripted import Clock
from tests.unit.watched_thread import TIMEOUT_S, running, wait_until_blocked

DARK = Colour(0, 0, 0)
NOON = datetime.time(12)


class RecordedLight:
    """A light that records its calls, and fails if a test says so."""

    def __init__(self, kind: LightKind = LightKind.ON_OFF) -> None:
        self.kind = kind
        self.log: list[Colour | str] = []
        self.fails = False
        self.shown_something = threading.Event()

    def open(self) -> None:
        if self.fails:
            raise PinUnavailable("light.pins = (99,): there is no such pin")
        self.log.append("open")

    def show(self, colour: Colour) -> None:
        if self.fails:
            raise PinUnavailable("the light does not answer")
        self.log.append(colour)
        if colour != DARK:
            self.shown_something.set()

    def close(self) -> None:
        self.log.append("close")


class LightsRig:
    """Lights with a recorded light, and a clock and time of day that stand still unless a test moves them."""

    def __init__(self, kind: LightKind = LightKind.ON_OFF) -> None:
        self.light = RecordedLight(kind)
        self.clock = Clock(1000.0)
        self.time_of_day = NOON
        self.lights = Lights(self.light, LightSettings(), self.clock, lambda: self.time_of_day)

    def shown(self) -> Colour | str:
        """Update, and return what the light shows."""
        self.lights.update()
        return self.light.log[-1]


def test_it_is_dark_before_the_first_sign() -> None:
    assert LightsRig().shown() == DARK


def test_it_follows_the_pattern_and_sets_only_new_colours() -> None:
    rig = LightsRig()
    rig.lights.show(LightSign.CONNECTING)
    for _ in range(64):
        rig.lights.update()
        rig.clock.now_s += 0.05
    assert [colour != DARK for colour in rig.light.log] == [True, False] * 8, "0.2 s each"


def test_a_pattern_begins_with_a_new_sign_and_goes_on_with_the_same_sign() -> None:
    rig = LightsRig()
    rig.clock.now_s += 0.123
    rig.lights.show(LightSign.MUTED)
    assert rig.shown() != DARK
    rig.clock.now_s += 0.2
    assert rig.shown() == DARK
    rig.lights.show(LightSign.MUTED)
    assert rig.shown() == DARK
    rig.lights.show(LightSign.CONNECTED)
    rig.lights.show(LightSign.MUTED)
    assert rig.shown() != DARK


def test_listening_is_brighter_while_the_user_speaks() -> None:
    rig = LightsRig(LightKind.COLOUR)
    rig.lights.show(LightSign.LISTENING)
    quiet = rig.shown()
    rig.lights.user_speaks(True)
    assert rig.shown() == Colour(1, 0, 0)
    rig.lights.user_speaks(False)
    assert rig.shown() == quiet
    assert quiet == pytest.approx((0.53, 0, 0), abs=0.01)


def test_a_steady_light_checks_the_time_once_a_minute_and_dims_at_night() -> None:
    rig = LightsRig(LightKind.DIMMABLE)
    rig.lights.show(LightSign.CONNECTED)
    assert rig.lights.update() == 60
    assert rig.lights.update() == 60
    assert len(rig.light.log) == 1, "the same colour is not set twice"
    rig.time_of_day = datetime.time(22, 0, 30)
    by_day, by_night = rig.light.log[0], rig.shown()
    assert isinstance(by_day, Colour)
    assert by_night == pytest.approx([0.2 * part for part in by_day])


def test_a_pattern_of_long_steps_sleeps_until_the_next_step() -> None:
    rig = LightsRig()
    rig.lights.show(LightSign.MUTED)
    assert rig.lights.update() == pytest.approx(0.15, abs=1e-4)
    rig.clock.now_s += 0.15
    assert rig.lights.update() == pytest.approx(4.85, abs=1e-4)


def test_a_light_that_cannot_be_opened_says_so_before_anything_runs() -> None:
    rig = LightsRig()
    rig.light.fails = True
    with pytest.raises(PinUnavailable, match="no such pin"):
        rig.lights.open()


def test_a_light_that_fails_is_given_up_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    rig = LightsRig()
    rig.lights.update()
    rig.light.fails = True
    with caplog.at_level(logging.WARNING):
        for sign in (LightSign.CONNECTING, LightSign.LISTENING, LightSign.ERROR):
            rig.lights.show(sign)
            rig.lights.update()
    assert [record.getMessage() for record in caplog.records] == ["the light is given up: the light does not answer"]
    assert rig.lights.update() is None


def test_the_thread_sleeps_until_there_is_news() -> None:
    rig = LightsRig()
    rig.lights.open()
    with running(rig.lights.run) as thread:
        wait_until_blocked(thread)
        rig.lights.show(LightSign.LISTENING)
        assert rig.light.shown_something.wait(TIMEOUT_S)
        rig.lights.stop()
    assert rig.light.log[0:2] == ["open", DARK]
    assert rig.light.log[-1] == "close"


def test_the_thread_of_a_light_given_up_still_ends() -> None:
    rig = LightsRig()
    rig.light.fails = True
    with running(rig.lights.run) as thread:
        wait_until_blocked(thread)
        rig.lights.show(LightSign.LISTENING)
        rig.lights.stop()
        rig.lights.stop()
    assert rig.light.log == ["close"]


def test_stopped_before_it_ran_it_closes_the_light() -> None:
    rig = LightsRig()
    rig.lights.stop()
    rig.lights.run()
    assert rig.light.log == ["close"]
