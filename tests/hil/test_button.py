"""The button, by edges on its pin: taps that start, commit and cancel a turn, double taps that mute, contact bounce."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.recordings.recordings import Recording
from tests.hil.rig import HardwareRig


def test_a_tap_while_listening_commits_what_was_said(rig: HardwareRig, question: Callable[[str], Recording]) -> None:
    tapped_s = rig.tap()
    speech_ends_s = rig.say(question("capital-of-france"))
    rig.wait_until(speech_ends_s + 0.1)  # long before the endpointing delay is over
    committed_s = rig.tap()
    thinking_s = rig.wait_for_light("orange", committed_s)
    assert not [event for event in rig.events.of("state", tapped_s) if event["at_s"] < committed_s][1:]
    rig.wait_for_light("green", rig.wait_for_light("blue", thinking_s))
    assert rig.events.of("transcript", committed_s)[-1]["text"] == "What is the capital of France?"


def test_a_tap_with_nothing_said_cancels(rig: HardwareRig) -> None:
    tapped_s = rig.tap()
    rig.wait_for_light("red", tapped_s)
    rig.wait(0.6)
    cancelled_s = rig.tap()
    rig.wait_for_light("green", cancelled_s)
    rig.wait(0.3)
    assert rig.lights_since(tapped_s) == ["green", "red", "green"]
    assert rig.events.of("turn", tapped_s)[-1]["outcome"] == "nothing said"


def test_a_double_tap_mutes_and_nothing_reaches_the_recogniser(
    rig: HardwareRig, question: Callable[[str], Recording]
) -> None:
    first_s = rig.tap()
    rig.wait(0.12)
    second_s = rig.tap()
    rig.wait_for_light("magenta", second_s)
    rig.say(question("capital-of-france"))
    tapped_s = rig.tap()  # while muted, a tap starts no turn
    rig.wait(2.5)
    assert not rig.events.of("transcript", first_s)
    assert not rig.events.of("speaking", second_s)
    assert rig.lights_since(tapped_s) == ["magenta"]
    rig.tap()
    rig.wait(0.12)
    open_s = rig.tap()
    rig.wait_for_light("green", open_s)
    begun_s = rig.tap()
    rig.say(question("capital-of-france"))
    rig.wait_for_light("blue", begun_s)
    assert rig.events.of("transcript", begun_s)[-1]["text"] == "What is the capital of France?"
    assert not rig.events.of("transcript", first_s)[0]["at_s"] < begun_s


@pytest.mark.parametrize("bounce_ms", [5, 20])
def test_contacts_that_bounce_make_one_press(rig: HardwareRig, bounce_ms: int) -> None:
    began_s = rig.press()
    for _ in range(3):  # bounces when the button goes down, and below when it comes up
        rig.wait_exactly(bounce_ms / 7000)
        rig.release()
        rig.wait_exactly(bounce_ms / 7000)
        rig.press()
    rig.wait(0.15)
    for _ in range(3):
        rig.release()
        rig.wait_exactly(bounce_ms / 7000)
        rig.press()
        rig.wait_exactly(bounce_ms / 7000)
    rig.release()
    rig.wait(0.8)
    assert [event["state"] for event in rig.events.of("state", began_s)] == ["listening"]
    rig.tap()
    rig.wait_for_light("green", rig.wait_for_light("red", began_s))
