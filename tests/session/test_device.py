"""Device: everything is opened, served, stopped and closed again, whatever goes wrong in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.adapters.simulated import SimulatedRecognizer, SimulatedVoice
from appliance.app import FOLLOW_UP_S
from appliance.audio.format import Samples
from appliance.board.panel import Colour
from appliance.control.client import ControlClient
from appliance.errors import ControlUnavailable, ModelUnavailable, PinUnavailable, PipelineError
from appliance.items import TranscriptionSegment
from appliance.states import SessionState
from tests.session.device_rig import DeviceRig, served
from tests.session.plugged import NO_MICROPHONE, PluggedMicrophone, eventually
from tests.session.rig import tone
from tests.unit.control.control_rig import short_folder
from tests.unit.device.device_parts import DARK, FakeButton, FakeLight


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def is_green(colour: Colour) -> bool:
    return colour.green > 0 and colour.red == colour.blue == 0


def is_red(colour: Colour) -> bool:
    return colour.red > 0 and colour.green == colour.blue == 0


def test_a_device_is_opened_served_and_closed(folder: Path) -> None:
    with served(DeviceRig(folder)) as r:
        status = r.ask("status")
        assert (status["state"], status["light"], status["missing"]) == ("connected", "connected", {})
        assert (status["volume"], status["is_muted"], status["profile"]) == (70, False, "simulated")
        assert status["hears_over_reply"] is False, "nothing takes the echo out here"
        r.light.wait_until(is_green)
        assert r.button.is_open
    assert r.error is None
    assert r.is_closed
    assert r.light.shown[-1] == DARK
    assert r.session.state is SessionState.DISCONNECTED


def test_it_listens_for_what_follows_an_answer_where_a_light_shows_it(folder: Path) -> None:
    assert DeviceRig(folder).session.config.follow_up_s == FOLLOW_UP_S == 5.0
    assert DeviceRig(folder, has_light=False).session.config.follow_up_s == 0.0


def test_a_whole_turn_by_the_button_is_shown_told_and_counted(folder: Path) -> None:
    with served(DeviceRig(folder)) as r, ControlClient(r.socket) as client:
        events = client.follow()
        r.button.edge(True, r.clock.now_s)
        r.button.edge(False, r.clock.now_s + 0.1)
        told = []
        for event in events:
            told.append(event)
            if event["event"] == "state" and event["state"] == "listening":
                r.microphone.play(tone(1.6))
            if event["event"] == "turn":
                break
        assert told[-1]["outcome"] == "answered"
        signs = [event["sign"] for event in told if event["event"] == "light"]
        assert signs[:3] == ["listening", "processing", "speaking"]
        assert {"state", "light", "speaking", "transcript", "reply", "turn"} <= {event["event"] for event in told}
        r.wait_for(state="connected", turns={"answered": 1})
        assert r.ask("status")["voice_to_voice_ms"] == told[-1]["timings_ms"]["voice_to_voice"]


def test_on_a_board_that_is_slowed_down_it_ends_after_three_turns_to_be_started_again(folder: Path) -> None:
    with served(DeviceRig(folder, is_slowed=lambda: True)) as r:
        for turns in (1, 2, 3):
            r.clock.now_s += 10.0
            r.ask("press")
            r.wait_for(state="listening")
            r.microphone.play(tone(1.6))
            if turns < 3:
                r.wait_for(state="connected", turns={"answered": turns})
        eventually(lambda: r.is_closed)
    assert r.error is None


def test_the_button_of_the_control_socket_does_the_same(folder: Path) -> None:
    with served(DeviceRig(folder)) as r:
        r.ask("press")
        r.wait_for(state="listening", light="listening")
        r.light.wait_until(is_red)
        assert r.ask("interrupt") == {"interrupted": True}
        assert r.ask("mute", True) == {"is_muted": True}
        r.wait_for(state="connected", light="muted", is_muted=True)


def test_a_device_may_be_stopped_twice(folder: Path) -> None:
    """As by two signals in a row."""
    with served(DeviceRig(folder)) as r:
        r.device.stop()
        r.device.stop()
    assert r.error is None
    assert r.is_closed


def test_a_device_stopped_before_it_was_served_closes_at_once(folder: Path) -> None:
    r = DeviceRig(folder)
    r.device.stop()
    r.serve()
    assert r.error is None
    assert r.is_closed


# --- while it starts ---


def test_a_device_stopped_while_a_model_is_loaded_does_not_wait_for_it(folder: Path) -> None:
    loading, may_load = threading.Event(), threading.Event()

    def slow_voice() -> SimulatedVoice:
        loading.set()
        assert may_load.wait(20)
        return SimulatedVoice()

    with served(DeviceRig(folder, models={"voice": slow_voice}), until="connecting") as r:
        assert loading.wait(20)
        r.device.stop()
        eventually(lambda: r.is_closed)
        may_load.set()
    assert r.error is None


def test_a_model_that_cannot_be_loaded_ends_the_device(folder: Path) -> None:
    def no_voice() -> SimulatedVoice:
        raise ModelUnavailable("voice.onnx: is no voice")

    r = DeviceRig(folder, models={"voice": no_voice})
    r.serve()
    assert isinstance(r.error, ModelUnavailable)
    assert str(r.error) == "voice.onnx: is no voice"
    assert r.is_closed


@pytest.mark.parametrize("part", ["button", "light"])
def test_a_pin_that_cannot_be_opened_leaves_nothing_open(folder: Path, part: str) -> None:
    taken = PinUnavailable(f"{part}.pin = 17: in use by another program")
    parts = {"button": FakeButton(taken)} if part == "button" else {"light": FakeLight(open_error=taken)}
    r = DeviceRig(folder, **parts)
    r.serve()
    assert r.error is taken
    assert r.is_closed
    assert set(r.light.shown) <= {DARK}
    assert r.session.state is SessionState.DISCONNECTED


def test_a_second_device_is_refused_before_it_touches_a_pin(folder: Path) -> None:
    with served(DeviceRig(folder)) as first:
        second = DeviceRig(folder)
        second.serve()
        assert isinstance(second.error, ControlUnavailable)
        assert second.light.shown == []
        first.wait_for(state="connected")


def test_without_a_microphone_the_device_serves_and_shows_it(folder: Path) -> None:
    with served(DeviceRig(folder, microphone=PluggedMicrophone(NO_MICROPHONE)), until="error") as r:
        r.wait_for(light="microphone missing", missing={"microphone": str(NO_MICROPHONE)})
        with pytest.raises(ControlUnavailable, match="cannot speak while error"):
            r.ask("say", "Hello.")
        r.ask("volume", 5)
        r.microphone.plug_in()
        r.wait_for(state="connected", light="connected", missing={}, volume=5)


# --- bugs ---


class Broken(SimulatedRecognizer):
    """A recogniser with a bug."""

    def transcribe(self, samples: Samples, cancelled: Callable[[], bool]) -> TranscriptionSegment | None:
        raise ZeroDivisionError("a bug")


def test_a_stage_that_dies_of_a_bug_ends_the_device(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with served(DeviceRig(folder, models={"recognizer": Broken})) as r:
        r.ask("press")
        r.wait_for(state="listening")
        r.microphone.play(tone(1.6))
        eventually(lambda: r.error is not None)
    assert isinstance(r.error, PipelineError)
    assert isinstance(r.error.cause, ZeroDivisionError)
    assert r.is_closed
    assert "ZeroDivisionError" in caplog.text


class BrokenLight(FakeLight):
    """A light with a bug: it raises when it is to be red."""

    def show(self, colour: Colour) -> None:
        if is_red(colour):
            raise ZeroDivisionError("a bug in the light")
        super().show(colour)


def test_a_thread_of_the_device_that_dies_of_a_bug_ends_the_device(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with served(DeviceRig(folder, light=BrokenLight())) as r:
        r.ask("press")
        eventually(lambda: r.error is not None)
    assert isinstance(r.error, PipelineError)
    assert r.error.stage == "lights"
    assert r.is_closed
    assert "a bug in the light" in caplog.text
