"""A timer on the whole device: set by text, it rings aloud and with its light, until a tap."""

from __future__ import annotations

import time

import pytest

from appliance.adapters.whisper import WhisperRecognizer
from appliance.control.client import ControlClient
from tests.hil.rig import HardwareRig
from tests.hil.test_one_turn import decoded


def ask(rig: HardwareRig, text: str) -> float:
    """Ask by text, as `appliance ctl ask`; return when."""
    asked_s = time.monotonic()
    with ControlClient(rig.folder / "control.sock") as client:
        client.ask("ask", text)
    return asked_s


def timers(rig: HardwareRig) -> list[str]:
    with ControlClient(rig.folder / "control.sock") as client:
        lines: list[str] = client.ask("timers")["timers"]
    return lines


def test_a_timer_rings_until_a_tap(rig: HardwareRig, transcriber: WhisperRecognizer) -> None:
    asked_s = ask(rig, "Set a pasta timer for four seconds.")
    rig.events.wait_for("answer", asked_s, skill="timers", intent="start_timer", action="start timer")
    rings_s = rig.events.wait_for("light", asked_s, sign="ringing")["at_s"]
    assert "ringing" in timers(rig)[0]
    rig.events.wait_for("state", rings_s, state="listening")
    said = decoded(transcriber, rig.played(rings_s - 0.5, time.monotonic()))
    print(said)
    assert "pasta" in said.lower()
    tapped_s = rig.tap()
    rig.wait_for_light("green", tapped_s)
    assert timers(rig) == ["no timers, alarms or reminders are set"]


@pytest.mark.parametrize("text", ["What time is it?", "What's 17 times 23?"])
def test_it_answers_what_is_typed_aloud(rig: HardwareRig, transcriber: WhisperRecognizer, text: str) -> None:
    asked_s = ask(rig, text)
    speaks_s = rig.wait_for_light("blue", asked_s)
    ready_s = rig.wait_for_light("green", speaks_s)
    rig.wait(0.3)
    said = decoded(transcriber, rig.played(speaks_s - 0.1, ready_s + 0.3))
    print(said)
    assert any(letter.isdigit() for letter in said), "a time or a number"
