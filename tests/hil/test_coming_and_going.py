"""Microphone and loudspeaker vanish in each state, and return: no restart, back in service, only that turn is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from appliance.recordings import Recording
from tests.hil.rig import Rig

BACK_WITHIN_S = 2.0
"""From the moment the card is there again; what is measured is printed, and twice as much is a failure."""


def get_to(rig: Rig, state: str, recording: Recording) -> float:
    """Lead the appliance into a state; return when that began."""
    if state == "connected":
        return time.monotonic()
    tapped_s = rig.tap()
    listening_s = rig.wait_for_light("red", tapped_s)
    if state == "listening":
        return listening_s
    rig.say(recording)
    return float(rig.events.wait_for("state", tapped_s, state=state)["at_s"])


@pytest.mark.parametrize("state", ["connected", "listening", "processing", "speaking"])
def test_the_card_vanishes_and_returns(rig: Rig, question: Callable[[str], Recording], state: str) -> None:
    get_to(rig, state, question("capital-of-france"))
    out_s = rig.pull_out_the_card()
    missing = rig.events.wait_for("missing", out_s)
    rig.events.wait_for("light", out_s, sign="microphone missing")
    assert "microphone" in missing["devices"]
    rig.wait_exactly(0.5)  # the card is gone, and a press too soon would be the second of a double tap
    pressed_s = rig.press()  # it is alive, and refuses
    rig.release()
    in_s = rig.plug_in_the_card()
    back_s = rig.events.wait_for("missing", in_s, devices={})["at_s"]
    rig.wait_for_light("green", in_s)
    print(f"pulled out while {state}: back {back_s - in_s:.2f} s after the card")
    assert not [event for event in rig.events.of("state", pressed_s) if event["state"] == "listening"]
    assert back_s - in_s < 2 * BACK_WITHIN_S
    rig.ask(question("capital-of-france"))


def test_a_card_that_hangs_freezes_neither_button_nor_light(rig: Rig) -> None:
    """Opening it takes half a minute then, with Python's global lock held: a child process does it."""
    assert rig.card
    files = len(os.listdir("/proc/self/fd"))
    rig.card.hang()
    hung_s = time.monotonic()
    rig.events.wait_for("missing", hung_s)
    gaps_s = []
    last_s = time.monotonic()
    while last_s < hung_s + 8:
        rig.wait_exactly(0.01)
        now_s = time.monotonic()
        gaps_s.append(now_s - last_s)
        last_s = now_s
    rig.card.go_on()
    went_on_s = time.monotonic()
    rig.wait_for_light("green", went_on_s)
    print(f"longest standstill of this process meanwhile: {max(gaps_s):.2f} s")
    assert max(gaps_s) < 1.0, "every thread stood still"
    rig.wait(1.0)
    assert len(os.listdir("/proc/self/fd")) <= files + 2
