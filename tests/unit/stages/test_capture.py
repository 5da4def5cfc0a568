"""Capture: frames are passed on as they come, and a lost microphone is opened again."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from appliance.audio.format import FRAME_S, FRAME_SAMPLES
from appliance.errors import AudioUnavailable
from appliance.events import DeviceBack, DeviceLost, MicrophoneFault
from appliance.interfaces import AudioDevice
from appliance.items import Frame, Tick
from appliance.stages.capture import TOGETHER, Capture


class BreakingMicrophone:
    """A microphone that fails at the given reads, 1 for the first."""

    is_live = True
    buffer_s = 0.4
    xruns = 0

    def __init__(self, *failing: int) -> None:
        self._failing = failing
        self.reads = self.opened = self.closed = 0
        self.missing: AudioUnavailable | None = None

    def open(self) -> None:
        self.opened += 1
        if self.missing:
            raise self.missing

    def read(self) -> Frame | None:
        self.reads += 1
        if self.reads in self._failing:
            raise AudioUnavailable("microphone: no such device")
        return Frame(np.zeros(FRAME_SAMPLES, dtype=np.int16), float(self.reads))

    def close(self) -> None:
        self.closed += 1


class RecordingEvent(threading.Event):
    """An event that records the timeouts of its waits, and does not wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits_s: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits_s.append(timeout)
        return True


def capture(microphone: BreakingMicrophone, *, is_muted: bool = False, may_be_missing: bool = False) -> Capture:
    """Return a stage that is open."""
    stage = Capture(microphone, lambda: is_muted, RecordingEvent(), may_be_missing=may_be_missing, retry_s=0.0)
    stage.open()
    return stage


def test_it_yields_a_frame_each_time() -> None:
    microphone = BreakingMicrophone()
    stage = capture(microphone)
    frames = [frame for _ in range(3) for frame in stage.work(Tick())]
    assert [frame.captured_s for frame in frames if isinstance(frame, Frame)] == [1, 2, 3]
    assert (microphone.opened, microphone.closed) == (1, 0)


def test_a_muted_microphone_is_read_and_no_frame_is_passed_on() -> None:
    microphone = BreakingMicrophone()
    stage = capture(microphone, is_muted=True)
    assert [output for _ in range(3) for output in stage.work(Tick())] == [None] * 3
    assert microphone.reads == 3


def test_a_microphone_that_went_away_is_told_and_opened_anew() -> None:
    microphone = BreakingMicrophone(1)
    stage = capture(microphone)
    (lost,) = stage.work(Tick())
    assert isinstance(lost, DeviceLost)
    assert lost.device is AudioDevice.MICROPHONE
    microphone.missing = lost.error
    assert list(stage.work(Tick())) == [], "the same reason is told once"
    microphone.missing = AudioUnavailable("microphone: is in use")
    assert list(stage.work(Tick())) == [DeviceLost(AudioDevice.MICROPHONE, microphone.missing)]
    microphone.missing = None
    assert list(stage.work(Tick())) == [DeviceBack(AudioDevice.MICROPHONE)]
    assert isinstance(next(iter(stage.work(Tick()))), Frame)
    assert (microphone.opened, microphone.closed) == (4, 3)


def test_a_microphone_that_is_lost_for_the_same_reason_again_is_told_again() -> None:
    microphone = BreakingMicrophone(1, 3)
    stage = capture(microphone)
    kinds = [type(output) for _ in range(4) for output in stage.work(Tick())]
    assert kinds == [DeviceLost, DeviceBack, DeviceLost, DeviceBack]


def test_a_microphone_that_can_be_opened_and_gives_no_sound_is_told_once() -> None:
    microphone = BreakingMicrophone(*range(1, 9))
    stage = capture(microphone)
    kinds = [type(output) for _ in range(9) for output in stage.work(Tick())]
    assert kinds == [DeviceLost, DeviceBack]
    assert microphone.reads == 9


def test_a_microphone_that_is_missing_at_first_is_an_error_or_is_waited_for() -> None:
    microphone = BreakingMicrophone()
    microphone.missing = AudioUnavailable("microphone: there is no such card")
    with pytest.raises(AudioUnavailable):
        capture(microphone)
    stage = capture(microphone, may_be_missing=True)
    assert list(stage.work(Tick())) == [DeviceLost(AudioDevice.MICROPHONE, microphone.missing)]
    microphone.missing = None
    assert list(stage.work(Tick())) == [DeviceBack(AudioDevice.MICROPHONE)]


def test_the_wait_for_a_missing_microphone_ends_when_stopped() -> None:
    microphone = BreakingMicrophone(1)
    microphone.missing = AudioUnavailable("microphone: there is no such card")
    stage = Capture(microphone, lambda: False, RecordingEvent(), may_be_missing=True, retry_s=3600)
    stage.open()
    stage.stop()
    assert len(list(stage.work(Tick()))) == 1


def test_while_not_listening_frames_gather_in_the_card() -> None:
    microphone, listening = BreakingMicrophone(), RecordingEvent()
    stage = Capture(microphone, lambda: False, listening)
    stage.open()
    frames = [frame for _ in range(2 * TOGETHER) for frame in stage.work(Tick())]
    assert len(frames) == 2 * TOGETHER, "no frame is lost; they only come later"
    assert listening.waits_s == [(TOGETHER - 1) * FRAME_S] * 2


class FaultyMicrophone(BreakingMicrophone):
    """A microphone whose sound is wrong in the given way at each read."""

    def __init__(self, *faults: str | None) -> None:
        super().__init__()
        self._faults = faults

    def read(self) -> Frame | None:
        frame = super().read()
        return frame and replace(frame, fault=self._faults[self.reads - 1])


@pytest.mark.parametrize("is_muted", [False, True])
def test_each_change_of_the_fault_is_told_once(is_muted: bool) -> None:
    faults = (None, "clips", "clips", "gives only zeros", None, None)
    stage = capture(FaultyMicrophone(*faults), is_muted=is_muted)
    outputs = [output for _ in faults for output in stage.work(Tick())]
    told = [output.fault for output in outputs if isinstance(output, MicrophoneFault)]
    assert told == ["clips", "gives only zeros", None]
    assert sum(isinstance(output, Frame) for output in outputs) == (0 if is_muted else len(faults))
