"""A session that rings while something is missing or muted; and a device around it, with a bug."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.audio.earcons import Earcon
from appliance.device.indicator import Indicator
from appliance.device.ring_cycle import CALL_S, GAP_S
from appliance.device.ringing import Ringing
from appliance.errors import PipelineError
from tests.session.device_rig import DeviceRig, served
from tests.session.plugged import (
    NO_LOUDSPEAKER,
    NO_MICROPHONE,
    PluggedLoudspeaker,
    PluggedMicrophone,
    eventually,
)
from tests.session.ringing_rig import ringing_session
from tests.unit.control.control_rig import short_folder
from tests.unit.device.ringing_rig import DueRing, ListBook

NOW = DueRing(100.0, "timer", "pasta", "The pasta timer is done.")


def test_while_muted_it_only_rings() -> None:
    with ringing_session() as r:
        r.session.mute()
        r.book.add(NOW)
        r.followers.wait_for("turn", "answered")
        r.wait_for_state("connected", 2)
        r.loudspeaker.forget()
        r.passes(GAP_S)
        r.loudspeaker.wait_for(Earcon.RINGING)
        r.passes(CALL_S)
        r.followers.wait_for("turn", "answered", 2)
        assert r.voice.texts == [NOW.text] * 2
        assert "listening" not in r.followers.of("state")
        r.button.tap()
        r.followers.wait_for("light", "muted")
        assert r.book.ringing == ()


def test_without_a_loudspeaker_it_shows_the_light_and_rings_when_it_is_back() -> None:
    with ringing_session(NOW, loudspeaker=PluggedLoudspeaker(NO_LOUDSPEAKER, realtime=False)) as r:
        r.wait_for_state("error")
        r.followers.wait_for("light", "ringing")
        r.loudspeaker.plug_in()
        r.wait_for_state("listening")
        assert r.voice.texts[-1] == NOW.text
        r.passes(GAP_S)
        r.loudspeaker.wait_for(Earcon.RINGING)


def test_without_a_microphone_the_earcon_is_heard() -> None:
    with ringing_session(NOW, microphone=PluggedMicrophone(NO_MICROPHONE)) as r:
        r.wait_for_state("error")
        r.loudspeaker.wait_for(Earcon.RINGING)
        r.button.tap()
        r.followers.wait_for("light", "microphone missing")
        assert r.book.ringing == ()


def test_a_loudspeaker_that_is_lost_while_it_rings_ends_nothing() -> None:
    with ringing_session(NOW) as r:
        r.wait_for_state("listening")
        r.loudspeaker.unplug()
        r.wait_for_state("error")
        r.loudspeaker.plug_in()
        r.wait_for_state("listening", 2)
        assert r.voice.texts == [NOW.text] * 2


# --- a device ---


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def with_ringing(rig: DeviceRig, book: ListBook) -> DeviceRig:
    """Have a device ring, with a light that nobody sees."""
    ringing = Ringing(rig.session, book, Indicator(is_muted=False), rig.clock)
    rig.device.parts.reporter.ringing = ringing
    rig.device.parts = replace(rig.device.parts, ringing=ringing)
    return rig


def test_a_device_rings_and_ends_while_it_does(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    rig = DeviceRig(folder)
    with served(with_ringing(rig, ListBook(rig.clock, NOW)), until="listening") as r:
        assert r.ask("status")["turns"] == {"answered": 1}
    assert r.error is None
    assert r.is_closed
    assert "ringing: timer" in caplog.text
    assert "pasta" not in caplog.text


class BrokenBook(ListBook):
    """A book with a bug."""

    def take_due(self) -> tuple[DueRing, ...]:
        raise ZeroDivisionError("a bug in the book")


def test_a_bug_in_the_book_ends_the_device(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    rig = DeviceRig(folder)
    with served(with_ringing(rig, BrokenBook(rig.clock, NOW)), until=None) as r:
        eventually(lambda: r.error is not None)
    assert isinstance(r.error, PipelineError)
    assert r.error.stage == "ringing"
    assert "a bug in the book" in caplog.text
