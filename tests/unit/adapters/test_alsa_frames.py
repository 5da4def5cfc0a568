"""FrameCutter: pieces of any length, rate and number of channels in, frames of 20 ms at 16 kHz and their times out."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
import pytest

from appliance.adapters.alsa_frames import FrameCutter, as_block, mono
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Samples
from appliance.items import Frame

RATES_HZ = (8_000, 16_000, 32_000, 44_100, 48_000, 96_000)


def cut(samples: Samples, rate_hz: int, piece: int, *, starts_s: float = 100.0) -> list[Frame]:
    """Return the frames of a mono sound that comes in pieces. Each piece comes when its last sample is taken."""
    cutter = FrameCutter(rate_hz, 1)
    return [
        frame
        for start in range(0, len(samples), piece)
        for frame in cutter.add(
            as_block(samples[start : start + piece], 1), starts_s + len(samples[: start + piece]) / rate_hz
        )
    ]


def sine(rate_hz: int, frequency_hz: float, length_s: float = 1.0) -> Samples:
    time_s = np.arange(int(rate_hz * length_s)) / rate_hz
    return (16_000 * np.sin(2 * np.pi * frequency_hz * time_s)).astype(np.int16)


@pytest.mark.parametrize("piece", [1, 100, 319, 320, 321, 640, 1024, 5000])
def test_at_its_own_rate_every_sample_is_in_one_frame_in_order(piece: int) -> None:
    samples = np.arange(5000, dtype=np.int16)
    frames = cut(samples, CAPTURE_RATE_HZ, piece)
    assert {len(frame.samples) for frame in frames} == {FRAME_SAMPLES}
    assert np.array_equal(np.concatenate([frame.samples for frame in frames]), samples[: 15 * FRAME_SAMPLES])


@pytest.mark.parametrize("piece", [100, 320, 500, 1024])
def test_a_frame_has_the_time_of_its_last_sample_in_pieces_of_any_length(piece: int) -> None:
    frames = cut(np.zeros(5000, dtype=np.int16), CAPTURE_RATE_HZ, piece)
    assert [frame.captured_s for frame in frames] == pytest.approx([100 + FRAME_S * n for n in range(1, 16)])


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_at_every_rate_frames_are_20_ms_apart(rate_hz: int) -> None:
    frames = cut(sine(rate_hz, 440), rate_hz, rate_hz // 50)
    assert len(frames) > 45
    times_s = [frame.captured_s for frame in frames]
    assert [later - earlier for earlier, later in pairwise(times_s)] == pytest.approx([FRAME_S] * (len(times_s) - 1))
    assert frames[0].captured_s == pytest.approx(100 + FRAME_S, abs=0.0005)


@pytest.mark.parametrize(("rate_hz", "most"), [(16_000, 0), (44_100, 2), (48_000, 2), (96_000, 2)])
def test_at_the_rates_of_usual_cards_hardly_a_frame_is_late(rate_hz: int, most: int) -> None:
    """At other rates the resampler works in larger blocks, and up to four frames come at once."""
    cutter, silence = FrameCutter(rate_hz, 1), np.zeros((rate_hz // 50, 1), dtype=np.float32)
    counts = [len(list(cutter.add(silence, 0.0))) for _ in range(500)]
    late_frames = [number - so_far for number, so_far in enumerate(accumulate(counts), start=1)]
    assert max(late_frames) <= most


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("piece_s", [0.02, 0.0213])
def test_a_click_is_where_the_times_say_it_was(rate_hz: int, piece_s: float) -> None:
    samples = np.zeros(rate_hz, dtype=np.int16)
    samples[rate_hz // 2] = 32_000
    frames = cut(samples, rate_hz, int(rate_hz * piece_s))
    whole = np.concatenate([frame.samples for frame in frames])
    at = int(np.argmax(np.abs(whole.astype(int))))
    frame = frames[at // FRAME_SAMPLES]
    click_s = frame.captured_s - (FRAME_SAMPLES - 1 - at % FRAME_SAMPLES) / CAPTURE_RATE_HZ
    assert click_s == pytest.approx(100.5, abs=0.001)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_tone_keeps_its_pitch_and_its_loudness(rate_hz: int) -> None:
    whole = np.concatenate([frame.samples for frame in cut(sine(rate_hz, 1000), rate_hz, rate_hz // 50)])[3200:12_800]
    spectrum = np.abs(np.fft.rfft(whole))
    assert np.argmax(spectrum) * CAPTURE_RATE_HZ / len(whole) == pytest.approx(1000, abs=2)
    assert np.abs(whole.astype(int)).max() == pytest.approx(16_000, rel=0.03)


def test_frequencies_above_8_khz_are_not_folded_into_speech() -> None:
    """Dropping samples without a filter would turn 12 kHz at a card's 48 kHz into 4 kHz."""
    whole = np.concatenate([frame.samples for frame in cut(sine(48_000, 12_000), 48_000, 960)])[3200:12_800]
    assert np.abs(whole.astype(int)).max() < 16_000 * 0.01


