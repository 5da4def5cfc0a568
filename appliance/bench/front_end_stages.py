"""What each stage of the microphone's front end costs: `python -m appliance.bench.front_end_stages`.

The quickest of several runs counts: what else the machine does makes a run slower, never quicker.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from appliance.adapters.webrtc_gain import WebRtcGain
from appliance.audio.channel_choice import ChannelChoice
from appliance.audio.echo_canceller import KalmanEchoCanceller
from appliance.audio.format import FRAME_S, FRAME_SAMPLES, Block, to_samples
from appliance.audio.high_pass import HighPass
from appliance.audio.hum import HumRemover
from appliance.audio.played_sound import PlayedSound
from appliance.audio.signal_watch import SignalWatch
from appliance.bench.echo_cancellers import played_sound

SECONDS = 3.0
"""Of sound, in each run: less than `PlayedSound` keeps."""
RUNS = 7


def frames_of(channels: int) -> Block:
    """Return the synthetic voice with a little noise on each channel, in frames: (n, FRAME_SAMPLES, channels)."""
    voice = played_sound(SECONDS)
    noise = 1e-3 * np.random.default_rng(1).standard_normal((len(voice), channels))
    frames: Block = (voice[:, None] + noise).astype(np.float32).reshape(-1, FRAME_SAMPLES, channels)
    return frames


def frame_us(make: Callable[[], Callable[[int, Block], object]], frames: Block) -> float:
    """Return the processor time of a frame in microseconds; `make` gives what processes a frame, by number."""
    quickest = float("inf")
    for _ in range(RUNS):
        process = make()
        began_s = time.process_time()
        for number, frame in enumerate(frames):
            process(number, frame)
        quickest = min(quickest, time.process_time() - began_s)
    return 1e6 * quickest / len(frames)


def _canceller(*, plays: bool) -> Callable[[int, Block], object]:
    far_end = PlayedSound()
    if plays:
        far_end.plays(to_samples(played_sound(SECONDS)), 10.0)
    canceller = KalmanEchoCanceller(far_end)
    return lambda number, frame: canceller.cancel(frame[:, 0], 10.0 + (number + 1) * FRAME_S)


def _high_pass() -> Callable[[int, Block], object]:
    stage = HighPass()
    return lambda _, frame: stage.filter(frame)


def _watch() -> Callable[[int, Block], object]:
    stage = SignalWatch()
    return lambda _, frame: stage.add(frame, frame)


def _channel() -> Callable[[int, Block], object]:
    stage = ChannelChoice("auto")
    return lambda _, frame: stage.pick(frame, frame)


def _hum() -> Callable[[int, Block], object]:
    stage = HumRemover()
    return lambda _, frame: stage.remove(frame[:, 0])


def _gain() -> Callable[[int, Block], object]:
    stage = WebRtcGain()
    return lambda _, frame: stage.gain_db(frame[:, 0])


STAGES: dict[str, Callable[[], Callable[[int, Block], object]]] = {
    "high-pass filter": _high_pass,
    "watch for faults": _watch,
    "choice of the channel": _channel,
    "overtones of hum": _hum,
    "echo canceller, nothing is played": lambda: _canceller(plays=False),
    "echo canceller, something is played": lambda: _canceller(plays=True),
    "automatic gain": _gain,
}


def main() -> None:
    """Print a table."""
    print("| stage | one channel | two channels |\n|---|---|---|")
    for name, make in STAGES.items():
        costs = (frame_us(make, frames_of(channels)) for channels in (1, 2))
        print(f"| {name} |", " | ".join(f"{us:.0f} µs, {us / FRAME_S / 1e4:.2f} %" for us in costs), "|", flush=True)


if __name__ == "__main__":
    main()
