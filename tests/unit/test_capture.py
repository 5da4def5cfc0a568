"""Capture: frames as they come, and a microphone that went away is opened again."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from appliance.errors import AudioUnavailable
from appliance.interfaces import FRAME_SAMPLES
from appliance.items import Frame
from appliance.stages import capture
from appliance.stages.capture import Capture


class BreakingMicrophone:
    """Fails at the reads it is told to."""

    is_live = True

    def __init__(self, *failing: int) -> None:
        self._failing = failing
        self.reads = self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def read(self) -> Frame | None:
        self.reads += 1
        if self.reads in self._failing:
            raise AudioUnavailable("microphone: no such device")
        return Frame(np.zeros(FRAME_SAMPLES, dtype=np.int16), float(self.reads))

    def close(self) -> None:
        self.closed += 1


def test_a_frame_each_time() -> None:
    microphone = BreakingMicrophone()
    stage = Capture(microphone)
    stage.open()
    frames = [frame for _ in range(3) for frame in stage.work(None)]
    assert [frame.captured_s for frame in frames if isinstance(frame, Frame)] == [1, 2, 3]
    assert (microphone.opened, microphone.closed) == (1, 0)


def test_a_microphone_that_went_away_is_opened_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "REOPEN_EVERY_S", 0.0)
    microphone = BreakingMicrophone(1)
    stage = Capture(microphone)
    stage.open()
    with pytest.raises(AudioUnavailable):
        list(stage.work(None))
    assert len(list(stage.work(None))) == 1
    assert (microphone.opened, microphone.closed) == (2, 1)


def test_the_wait_for_it_ends_when_stopped() -> None:
    stage = Capture(BreakingMicrophone(1))
    stage.open()
    with pytest.raises(AudioUnavailable):
        list(stage.work(None))
    threading.Timer(0.0, stage.stop).start()
    assert list(stage.work(None)) == []
