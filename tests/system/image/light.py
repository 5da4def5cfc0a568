"""The light of the emulated machine: its level, read from outside while it runs, beside the patterns of the product.

The machine's clock is read with it, and tells whole seconds only. So the light is compared second by second: its level
when the second begins, and how often it changes in it. Both are exact, however unevenly the host runs the machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from appliance.board.panel import LightKind
from appliance.device.light_patterns import level
from appliance.device.light_signs import LightSign, Overlays, pattern_of, sign_of
from appliance.monitoring.journal_fields import MessageId
from appliance.states import SessionState
from tests.system.image.device_under_test import LIGHT, FlashedDevice
from tests.system.image.pins import Pins

PAUSE_S = 0.01
"""Between two readings. The shortest flash lasts 0.1 s."""
LATENESS_S = 0.15
"""How far the light may be ahead of the journal, or behind it."""
GRID_S = 0.01
TURN = (LightSign.CONNECTED, LightSign.LISTENING, LightSign.PROCESSING, LightSign.SPEAKING)
"""What is shown in a turn."""
LEAST = 0.9
"""Share of the seconds of a sign in which the light must be as its pattern says."""
CLOCK = """python3 - <<'END'
import time
from pathlib import Path
clock = Path("/sys/class/rtc/rtc0/since_epoch")
before = clock.read_text()
while clock.read_text() == before: pass
print(time.monotonic(), clock.read_text().strip())
END"""


@dataclass(frozen=True, slots=True)
class Second:
    """What the light did in a second."""

    at_s: int
    """When it began, by the machine's clock."""
    is_lit: bool
    """At its beginning."""
    changes: int


class LightWatch:
    """Reads the light on a thread of its own, as long as the block lasts."""

    def __init__(self, device: FlashedDevice) -> None:
        self._device = device
        self._pins = Pins(device.emulator)
        self._read: list[tuple[int, bool]] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="light watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(PAUSE_S):
            self._read.append((self._device.emulator.clock_s, bool(self._pins.data(LIGHT))))

    def seconds(self) -> list[Second]:
        """Return the whole seconds that were watched."""
        begins = [index for index, (one, other) in enumerate(pairwise(self._read), 1) if other[0] == one[0] + 1]
        found = []
        for begin, end in pairwise(begins):
            levels = [is_lit for _, is_lit in self._read[begin : end + 1]]
            if self._read[end][0] == self._read[begin][0] + 1:
                changes = sum(one is not other for one, other in pairwise(levels))
                found.append(Second(self._read[begin][0], levels[0], changes))
        return found


Signs = Sequence[tuple[float, LightSign]]
"""When which sign began, by the machine's clock."""


def signs_of(device: FlashedDevice) -> Signs:
    """Return what the appliance had to show, by its journal."""
    monotonic_s, clock_s = (float(word) for word in device.shell.text(CLOCK).split())
    kinds = (MessageId.STATE_CHANGED, MessageId.MICROPHONE_FAULT, MessageId.MICROPHONE_RIGHT)
    state, is_faulty = SessionState.DISCONNECTED, False
    signs: list[tuple[float, LightSign]] = []
    for entry in device.entries(*kinds):
        if "STATE" in entry:
            state = SessionState(entry["STATE"])
        else:
            # A microphone that gives only zeros, until the room is there.
            is_faulty = entry["MESSAGE_ID"] == MessageId.MICROPHONE_FAULT.value
        sign = sign_of(state, Overlays(is_microphone_faulty=is_faulty))
        if not signs or sign is not signs[-1][1]:
            signs.append((int(entry["__MONOTONIC_TIMESTAMP"]) / 1e6 - monotonic_s + clock_s, sign))
    return signs


def as_shown(seconds: Iterable[Second], signs: Signs) -> dict[LightSign, tuple[int, int]]:
    """Return of each sign how many seconds were watched, and in how many the light was as it should be."""
    counts = dict.fromkeys(TURN, (0, 0))
    for second in seconds:
        if sign := next((sign for at_s, sign in reversed(signs) if at_s <= second.at_s), None):
            watched, right = counts.get(sign, (0, 0))
            counts[sign] = watched + 1, right + _is_right(second, signs)
    return counts


def is_as_shown(counts: dict[LightSign, tuple[int, int]]) -> bool:
    """Say whether each sign of a turn was watched, and shown by its pattern."""
    return all(counts[sign][0] and counts[sign][1] >= counts[sign][0] * LEAST for sign in TURN)


def constant(seconds: Iterable[Second], is_lit: bool) -> list[Second]:
    """Return the same seconds of a light that never changes."""
    return [replace(second, is_lit=is_lit, changes=0) for second in seconds]


def _is_right(second: Second, signs: Signs) -> bool:
    steps = int(LATENESS_S / GRID_S)
    return any(_wanted(second.at_s - step * GRID_S, signs) == second for step in range(-steps, steps + 1))


def _wanted(begin_s: float, signs: Signs) -> Second:
    """Return what a light shows that is right from `begin_s` on, as if this were a whole second."""
    levels = [_is_lit(begin_s + step * GRID_S, signs) for step in range(round(1 / GRID_S) + 1)]
    return Second(round(begin_s), levels[0], sum(one is not other for one, other in pairwise(levels)))


def _is_lit(at_s: float, signs: Signs) -> bool:
    since_s, sign = next((each for each in reversed(signs) if each[0] <= at_s), signs[0])
    return level(pattern_of(sign, LightKind.ON_OFF), at_s - since_s) > 0
