"""Cutting in with the button: how soon the loudspeaker is silent, and whether the next question is heard."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator

import pytest

from appliance.recordings import Recording
from tests.hil.conftest import MakeRig
from tests.hil.rig import Rig

TIMES = 20
SEED = 3
SILENT_WITHIN_S = 0.1
"""From the edge on the pin to the last sample of the reply at the tester's card, median."""


@pytest.fixture(scope="module")
def standing_rig(make_rig: MakeRig) -> Iterator[Rig]:
    """Without earcons: the one that follows an interruption would hide when the reply has ended."""
    with make_rig(audio={"earcons": False}).running() as rig:
        yield rig


def test_twenty_interruptions(rig: Rig, question: Callable[[str], Recording]) -> None:
    moments = random.Random(SEED)
    long_reply, short = question("healthy-breakfast"), question("capital-of-france")
    silent_after_s: list[float] = []
    rig.tap()
    for _ in range(TIMES):
        asked_s = rig.say(long_reply)
        speaks_s = rig.tester.wait_for_sound(asked_s)
        rig.wait_until(speaks_s + 0.2 + moments.random() / 2)

        pressed_s = rig.press()
        rig.say(short)  # right then
        listens_s = rig.wait_for_light("red", pressed_s)
        rig.release()
        rig.wait_until(pressed_s + 0.5)
        last_s = rig.tester.last_sound_s(speaks_s, pressed_s + 0.5)
        assert last_s is not None
        silent_after_s.append(last_s - pressed_s)

        rig.wait_for_light("blue", listens_s)
        assert rig.events.of("transcript", pressed_s)[-1]["text"] == "What is the capital of France?"
        rig.events.wait_for("turn", pressed_s, outcome="answered")
        assert "Paris" in rig.events.of("reply", pressed_s)[-1]["text"]
        rig.wait_for_light("red", rig.tap())
    rig.tap()
    late_ms = [round(late_s * 1000) for late_s in sorted(silent_after_s)]
    print(f"ms from the press to the last sample of the reply, {TIMES} times: {late_ms}")
    assert statistics.median(silent_after_s) < SILENT_WITHIN_S
