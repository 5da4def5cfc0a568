"""The key that is a button, the spot that is a light, and a microphone with a level."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.metered import MeteredMicrophone
from appliance.adapters.terminal import REPEAT_S, TAP_S, TerminalButton, TerminalLight
from appliance.audio.format import FRAME_SAMPLES
from appliance.audio.levels import FLOOR_DBFS
from appliance.board.panel import Colour
from appliance.device.gestures import Gesture, GestureKind, Gestures, GestureTiming
from appliance.errors import AudioUnavailable
from appliance.items import Frame
from tests.unit.scripted import Clock

Edge = tuple[bool, float]


class Keyboard:
    """A key, the times at which it comes, and the edges that it makes."""

    def __init__(self, *, is_held: bool = False) -> None:
        self.clock = Clock(100.0)
        self.edges: list[Edge] = []
        self.button = TerminalButton(is_held=is_held, clock=self.clock)
        self.button.open(lambda is_pressed, at_s: self.edges.append((is_pressed, round(at_s - 100, 3))))

    def keys(self, *times_s: float) -> list[Edge]:
        """Press the key at these times, looking at the clock every hundredth of a second; return the edges."""
        due = list(times_s)
        for step in range(round(100 * max(times_s)) + 50):
            self.clock.now_s = 100 + step / 100
            self.button.tick(self.clock.now_s)
            while due and due[0] <= step / 100:
                self.button.key()
                due.pop(0)
        return self.edges


def test_a_key_is_a_tap() -> None:
    assert Keyboard().keys(0.0) == [(True, 0.0), (False, TAP_S)]


def test_two_keys_are_two_taps() -> None:
    assert Keyboard().keys(0.0, 0.2) == [(True, 0.0), (False, 0.1), (True, 0.2), (False, 0.3)]


def test_a_key_that_is_held_down_is_a_tap_and_at_most_one_more() -> None:
    repeated = [0.5 + 0.03 * count for count in range(300)]
    edges = Keyboard().keys(0.0, *repeated)
    assert edges == [(True, 0.0), (False, 0.1), (True, 0.5), (False, 0.6)]


def test_no_key_ever_is_a_hold_that_shuts_down() -> None:
    keyboard = Keyboard()
    edges = keyboard.keys(*(0.09 * count for count in range(100)))  # a keyboard that repeats slowly
    gestures = Gestures(GestureTiming())
    kinds: list[Gesture] = []
    for is_pressed, at_s in edges:
        kinds += gestures.tick(at_s) + gestures.edge(is_pressed, at_s)
    assert len(kinds) > 10
    assert {gesture.kind for gesture in kinds} <= {
        GestureKind.PRESSED,
        GestureKind.RELEASED,
        GestureKind.DOUBLE_TAPPED,
    }


def test_held_to_talk_one_key_begins_and_the_next_ends() -> None:
    assert Keyboard(is_held=True).keys(0.0, 3.0) == [(True, 0.0), (False, 3.0)]
    assert REPEAT_S < TAP_S


def test_a_button_that_is_closed_says_nothing() -> None:
    keyboard = Keyboard()
    keyboard.button.close()
    assert keyboard.keys(0.0) == []


def test_the_light_keeps_its_colour_and_goes_dark() -> None:
    light = TerminalLight()
    light.open()
    light.show(Colour(1, 0, 0.5))
    assert light.shown == Colour(1, 0, 0.5)
    light.close()
    assert light.shown == Colour(0, 0, 0)


class Loudness:
    """A microphone whose frames have the amplitudes that a test gives."""

    is_live = True
    buffer_s = 0.36
    xruns = 0

    def __init__(self, *amplitudes: int) -> None:
        self.amplitudes = list(amplitudes)

    def open(self) -> None: ...

    def read(self) -> Frame | None:
        self.xruns += 1
        if not self.amplitudes:
            raise AudioUnavailable("microphone Mic: is gone")
        return Frame(np.full(FRAME_SAMPLES, self.amplitudes.pop(0), dtype=np.int16), 0.0)

    def close(self) -> None: ...


def test_the_level_rises_at_once_and_falls_slowly() -> None:
    microphone = MeteredMicrophone(Loudness(0, 32767, 0, 0))
    microphone.open()
    levels = []
    for _ in range(4):
        assert microphone.read()
        levels.append(round(microphone.level_dbfs, 1))
    assert levels == [FLOOR_DBFS, 0.0, -0.8, -1.6]
    assert microphone.xruns == 4


def test_a_microphone_that_is_gone_has_no_level() -> None:
    microphone = MeteredMicrophone(Loudness(20000))
    microphone.read()
    with pytest.raises(AudioUnavailable):
        microphone.read()
    microphone.close()
    assert microphone.level_dbfs == FLOOR_DBFS
