"""Thirty turns in a row with presses at random moments: never stuck, always ready again, nothing grows."""

from __future__ import annotations

import os
import random
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.recordings import Recording
from tests.hil.conftest import MakeRig
from tests.hil.rig import Rig

TURNS = 30
SETTLED = 10
"""Turns after which memory is no longer expected to grow."""
SEED = 30
GROWTH_KB = 25_000
QUESTIONS = ("capital-of-france", "days-in-a-week", "hamlet", "largest-planet", "ten-minus-three", "how-are-you")


@pytest.fixture(scope="module")
def standing_rig(make_rig: MakeRig) -> Iterator[Rig]:
    """Many of the presses come when it is ready again, and make it listen to nobody: not for long here.

    The context window is small, so that it is full when memory is first looked at: until then it fills turn by turn.
    """
    with make_rig(session={"nobody_spoke_s": 2.0}, models={"context_tokens": 512}).running() as rig:
        yield rig


def test_thirty_turns_with_presses_at_random_moments(rig: Rig, question: Callable[[str], Recording]) -> None:
    dice = random.Random(SEED)
    threads, memory_kb, files = threading.active_count(), [], []
    for _ in range(TURNS):
        rig.tester.forget()  # its recording would grow, and only of the last turn is a trace of use
        began_s = rig.tap()
        rig.wait_for_light("red", began_s)
        rig.say(question(dice.choice(QUESTIONS)))
        for _press in range(dice.choice([0, 0, 1, 1, 2])):
            rig.wait(dice.uniform(0.45, 3.0))  # not so soon that two taps are a double one
            rig.tap()
        rig.bring_to_rest()
        memory_kb.append(resident_kb())
        files.append(len(os.listdir("/proc/self/fd")))
    outcomes = [event["outcome"] for event in rig.events.of("turn")]
    print(f"turns: { ({outcome: outcomes.count(outcome) for outcome in set(outcomes)}) }")
    print(f"memory after {SETTLED} and {TURNS}: {memory_kb[SETTLED - 1] // 1024} and {memory_kb[-1] // 1024} MB")
    print(f"health: {rig.session.health()}")
    assert len(outcomes) >= TURNS
    assert not rig.events.of("error")
    assert memory_kb[-1] - memory_kb[SETTLED - 1] < GROWTH_KB, memory_kb
    assert files[-1] == files[SETTLED - 1], files
    assert threading.active_count() == threads


def resident_kb() -> int:
    """Resident memory of this process, which the rig is part of."""
    return int(re.findall(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[0])
