"""WAV recordings in place of a microphone and a loudspeaker."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.adapters.wav import FAST_TAIL_FRAMES, WavLoudspeaker, WavMicrophone
from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Samples
from appliance.items import Frame
from tests.unit.scripted import Clock
from tests.unit.watched_thread import running, wait_until_blocked

RATE_HZ = 1000


def ramp(length: int) -> Samples:
    return np.arange(1, length + 1, dtype=np.int16)


def frame_of(microphone: WavMicrophone) -> Frame:
    frame = microphone.read()
    assert frame is not None
    return frame


# --- microphone ---


def test_in_real_time_frames_are_stamped_when_they_are_due_not_when_they_are_read() -> None:
    clock = Clock(5.0)
    microphone = WavMicrophone(clock=clock)
    microphone.open()
    microphone.play(ramp(2 * FRAME_SAMPLES))
    clock.now_s = 60.0
    frames = [frame_of(microphone) for _ in range(3)]
    assert [frame.captured_s for frame in frames] == pytest.approx([5 + FRAME_S, 5 + 2 * FRAME_S, 5 + 3 * FRAME_S])
    assert np.array_equal(np.concatenate([frame.samples for frame in frames[:2]]), ramp(2 * FRAME_SAMPLES))
    assert not frames[2].samples.any(), "silence after the recording"


def test_in_real_time_a_frame_is_never_early() -> None:
    class TickingClock(Clock):
        """Some time passes at every look at it."""

        def __call__(self) -> float:
            self.now_s += 0.004
            return self.now_s

    clock = TickingClock()
    microphone = WavMicrophone(clock=clock)
    microphone.open()
    for _ in range(5):
        assert frame_of(microphone).captured_s <= clock.now_s


def test_in_fast_mode_it_delivers_the_recording_and_pads_the_last_frame() -> None:
    microphone = WavMicrophone(realtime=False, clock=Clock(7.0))
    microphone.open()
    microphone.play(ramp(FRAME_SAMPLES + 1))
    assert microphone.remaining_s == pytest.approx(2 * FRAME_S)
    first, second = frame_of(microphone), frame_of(microphone)
    assert np.array_equal(first.samples, ramp(FRAME_SAMPLES))
    assert (int(second.samples[0]), int(np.count_nonzero(second.samples))) == (FRAME_SAMPLES + 1, 1)
    assert first.captured_s == 7.0
    assert microphone.remaining_s == 0


def test_in_fast_mode_it_waits_until_the_frame_before_was_processed() -> None:
    results = iter([False, False, True])
    microphone = WavMicrophone(realtime=False)
    microphone.ready = lambda: next(results)
    microphone.open()
    microphone.play(ramp(FRAME_SAMPLES))
    frame_of(microphone)
    assert list(results) == []


def test_in_fast_mode_the_silence_after_a_recording_ends_at_the_next_one() -> None:
    microphone = WavMicrophone(realtime=False)
    microphone.open()
    microphone.play(ramp(FRAME_SAMPLES))
    assert all(frame_of(microphone) for _ in range(1 + FAST_TAIL_FRAMES))
    got: list[Frame] = []
    with running(lambda: got.append(frame_of(microphone))) as reader:
        wait_until_blocked(reader)
        microphone.play(ramp(FRAME_SAMPLES))
    assert np.array_equal(got[0].samples, ramp(FRAME_SAMPLES))


def test_a_new_recording_replaces_the_one_that_is_playing() -> None:
    microphone = WavMicrophone(realtime=False)
    microphone.open()
    microphone.play(ramp(10 * FRAME_SAMPLES))
    frame_of(microphone)
    microphone.play(-ramp(FRAME_SAMPLES))
    assert np.array_equal(frame_of(microphone).samples, -ramp(FRAME_SAMPLES))


@pytest.mark.parametrize("realtime", [True, False])
def test_closing_ends_a_read_that_waits_and_it_can_be_opened_again(realtime: bool) -> None:
    clock = Clock()
    microphone = WavMicrophone(realtime=realtime, clock=clock)
    microphone.open()
    got: list[Frame | None] = []
    with running(lambda: got.append(microphone.read())):
        microphone.close()
    assert got == [None]
    microphone.open()
    clock.now_s += 1
    microphone.play(ramp(FRAME_SAMPLES))
    assert np.array_equal(frame_of(microphone).samples, ramp(FRAME_SAMPLES))


def test_an_empty_recording_is_silence() -> None:
    microphone = WavMicrophone(realtime=False)
    microphone.open()
    microphone.play(ramp(0))
    assert not frame_of(microphone).samples.any()


# --- loudspeaker ---


def opened(*, realtime: bool, clock: Clock) -> WavLoudspeaker:
    loudspeaker = WavLoudspeaker(realtime=realtime, clock=clock)
    loudspeaker.open(RATE_HZ)
    return loudspeaker


def test_in_fast_mode_everything_is_played_at_once() -> None:
    loudspeaker = opened(realtime=False, clock=Clock(3.0))
    assert loudspeaker.write(ramp(500)) == 3.0
    assert loudspeaker.pending_s() == 0
    loudspeaker.write(ramp(100))
    loudspeaker.drop()
    assert len(loudspeaker.take()) == 600
    assert len(loudspeaker.take()) == 0


def test_in_real_time_sound_follows_sound() -> None:
    clock = Clock(3.0)
    loudspeaker = opened(realtime=True, clock=clock)
    assert loudspeaker.write(ramp(15)) == 3.0
    assert loudspeaker.write(ramp(15)) == pytest.approx(3.015)
    assert loudspeaker.pending_s() == pytest.approx(0.03)
    clock.now_s = 3.02
    assert loudspeaker.pending_s() == pytest.approx(0.01)
    clock.now_s = 9.0
    assert loudspeaker.pending_s() == 0
    assert np.array_equal(loudspeaker.take(), np.concatenate([ramp(15), ramp(15)]))


def test_in_real_time_a_gap_is_kept_as_silence() -> None:
    clock = Clock(3.0)
    loudspeaker = opened(realtime=True, clock=clock)
    loudspeaker.write(ramp(20))
    clock.now_s = 3.07
    assert loudspeaker.write(ramp(20)) == pytest.approx(3.07)
    sound = loudspeaker.take()
    assert abs(len(sound) - 90) <= 1
    assert not sound[20:69].any()
    assert np.array_equal(sound[-20:], ramp(20))


def test_the_silence_before_a_reply_is_not_part_of_it() -> None:
    clock = Clock(3.0)
    loudspeaker = opened(realtime=True, clock=clock)
    clock.now_s = 50.0
    loudspeaker.write(ramp(20))
    loudspeaker.take()
    clock.now_s = 90.0
    loudspeaker.write(ramp(20))
    assert np.array_equal(loudspeaker.take(), ramp(20))


def test_what_is_dropped_was_never_played() -> None:
    clock = Clock(3.0)
    loudspeaker = opened(realtime=True, clock=clock)
    loudspeaker.write(ramp(15))
    loudspeaker.write(ramp(15))
    clock.now_s = 3.01
    loudspeaker.drop()
    assert loudspeaker.pending_s() == 0
    sound = loudspeaker.take()
    assert abs(len(sound) - 10) <= 1
    assert np.array_equal(sound, ramp(len(sound)))


def test_in_real_time_it_waits_for_room() -> None:
    class TickingClock(Clock):
        def __call__(self) -> float:
            self.now_s += 0.002
            return self.now_s

    clock = TickingClock(3.0)
    loudspeaker = opened(realtime=True, clock=clock)
    starts_s = [loudspeaker.write(ramp(20)) for _ in range(6)]
    assert np.diff(starts_s) == pytest.approx([0.02] * 5)
    assert clock.now_s >= starts_s[-1] + 0.02 - loudspeaker.BUFFER_S - 1e-9


def test_closing_drops_what_is_pending() -> None:
    loudspeaker = opened(realtime=True, clock=Clock(3.0))
    loudspeaker.write(ramp(20))
    loudspeaker.close()
    assert loudspeaker.pending_s() == 0
    assert len(loudspeaker.take()) == 0