def test_after_a_gap_the_incomplete_frame_is_dropped_and_one_frame_is_marked() -> None:
    cutter = FrameCutter(CAPTURE_RATE_HZ, 1)
    assert list(cutter.add(as_block(np.full(300, 7, dtype=np.int16), 1), 1.0)) == []
    cutter.mark_gap()
    frames = list(cutter.add(as_block(np.full(2 * FRAME_SAMPLES, 9, dtype=np.int16), 1), 5.0))
    assert [frame.follows_gap for frame in frames] == [True, False]
    assert {int(sample) for frame in frames for sample in frame.samples} == {9}
    assert [frame.captured_s for frame in frames] == pytest.approx([4.98, 5.0])


def test_a_gap_is_not_forgotten_by_pieces_that_make_no_frame() -> None:
    cutter = FrameCutter(CAPTURE_RATE_HZ, 1)
    cutter.mark_gap()
    assert list(cutter.add(as_block(np.zeros(100, dtype=np.int16), 1), 1.0)) == []
    assert [frame.follows_gap for frame in cutter.add(as_block(np.zeros(300, dtype=np.int16), 1), 1.02)] == [True]


def test_one_channel_is_passed_on_as_it_is() -> None:
    samples = np.arange(6, dtype=np.int16)
    assert mono(as_block(samples, 1)).tolist() == samples.tolist()


def test_two_channels_are_averaged_without_overflow() -> None:
    samples = np.array([32_767, 32_767, -32_768, -32_768, 100, 300, 7, 0], dtype=np.int16)
    assert mono(as_block(samples, 2)).tolist() == [32_767, -32_768, 200, 4]
    assert mono(as_block(samples, 2)).dtype == np.int16


@pytest.mark.parametrize("channels", [4, 6, 8])
def test_of_many_channels_the_first_is_taken(channels: int) -> None:
    samples = np.arange(3 * channels, dtype=np.int16)
    assert mono(as_block(samples, channels)).tolist() == [0, channels, 2 * channels]


@pytest.mark.parametrize("channels", [2, 6])
def test_channels_and_rate_together(channels: int) -> None:
    cutter = FrameCutter(48_000, channels)
    tone = np.repeat(sine(48_000, 1000), channels)
    frames = [frame for piece in np.split(tone, 50) for frame in cutter.add(as_block(piece, channels), 0.0)]
    assert np.abs(frames[25].samples.astype(int)).max() == pytest.approx(16_000, rel=0.03)


def test_the_lower_bits_of_a_32_bit_card_are_kept() -> None:
    quiet = np.array([1, -1, 256, -256], dtype=np.int32) << 8
    assert as_block(quiet, 2).tolist() == [[2.0**-23, -(2.0**-23)], [2.0**-15, -(2.0**-15)]]
