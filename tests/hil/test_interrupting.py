"""Interruptions with the button: how soon the loudspeaker is silent, and whether the next question is understood."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator

import pytest

from appliance.recordings.recordings import Recording
from tests.hil.conftest import MakeRig
from tests.hil.rig import HardwareRig

SEED = 3
SILENT_WITHIN_S = 0.1
"""Median time from the edge on the pin to the last sample of the reply at the tester's card."""


@pytest.fixture(scope="module")
def standing_rig(make_rig: MakeRig) -> Iterator[HardwareRig]:
    """A rig without earcons: the earcon after an interruption would hide when the reply ended."""
    with make_rig(audio={"earcons": False}).running() as rig:
        yield rig


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=pytest.mark.thorough)])
def test_many_interruptions(times: int, rig: HardwareRig, question: Callable[[str], Recording]) -> None:
    """With each press the next question is asked. It must be understood, and its reply is interrupted in turn."""
    moments = random.Random(SEED)
    asked = question("capital-of-france")
    silent_after_s: list[float] = []
    listens_s = rig.wait_for_light("red", rig.tap())
    rig.say(asked)
    for _ in range(times):
        speaks_s = rig.wait_for_light("blue", listens_s)
        assert rig.events.of("transcript", listens_s)[-1]["text"] == asked.transcript
        rig.events.wait_until(lambda since_s=listens_s: _names_paris(rig, since_s))  # type: ignore[misc]
        rig.wait_until(speaks_s + 0.2 + moments.random() / 2)

        pressed_s = rig.press()
        rig.say(asked)  # at once, while the reply is being stopped
        listens_s = rig.wait_for_light("red", pressed_s)
        rig.release()
        rig.wait_until(pressed_s + 0.5)
        last_s = rig.tester.last_sound_s(speaks_s, pressed_s + 0.5)
        assert last_s is not None
        silent_after_s.append(last_s - pressed_s)
    rig.events.wait_for("turn", listens_s, outcome="answered")
    late_ms = [round(late_s * 1000) for late_s in sorted(silent_after_s)]
    print(f"ms from the press to the last sample of the reply, {times} times: {late_ms}")
    assert statistics.median(silent_after_s) < SILENT_WITHIN_S


def _names_paris(rig: HardwareRig, since_s: float) -> bool:
    return any("Paris" in reply["text"] for reply in rig.events.of("reply", since_s))
