"""The sound card is pulled out in each state and plugged in again: no restart is needed, and only that turn is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from appliance.recordings.recordings import Recording
from tests.hil.rig import TAP_S, HardwareRig

BACK_WITHIN_S = 2.0
"""From the moment the card is in again. The measured time is printed; twice this limit is a failure."""


def get_to(rig: HardwareRig, state: str, recording: Recording) -> float:
    """Bring the appliance into a state; return when that state began."""
    if state == "connected":
        return time.monotonic()
    tapped_s = rig.tap()
    listening_s = rig.wait_for_light("red", tapped_s)
    if state == "listening":
        return listening_s
    rig.say(recording)
    return float(rig.events.wait_for("state", tapped_s, state=state)["at_s"])


@pytest.mark.parametrize("state", ["connected", "listening", "processing", "speaking"])
def test_the_card_vanishes_and_returns(rig: HardwareRig, question: Callable[[str], Recording], state: str) -> None:
    get_to(rig, state, question("capital-of-france"))
    out_s = rig.pull_out_the_card()
    rig.events.wait_for("light", out_s, sign="microphone missing")
    rig.events.wait_until(lambda: set(rig.missing()) == {"microphone", "loudspeaker"})
    rig.wait_exactly(0.5)  # not by the card, which is out; a sooner press would make a double tap
    pressed_s = rig.press()  # the appliance runs, and refuses to listen
    rig.wait_exactly(TAP_S)
    rig.release()
    in_s = rig.plug_in_the_card()
    back_s = rig.wait_until_back()  # may be earlier than in_s, for which sound must flow
    print(f"pulled out while {state}: back {max(0.0, back_s - in_s):.2f} s after the card")
    assert not [event for event in rig.events.of("state", pressed_s) if event["state"] == "listening"]
    assert back_s - in_s < 2 * BACK_WITHIN_S
    rig.ask(question("capital-of-france"))


@pytest.mark.thorough
def test_a_card_that_does_not_answer_freezes_neither_button_nor_light(rig: HardwareRig) -> None:
    """To open such a card takes half a minute, in which Python's global lock is held: so a child process opens it."""
    assert rig.card
    files = len(os.listdir("/proc/self/fd"))
    rig.pull_out_the_card()
    rig.card.stop_answering()
    broken_s = time.monotonic()
    gaps_s = []
    last_s = broken_s
    while last_s < broken_s + 15:
        rig.wait_exactly(0.01)
        now_s = time.monotonic()
        gaps_s.append(now_s - last_s)
        last_s = now_s
    assert "did not answer" in rig.missing()["microphone"]
    rig.plug_in_the_card()
    rig.wait_until_back()
    rig.wait(1.0)
    print(f"longest time in which no thread of this process ran: {max(gaps_s):.2f} s")
    assert max(gaps_s) < 2.0, "every thread stood still"
    assert len(os.listdir("/proc/self/fd")) <= files
