"""Noise suppression and automatic gain compared: `python -m appliance.bench.noise_suppression [--level quiet] ...`.

People's recordings, one after the other, in noise, through the front end with each suppressor behind it, and then
through the transcriber and the speech detector. Virtual time, seeded; nothing is played aloud.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.adapters.webrtc_gain import WebRtcGain
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_SAMPLES, Samples, to_block, to_samples
from appliance.audio.front_end import FrontEnd, FrontEndOptions
from appliance.audio.played_sound import Signal
from appliance.bench.noise_suppressors import NAMES, Suppressor, suppressor_named
from appliance.bench.transcripts import People, Transcripts, several_people
from appliance.bench.voiced import voiced_frames
from appliance.recordings.noises import LEVEL_DBFS, noise
from appliance.settings_file import load_settings

LEVELS_DBFS = {"near": -26.0, "quiet": -46.0}
"""Of the voiced frames."""
NOISES = ("fan", "music", "babble")
RATIOS_DB = (20.0, 10.0, 5.0)
"""Of voice to noise."""
ROOM_DBFS = -75.0
"""Of the noise where there is none: no room is without."""
ADAPTING_FRAMES = 150
"""At first nothing is counted."""
WITHOUT_GAIN = "none, no gain"
"""Neither suppressor nor automatic gain."""


@dataclass(slots=True)
class Sums:
    """What a candidate does, over all conditions."""

    errors: list[float]
    """Word error rates."""
    found: list[float]
    """Part of the voiced frames that the speech detector takes for speech."""
    false: list[float]
    """Part of the frames between the recordings that it takes for speech."""
    frame_us: list[float]
    """Processor time of a frame, in microseconds."""


def noisy(people: People, name: str, ratio_db: float, dbfs: float, seed: int) -> Signal:
    """Return people's recordings with a noise behind; `name` "" is a quiet room."""
    length_s = len(people.sound) / CAPTURE_RATE_HZ
    behind = noise(name or "fan", length_s, seed)[: len(people.sound)]
    level = (dbfs - ratio_db) if name else ROOM_DBFS
    sound: Signal = people.sound + behind * 10 ** ((level - LEVEL_DBFS) / 20)
    return sound


def through(sound: Signal, suppressor: Suppressor, *, has_gain: bool) -> tuple[Samples, float]:
    """Return what is heard of a sound, and the processor time of the suppressor for a frame, in microseconds."""
    front_end, gain = FrontEnd(FrontEndOptions()), WebRtcGain() if has_gain else None
    blocks, took_s = [], 0.0
    for frame in sound.astype(np.float32).reshape(-1, FRAME_SAMPLES, 1):
        filtered = to_block(front_end.process(frame))
        began_s = time.process_time()
        block = suppressor(filtered)
        took_s += time.process_time() - began_s
        blocks.append(block * np.float32(10 ** (gain.gain_db(block) / 20)) if gain else block)
    return to_samples(np.concatenate(blocks)), 1e6 * took_s / len(blocks)


def detected(heard: Samples, people: People, sensitivity: float) -> tuple[float, float]:
    """Return the part of the voiced frames that is taken for speech, and that of the frames between the recordings."""
    detector = WebRtcSpeechDetector(sensitivity)
    is_speech = np.array([detector.is_speech(frame) for frame in heard.reshape(-1, FRAME_SAMPLES)])
    is_voiced = voiced_frames(people.sound)
    is_between = np.ones(len(is_speech), dtype=bool)
    for begin, end in people.spans:
        is_between[begin // FRAME_SAMPLES : end // FRAME_SAMPLES + 10] = False
    is_between[:ADAPTING_FRAMES] = False
    return float(np.mean(is_speech[is_voiced])), float(np.mean(is_speech[is_between]))


def main() -> None:
    """Compare suppressors in noise, and print a table of word errors and one of sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", action="append", choices=tuple(LEVELS_DBFS))
    parser.add_argument("--suppressor", action="append", choices=NAMES)
    parser.add_argument("--recordings", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-c", "--config", type=Path)
    asked = parser.parse_args()
    settings = load_settings(asked.config)
    transcribe, recordings = Transcripts(settings), several_people(asked.recordings, asked.seed)
    candidates = [WITHOUT_GAIN, *(asked.suppressor or NAMES)]
    sums = {name: Sums([], [], [], []) for name in candidates}
    print(f"| voice | noise | {' | '.join(candidates)} |\n|---|---|{'---|' * len(candidates)}")
    for level in asked.level or LEVELS_DBFS:
        people = People(recordings, LEVELS_DBFS[level])
        for name, ratio_db in [("", 0.0), *((name, ratio_db) for name in NOISES for ratio_db in RATIOS_DB)]:
            sound = noisy(people, name, ratio_db, LEVELS_DBFS[level], asked.seed)
            print(f"| {level} | {f'{name} {ratio_db:.0f} dB' if name else '-'} |", end="", flush=True)
            for candidate, figures in sums.items():
                suppressor = suppressor_named("none" if candidate == WITHOUT_GAIN else candidate)
                heard, frame_us = through(sound, suppressor, has_gain=candidate != WITHOUT_GAIN)
                found, false = detected(heard, people, settings.session.vad_sensitivity)
                errors = people.word_error_rate(heard, transcribe)
                print(f" {errors:.1%} |", end="", flush=True)
                for values, value in zip(
                    (figures.errors, figures.found, figures.false, figures.frame_us),
                    (errors, found, false, frame_us),
                    strict=True,
                ):
                    values.append(value)
            print()
    print("\n| candidate | word errors | speech found | noise taken for speech | µs a frame |\n|---|---|---|---|---|")
    for candidate, figures in sums.items():
        print(
            f"| {candidate} | {np.mean(figures.errors):.1%} | {np.mean(figures.found):.1%} "
            f"| {np.mean(figures.false):.1%} | {np.mean(figures.frame_us):.0f} |"
        )


if __name__ == "__main__":
    main()
